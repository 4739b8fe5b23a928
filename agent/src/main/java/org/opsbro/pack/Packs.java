package org.opsbro.pack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Level;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.model.Topic;
import org.opsbro.model.Value;

/**
 * All packs of this agent, as read from the four levels. Immutable: a change of the files gives a new one.
 *
 * @param all every pack found, shadowed ones too, by name and then level
 * @param problems all that is wrong in them
 */
public record Packs(List<Pack> all, List<Problem> problems) {
    /** What is shown in the place of a secret. */
    public static final Value HIDDEN = Value.of("********");

    public static final Packs NONE = new Packs(List.of(), List.of());

    public Packs {
        all = List.copyOf(all);
        problems = List.copyOf(problems);
    }

    /** Those in force, by name. */
    public List<Pack> inForce() {
        return all.stream().filter(pack -> pack.shadowedBy().isEmpty()).toList();
    }

    public Optional<Pack> named(String name) {
        return inForce().stream().filter(pack -> pack.name().equals(name)).findFirst();
    }

    /** The definitions of a kind in the packs in force. */
    public List<Definition> definitions(Kind kind) {
        return inForce().stream()
                .flatMap(pack -> pack.definitions().stream())
                .filter(definition -> definition.kind() == kind)
                .toList();
    }

    /** The parameters of a pack; none if there is no such pack. */
    public Parameters parameters(String pack) {
        return named(pack).map(Pack::parameters).orElse(Parameters.NONE);
    }

    /**
     * One pack.
     *
     * @param folder where it lies
     * @param topics the first is its main one
     * @param origins where each parameter's value was written
     * @param missing required parameters without a value
     * @param shadowedBy the level that wins over this one
     */
    public record Pack(
            String name,
            Level level,
            String folder,
            String description,
            String version,
            List<Topic> topics,
            List<String> keywords,
            Value.Fields metadata,
            List<ParameterDeclaration> declarations,
            Parameters parameters,
            Map<String, Parameters.Origin> origins,
            List<String> missing,
            List<Definition> definitions,
            Optional<Level> shadowedBy) {
        /** The values of the parameters for everybody to see: of a secret one only that it has a value. */
        public Value.Fields shown() {
            var shown = Value.object();
            for (var name : parameters.values().keys()) {
                var isSecret = declarations.stream()
                        .anyMatch(each -> each.secret() && each.name().equals(name));
                shown.with(name, isSecret ? HIDDEN : parameters.value(name));
            }
            return shown.end();
        }
    }

    /** @param type string, int, float, bool or string_list */
    public record ParameterDeclaration(
            String name,
            String type,
            Optional<Value> fallback,
            String doc,
            boolean required,
            boolean secret,
            Source source) {}
}

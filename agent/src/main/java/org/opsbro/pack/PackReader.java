package org.opsbro.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.model.Topic;
import org.opsbro.model.Value;
import org.opsbro.pack.Packs.ParameterDeclaration;

/** Makes the parts of a pack from the texts of its folder. */
final class PackReader {
    private static final List<String> TYPES = List.of("string", "int", "float", "bool", "string_list");

    private PackReader() {}

    /** What {@code package.yml} says. */
    record Manifest(
            String name,
            String description,
            String version,
            List<Topic> topics,
            List<String> keywords,
            Value.Fields metadata,
            List<ParameterDeclaration> declarations) {}

    static Optional<Manifest> manifest(String file, String text, Consumer<Problem> problems) {
        return Yaml.keys(file, text, problems).flatMap(PackReader::manifest);
    }

    private static Optional<Manifest> manifest(Keys keys) {
        var name = keys.requiredText("name");
        if (!name.isEmpty() && !name.matches("[a-z0-9][a-z0-9_-]{0,63}"))
            keys.problem("name", "found \"" + name + "\", want lower case letters, digits, - and _, at most 64");
        for (var known :
                List.of("types", "homepage", "author", "contributors", "repository", "license", "dependencies"))
            keys.has(known);
        var manifest = new Manifest(
                name,
                keys.text("description").orElse(""),
                keys.text("version").orElse(""),
                topics(keys),
                keys.texts("keywords"),
                keys.toValue(),
                declarations(keys.map("parameters")));
        keys.end();
        return name.isEmpty() || keys.broken() ? Optional.empty() : Optional.of(manifest);
    }

    private static List<Topic> topics(Keys keys) {
        var topics = new ArrayList<Topic>();
        for (var words : keys.texts("topics")) {
            var topic = Topic.named(words);
            topic.ifPresent(topics::add);
            if (topic.isEmpty())
                keys.problem(
                        "topics",
                        "unknown topic \"" + words + "\", want one of "
                                + Arrays.stream(Topic.values())
                                        .map(Topic::words)
                                        .collect(Collectors.joining(", ")));
        }
        return topics;
    }

    private static List<ParameterDeclaration> declarations(Keys parameters) {
        var declarations = new ArrayList<ParameterDeclaration>();
        for (var name : parameters.names()) {
            var keys = parameters.map(name);
            var type = keys.requiredText("type").toLowerCase(Locale.ROOT);
            if (!TYPES.contains(type) && !type.isEmpty())
                keys.problem("type", "found \"" + type + "\", want one of " + String.join(", ", TYPES));
            var fallback = keys.has("default") ? Optional.of(keys.toValue().get("default")) : Optional.<Value>empty();
            fallback.flatMap(value -> mismatch(type, value)).ifPresent(reason -> keys.problem("default", reason));
            declarations.add(new ParameterDeclaration(
                    name,
                    type,
                    fallback,
                    keys.text("doc").orElse(""),
                    keys.flag("required", false),
                    keys.flag("secret", false),
                    keys.source()));
            keys.end();
        }
        return declarations;
    }

    /** Why a value is not of a parameter's type; empty if it is. */
    static Optional<String> mismatch(String type, Value value) {
        var fits = switch (type) {
            case "string" -> value instanceof Value.Text;
            case "int" -> value instanceof Value.Int;
            case "float" -> value instanceof Value.Real || value instanceof Value.Int;
            case "bool" -> value instanceof Value.Bool;
            case "string_list" ->
                value instanceof Value.Items items && items.all().stream().allMatch(Value.Text.class::isInstance);
            default -> true;
        };
        return fits ? Optional.empty() : Optional.of("found " + value.display() + ", want a value of type " + type);
    }

    /** The object of one file; empty if the file is no object or broken. */
    static Optional<Definition> definition(
            PackFolder folder, String pack, Kind.Place place, String text, Consumer<Problem> problems) {
        var file = folder.path() + "/" + place.file();
        return Yaml.mapping(file, text, problems).flatMap(top -> {
            var kinds = place.kinds().stream()
                    .filter(kind -> top.entries().containsKey(kind.key()))
                    .toList();
            var wanted = place.kinds().stream().map(kind -> kind.key() + ":").collect(Collectors.joining(" or "));
            if (kinds.size() != 1 || top.entries().size() != 1) {
                problems.accept(Problem.error(
                        new Source(file, 1, 1),
                        "",
                        "found the keys " + String.join(", ", top.entries().keySet()) + ", want " + wanted
                                + " alone at the top of a file in "
                                + place.kinds().getFirst().folder() + "/"));
                return Optional.empty();
            }
            var kind = kinds.getFirst();
            var keys = new YamlKeys(top, "", problems).map(kind.key());
            return keys.broken()
                    ? Optional.empty()
                    : Optional.of(new Definition(kind, place.name(), pack, folder.path(), folder.level(), keys));
        });
    }
}

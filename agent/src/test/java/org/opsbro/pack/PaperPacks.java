package org.opsbro.pack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Level;
import org.opsbro.model.Source;
import org.opsbro.model.Value;

/** Packs for tests of modules: of each, its name and its parameters. */
public final class PaperPacks {
    private PaperPacks() {}

    public static Packs of(String name, Level level, Map<String, Value> parameters) {
        var pack = new Packs.Pack(
                name,
                level,
                "",
                "",
                "",
                List.of(),
                List.of(),
                Value.Fields.EMPTY,
                parameters.keySet().stream().map(PaperPacks::declared).toList(),
                new Parameters(Value.fields(parameters)),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty());
        return new Packs(List.of(pack), List.of());
    }

    private static Packs.ParameterDeclaration declared(String name) {
        var isSecret = List.of("token", "password").contains(name);
        return new Packs.ParameterDeclaration(name, "string", Optional.empty(), "", false, isSecret, Source.of(""));
    }
}

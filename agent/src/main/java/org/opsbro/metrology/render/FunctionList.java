package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Value;

/** The functions as {@code /functions} tells them. */
public final class FunctionList {
    private FunctionList() {}

    /** All, or those of a group. */
    public static Value all(String group, boolean grouped) {
        Map<String, FieldsBuilder> groups = new TreeMap<>();
        var told = Value.object();
        for (var function : Functions.all().values()) {
            if (!group.isEmpty() && !function.group().equals(group)) continue;
            told.with(function.name(), of(function));
            groups.computeIfAbsent(function.group(), absent -> Value.object()).with(function.name(), of(function));
        }
        if (!grouped) return told.end();
        var all = Value.object();
        groups.forEach((name, functions) -> all.with(name, functions.end()));
        return all.end();
    }

    /** One. */
    public static Value of(Function function) {
        List<Value> parameters = new ArrayList<>();
        for (var parameter : function.parameters()) parameters.add(of(parameter));
        return Value.object()
                .with("name", function.name())
                .with("function", function.signature())
                .with("description", function.doc() + ".")
                .with("module", "graphite.render.functions")
                .with("group", function.group())
                .with("params", new Value.Items(parameters))
                .end();
    }

    private static Value of(Parameter parameter) {
        var told = Value.object()
                .with("name", parameter.name())
                .with("type", parameter.type().word());
        if (parameter.required()) told.with("required", true);
        parameter.standard().ifPresent(standard -> told.with("default", of(standard)));
        if (parameter.multiple()) told.with("multiple", true);
        if (!parameter.options().isEmpty())
            told.with(
                    "options",
                    new Value.Items(parameter.options().stream()
                            .sorted(Comparator.comparing(Given::told))
                            .map(FunctionList::of)
                            .distinct()
                            .toList()));
        if (!parameter.suggestions().isEmpty())
            told.with(
                    "suggestions",
                    new Value.Items(parameter.suggestions().stream()
                            .map(FunctionList::of)
                            .toList()));
        return told.end();
    }

    private static Value of(Given given) {
        return switch (given) {
            case Given.Figure(var value, var whole) ->
                whole ? Value.of((long) value) : Double.isInfinite(value) ? Value.of("inf") : Value.of(value);
            case Given.Flag(var isTrue) -> Value.of(isTrue);
            case Given.None() -> Value.NONE;
            case Given other -> Value.of(other.told());
        };
    }
}

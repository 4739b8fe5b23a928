package org.opsbro.template;

import static org.opsbro.template.Filter.MAYBE;
import static org.opsbro.template.Filter.NUMBER;
import static org.opsbro.template.Filter.PARTS;
import static org.opsbro.template.Filter.VALUE;
import static org.opsbro.template.Filter.optional;

import java.util.List;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Sums;
import org.opsbro.model.Value;

/** Filters of any value: defaults, numbers, JSON and YAML. */
final class ValueFilters {
    private static final String GROUP = "value";

    private ValueFilters() {}

    static List<Function> all() {
        var otherwise = Filter.of(
                GROUP,
                "default",
                "The value, or the other one where it is undefined; with true also where it is empty, zero or none.",
                "{{ missing|default('web') }} → web",
                MAYBE,
                a -> otherwise(a.get(0), a.get(1), a.get(2)),
                optional("default_value", Function.Type.MAYBE, Value.of("")),
                optional("boolean", Function.Type.ANY, Value.FALSE));
        var length = Filter.of(
                GROUP,
                "length",
                "How many values, keys or characters there are.",
                "{{ [1, 2]|length }} → 2",
                PARTS,
                a -> Value.of(Containers.length(a.getFirst())));
        var json = Filter.of(
                GROUP,
                "to_json",
                "The value as JSON, keys in their order.",
                "{{ {'b': 1, 'a': none}|to_json }} → {\"b\": 1, \"a\": null}",
                VALUE,
                a -> Writing.json(a.getFirst(), a.get(1), false),
                optional("indent", Function.Type.ANY, Value.NONE));
        return List.of(
                otherwise,
                Filter.alias("d", otherwise),
                length,
                Filter.alias("count", length),
                Filter.of(
                        GROUP,
                        "string",
                        "The value as text.",
                        "{{ 5|string + 'x' }} → 5x",
                        VALUE,
                        a -> Value.of(Display.str(a.getFirst()))),
                Filter.of(
                        GROUP,
                        "int",
                        "The value as an integer, a text read in its base; the default where it is none.",
                        "{{ '42.9'|int }} → 42",
                        VALUE,
                        a -> Readings.whole(a.get(0), a.get(1), Arguments.whole(a, 2)),
                        optional("default", Function.Type.ANY, Value.of(0)),
                        optional("base", Function.Type.INT, Value.of(10))),
                Filter.of(
                        GROUP,
                        "float",
                        "The value as a number with a fraction; the default where it is none.",
                        "{{ '1.5'|float }} → 1.5",
                        VALUE,
                        a -> Readings.real(a.get(0), a.get(1)),
                        optional("default", Function.Type.ANY, Value.of(0.0))),
                Filter.of(
                        GROUP,
                        "bool",
                        "True for true, 1 and the texts yes, on, true, 1; else false.",
                        "{{ 'Yes'|bool }} → True",
                        VALUE,
                        a -> Value.of(Readings.flag(a.getFirst()))),
                Filter.of(
                        GROUP,
                        "abs",
                        "The number without its sign.",
                        "{{ -3|abs }} → 3",
                        NUMBER,
                        a -> Sums.abs(a.getFirst())),
                Filter.of(
                        GROUP,
                        "round",
                        "The number rounded to so many digits: common, ceil or floor.",
                        "{{ 42.55|round(1, 'floor') }} → 42.5",
                        NUMBER,
                        a -> Readings.round(a.get(0), Arguments.whole(a, 1), Arguments.text(a, 2)),
                        optional("precision", Function.Type.INT, Value.of(0)),
                        optional("method", Function.Type.TEXT, Value.of("common"))),
                Filter.of(
                        GROUP,
                        "filesizeformat",
                        "The number of bytes as people write it, by 1000 or, with true, by 1024.",
                        "{{ 13000|filesizeformat }} → 13.0 kB",
                        VALUE,
                        a -> Value.of(Readings.bytes(a.get(0), Containers.isTrue(a.get(1)))),
                        optional("binary", Function.Type.ANY, Value.FALSE)),
                Filter.of(
                        GROUP,
                        "tojson",
                        "The value as JSON, keys sorted, with < > & ' as codes, as Jinja does for pages.",
                        "{{ {'b': 1, 'a': none}|tojson }} → {\"a\": null, \"b\": 1}",
                        VALUE,
                        a -> Writing.json(a.getFirst(), a.get(1), true),
                        optional("indent", Function.Type.ANY, Value.NONE)),
                json,
                Filter.of(
                        GROUP,
                        "to_nice_json",
                        "The value as JSON on several lines, keys in their order.",
                        "{{ [1]|to_nice_json }}",
                        VALUE,
                        a -> Writing.json(a.getFirst(), a.get(1), false),
                        optional("indent", Function.Type.ANY, Value.of(4))),
                Filter.of(
                        GROUP,
                        "from_json",
                        "The value that a JSON text stands for.",
                        "{{ ('[1, 2]'|from_json)[1] }} → 2",
                        Filter.TEXT,
                        a -> Readings.json(Arguments.text(a, 0))),
                Filter.of(
                        GROUP,
                        "to_yaml",
                        "The value as YAML, one key or value a line, keys in their order.",
                        "{{ {'a': [1]}|to_yaml }}",
                        VALUE,
                        a -> Value.of(Writing.yaml(a.getFirst()))));
    }

    private static Value otherwise(Value value, Value other, Value alsoEmpty) {
        if (value instanceof Value.Undefined) return other;
        return Containers.isTrue(alsoEmpty) && !Containers.isTrue(value) ? other : value;
    }
}

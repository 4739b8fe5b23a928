package org.opsbro.template;

import static org.opsbro.template.Filter.MAYBE;
import static org.opsbro.template.Filter.PARTS;
import static org.opsbro.template.Filter.optional;

import java.util.List;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.Function.Purity;
import org.opsbro.model.Value;

/** Filters of lists and dictionaries that look at no value with another filter. */
final class ListFilters {
    private static final String GROUP = "list";
    private static final Argument ATTRIBUTE = optional("attribute", Function.Type.ANY, Value.NONE);
    private static final Argument CASE = optional("case_sensitive", Function.Type.ANY, Value.FALSE);

    private ListFilters() {}

    static List<Function> all() {
        return List.of(
                Filter.of(
                        GROUP,
                        "join",
                        "The values as one text, with the separator between them.",
                        "{{ ['a', 'b']|join(', ') }} → a, b",
                        PARTS,
                        a -> Lists.joined(a.get(0), a.get(1), Attribute.of(a.get(2))),
                        optional("d", Function.Type.ANY, Value.of("")),
                        ATTRIBUTE),
                Filter.of(
                        GROUP,
                        "list",
                        "The values, keys or characters as a list.",
                        "{{ 'ab'|list }} → ['a', 'b']",
                        PARTS,
                        a -> new Value.Items(Arguments.parts(a, 0))),
                Filter.of(
                        GROUP,
                        "first",
                        "The first value.",
                        "{{ [1, 2]|first }} → 1",
                        PARTS,
                        a -> Lists.first(a.getFirst())),
                Filter.of(
                        GROUP,
                        "last",
                        "The last value.",
                        "{{ [1, 2]|last }} → 2",
                        PARTS,
                        a -> Lists.last(a.getFirst())),
                new Function(
                        "random",
                        GROUP,
                        List.of(PARTS),
                        "One of the values by chance: another at each rendering.",
                        "{{ ok_nodes()|random }}",
                        Purity.RANDOM,
                        (a, scope) -> Lists.random(Arguments.parts(a, 0), scope.random())),
                Filter.of(
                        GROUP,
                        "reverse",
                        "The values, or the text, last first.",
                        "{{ [1, 2]|reverse|list }} → [2, 1]",
                        PARTS,
                        a -> Lists.reversed(a.getFirst())),
                Filter.of(
                        GROUP,
                        "sort",
                        "The values, smallest first, by an attribute or several with commas between them; capitals count as small letters.",
                        "{{ ['b', 'A']|sort }} → ['A', 'b']",
                        PARTS,
                        a -> Lists.sorted(
                                Arguments.parts(a, 0),
                                Containers.isTrue(a.get(1)),
                                Containers.isTrue(a.get(2)),
                                Attribute.several(a.get(3))),
                        optional("reverse", Function.Type.ANY, Value.FALSE),
                        CASE,
                        ATTRIBUTE),
                Filter.of(
                        GROUP,
                        "unique",
                        "Each value once, where it comes first; capitals count as small letters.",
                        "{{ [1, 2, 1]|unique|list }} → [1, 2]",
                        PARTS,
                        a -> Lists.unique(Arguments.parts(a, 0), Containers.isTrue(a.get(1)), Attribute.of(a.get(2))),
                        CASE,
                        ATTRIBUTE),
                Filter.of(
                        GROUP,
                        "min",
                        "The smallest value.",
                        "{{ [3, 1]|min }} → 1",
                        PARTS,
                        a -> Lists.extreme(
                                Arguments.parts(a, 0), Containers.isTrue(a.get(1)), Attribute.of(a.get(2)), false),
                        CASE,
                        ATTRIBUTE),
                Filter.of(
                        GROUP,
                        "max",
                        "The largest value.",
                        "{{ [3, 1]|max }} → 3",
                        PARTS,
                        a -> Lists.extreme(
                                Arguments.parts(a, 0), Containers.isTrue(a.get(1)), Attribute.of(a.get(2)), true),
                        CASE,
                        ATTRIBUTE),
                Filter.of(
                        GROUP,
                        "sum",
                        "The sum of the numbers, or of an attribute of the values.",
                        "{{ [1, 2]|sum }} → 3",
                        PARTS,
                        a -> Lists.sum(Arguments.parts(a, 0), Attribute.of(a.get(1)), a.get(2)),
                        ATTRIBUTE,
                        optional("start", Function.Type.ANY, Value.of(0))),
                Filter.of(
                        GROUP,
                        "groupby",
                        "Pairs of each value of an attribute and the list of those that have it, in the order of that value.",
                        "{% for zone, all in nodes.values()|groupby('zone') %}",
                        PARTS,
                        a -> Lists.grouped(
                                Arguments.parts(a, 0), Attribute.of(a.get(1)), a.get(2), Containers.isTrue(a.get(3))),
                        Argument.of("attribute", Function.Type.ANY),
                        optional("default", Function.Type.ANY, Value.NONE),
                        CASE),
                Filter.of(
                        GROUP,
                        "batch",
                        "Lists of so many values each, the last filled up.",
                        "{{ [1, 2, 3]|batch(2)|list }} → [[1, 2], [3]]",
                        PARTS,
                        a -> Lists.batched(Arguments.parts(a, 0), Arguments.whole(a, 1), a.get(2)),
                        Argument.of("linecount", Function.Type.INT),
                        optional("fill_with", Function.Type.ANY, Value.NONE)),
                Filter.of(
                        GROUP,
                        "slice",
                        "So many lists, as even as can be.",
                        "{{ [1, 2, 3]|slice(2)|list }} → [[1, 2], [3]]",
                        PARTS,
                        a -> Lists.sliced(Arguments.parts(a, 0), Arguments.whole(a, 1), a.get(2)),
                        Argument.of("slices", Function.Type.INT),
                        optional("fill_with", Function.Type.ANY, Value.NONE)),
                Filter.of(
                        GROUP,
                        "dictsort",
                        "The pairs of a dictionary in the order of their keys, or of their values.",
                        "{{ {'b': 1, 'a': 2}|dictsort }} → [('a', 2), ('b', 1)]",
                        PARTS,
                        a -> Lists.sortedPairs(
                                a.get(0), Containers.isTrue(a.get(1)), a.get(2), Containers.isTrue(a.get(3))),
                        CASE,
                        optional("by", Function.Type.ANY, Value.of("key")),
                        optional("reverse", Function.Type.ANY, Value.FALSE)),
                Filter.of(
                        GROUP,
                        "items",
                        "The pairs of a dictionary; none of what is undefined.",
                        "{% for key, value in {'a': 1}|items %}",
                        MAYBE,
                        a -> Lists.pairs(a.getFirst())),
                Filter.of(
                        GROUP,
                        "combine",
                        "One dictionary of two, the second's values where both have a key.",
                        "{{ {'a': 1}|combine({'b': 2}) }} → {'a': 1, 'b': 2}",
                        Filter.VALUE,
                        a -> Lists.combined(a.get(0), a.get(1)),
                        Argument.of("other", Function.Type.ANY)),
                Filter.of(
                        GROUP,
                        "flatten",
                        "The values of lists within the list as one list.",
                        "{{ [1, [2, [3]]]|flatten }} → [1, 2, 3]",
                        Filter.VALUE,
                        a -> Lists.flat(Arguments.parts(a, 0))),
                Filter.of(
                        GROUP,
                        "union",
                        "Each value of both lists once.",
                        "{{ [1, 2]|union([2, 3]) }} → [1, 2, 3]",
                        PARTS,
                        a -> Lists.merged(Arguments.parts(a, 0), Arguments.parts(a, 1)),
                        Argument.of("other", Function.Type.PARTS)),
                Filter.of(
                        GROUP,
                        "intersect",
                        "The values that are in both lists.",
                        "{{ [1, 2]|intersect([2, 3]) }} → [2]",
                        PARTS,
                        a -> Lists.kept(Arguments.parts(a, 0), Arguments.parts(a, 1), true),
                        Argument.of("other", Function.Type.PARTS)),
                Filter.of(
                        GROUP,
                        "difference",
                        "The values that are not in the other list.",
                        "{{ [1, 2]|difference([2, 3]) }} → [1]",
                        PARTS,
                        a -> Lists.kept(Arguments.parts(a, 0), Arguments.parts(a, 1), false),
                        Argument.of("other", Function.Type.PARTS)));
    }
}

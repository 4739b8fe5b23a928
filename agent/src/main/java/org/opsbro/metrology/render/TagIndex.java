package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.model.Value;

/** The tags of all series that have some, as {@code /tags} and its like tell them. */
public final class TagIndex {
    private final Map<String, Map<String, String>> series = new TreeMap<>();

    /** Of all names; those without tags are left out. */
    public TagIndex(List<String> names) {
        for (var name : names) if (name.indexOf(';') >= 0) Tags.of(name).ifPresent(tags -> series.put(name, tags));
    }

    private static Value items(List<? extends Value> values, int limit) {
        return new Value.Items(List.copyOf(values.subList(0, Math.min(limit, values.size()))));
    }

    /** {@code [{"tag": name}, ...]}. */
    public Value tags(String filter, int limit) {
        var wanted = TagTests.matching(filter);
        var names = new TreeSet<String>();
        for (var tags : series.values()) names.addAll(tags.keySet());
        return items(
                names.stream()
                        .filter(wanted)
                        .map(tag -> Value.object().with("tag", tag).end())
                        .toList(),
                limit);
    }

    /** {@code {"tag": name, "values": [{"value": text, "count": series}, ...]}}; none if there is no such tag. */
    public Value tag(String tag, String filter, int limit) {
        var wanted = TagTests.matching(filter);
        var counts = new TreeMap<String, Integer>();
        for (var tags : series.values()) if (tags.containsKey(tag)) counts.merge(tags.get(tag), 1, Integer::sum);
        if (counts.isEmpty()) return Value.NONE;
        List<Value> values = new ArrayList<>();
        counts.forEach((value, count) -> {
            if (wanted.test(value))
                values.add(
                        Value.object().with("value", value).with("count", count).end());
        });
        return Value.object()
                .with("tag", tag)
                .with("values", items(values, limit))
                .end();
    }

    /**
     * Names of the series that have all these tags.
     *
     * @throws BadTarget if an expression is wrong
     */
    public Value find(List<String> expressions) {
        return Value.texts(List.copyOf(found(expressions).keySet()));
    }

    private Map<String, Map<String, String>> found(List<String> expressions) {
        var tests = TagTests.of(expressions);
        var found = new TreeMap<>(series);
        found.values().removeIf(tags -> !tests.fit(tags));
        return found;
    }

    /** Tags that begin so, of the series that have these tags, without those that are asked for already. */
    public Value completeTags(List<String> expressions, String prefix, int limit) {
        var tags = new TreeSet<String>();
        for (var each : (expressions.isEmpty() ? series : found(expressions)).values()) tags.addAll(each.keySet());
        if (!expressions.isEmpty()) tags.removeAll(TagTests.of(expressions).tags());
        return begun(tags, prefix, limit);
    }

    /** Values of a tag that begin so, of the series that have these tags. */
    public Value completeValues(List<String> expressions, String tag, String prefix, int limit) {
        var values = new TreeSet<String>();
        for (var tags : (expressions.isEmpty() ? series : found(expressions)).values())
            if (tags.containsKey(tag)) values.add(tags.get(tag));
        return begun(values, prefix, limit);
    }

    private static Value begun(Set<String> texts, String prefix, int limit) {
        return Value.texts(texts.stream()
                .filter(text -> text.startsWith(prefix))
                .limit(limit)
                .toList());
    }
}

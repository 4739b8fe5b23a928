package org.opsbro.metrology.render;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A series as it is drawn: a value each step, NaN where there is none. It does not change; whoever makes one gives its values away. */
public final class Curve {
    private static final Pattern CALL = Pattern.compile("[a-zA-Z]+[(].+[)]");

    private final String name;
    private final String path;
    private final Span span;
    private final double[] values;
    private final Map<String, String> tags;
    private final Look look;

    /**
     * How it is made smaller and drawn.
     *
     * @param consolidation what stands for several points: average, sum, min, max, first, last, avg_zero
     * @param xFilesFactor which part of them must have values, 0 to 1
     * @param drawing options of charts, such as {@code color} and {@code dashed}
     */
    public record Look(String consolidation, double xFilesFactor, Map<String, String> drawing) {
        static Look of(double xFilesFactor) {
            return new Look("average", xFilesFactor, Map.of());
        }

        Look with(String option, String value) {
            var more = new LinkedHashMap<>(drawing);
            more.put(option, value);
            return new Look(consolidation, xFilesFactor, more);
        }
    }

    private Curve(String name, String path, Span span, double[] values, Map<String, String> tags, Look look) {
        this.name = name;
        this.path = path;
        this.span = span;
        this.values = values;
        this.tags = tags;
        this.look = look;
    }

    /** With the tags that its name has. */
    public static Curve of(String name, Span span, double[] values, double xFilesFactor) {
        return new Curve(name, name, span, values, tags(name), Look.of(xFilesFactor));
    }

    private static Map<String, String> tags(String name) {
        if (CALL.matcher(name).matches()) return Map.of("name", name);
        return Tags.of(name).orElseGet(() -> Map.of("name", name));
    }

    public String name() {
        return name;
    }

    /** What it is called within the names of what is made of it: what was asked for, or its name. */
    public String path() {
        return path;
    }

    public Span span() {
        return span;
    }

    public long start() {
        return span.start();
    }

    public long end() {
        return span.end();
    }

    public long step() {
        return span.step();
    }

    /** Not to be changed. */
    public double[] values() {
        return values;
    }

    public int size() {
        return values.length;
    }

    public Map<String, String> tags() {
        return tags;
    }

    public Look look() {
        return look;
    }

    /** With another name, and the path as it was. */
    public Curve named(String other) {
        return new Curve(other, path, span, values, tags, look);
    }

    /** With another name and path. */
    public Curve called(String other) {
        return new Curve(other, other, span, values, tags, look);
    }

    public Curve at(String otherPath) {
        return new Curve(name, otherPath, span, values, tags, look);
    }

    public Curve tagged(String tag, String value) {
        var more = new LinkedHashMap<>(tags);
        more.put(tag, value);
        return tagged(more);
    }

    public Curve tagged(Map<String, String> others) {
        return new Curve(name, path, span, values, others, look);
    }

    public Curve valued(double[] others) {
        return new Curve(name, path, span, others, tags, look);
    }

    public Curve spanning(Span other) {
        return new Curve(name, path, other, values, tags, look);
    }

    public Curve looking(Look other) {
        return new Curve(name, path, span, values, tags, other);
    }

    public Curve drawn(String option, String value) {
        return looking(look.with(option, value));
    }

    /** Another one made of it, of its own name: nothing of how it was drawn stays. */
    public Curve derived(String other, Span otherSpan, double[] others) {
        return new Curve(
                other, other, otherSpan, others, tags, new Look(look.consolidation(), look.xFilesFactor(), Map.of()));
    }

    public Curve derived(String other, double[] others) {
        return derived(other, span, others);
    }

    /** Its values, so many in one, as its {@link Look} says. */
    public double[] consolidated(int each) {
        if (each <= 1) return values;
        var small = new double[(values.length + each - 1) / each];
        for (var i = 0; i < small.length; i++) {
            var from = i * each;
            var to = Math.min(values.length, from + each);
            var there = Fold.present(values, from, to);
            small[i] = Fold.isEnough(there, each, look.xFilesFactor())
                    ? Fold.consolidating(look.consolidation()).of(values, from, to)
                    : Double.NaN;
        }
        return small;
    }
}

package org.opsbro.metrology.render;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a target is evaluated for. */
public final class Context {
    private final Source source;
    private final ZoneId zone;
    private final long now;
    private final long from;
    private final long until;
    private final Map<String, Given> words;
    private final Map<String, List<Double>> stacks;
    private double xFilesFactor;

    private Context(
            Source source,
            ZoneId zone,
            long now,
            long from,
            long until,
            Map<String, Given> words,
            Map<String, List<Double>> stacks,
            double xFilesFactor) {
        this.source = source;
        this.zone = zone;
        this.now = now;
        this.from = from;
        this.until = until;
        this.words = words;
        this.stacks = stacks;
        this.xFilesFactor = xFilesFactor;
    }

    /**
     * For a request.
     *
     * @param from seconds since 1970
     * @param words for templates
     * @param xFilesFactor which part of points must be there to make one of them, 0 to 1
     */
    public static Context of(
            Source source,
            ZoneId zone,
            long now,
            long from,
            long until,
            Map<String, Given> words,
            double xFilesFactor) {
        return new Context(source, zone, now, from, until, Map.copyOf(words), new HashMap<>(), xFilesFactor);
    }

    /** For another time; what was stacked is shared. */
    Context between(long otherFrom, long otherUntil) {
        if (otherFrom > otherUntil) throw new BadTarget("the time ends before it begins");
        return new Context(source, zone, now, otherFrom, otherUntil, words, stacks, xFilesFactor);
    }

    Source source() {
        return source;
    }

    ZoneId zone() {
        return zone;
    }

    long now() {
        return now;
    }

    long from() {
        return from;
    }

    long until() {
        return until;
    }

    Map<String, Given> words() {
        return words;
    }

    double xFilesFactor() {
        return xFilesFactor;
    }

    /** For all that comes after. */
    void xFilesFactor(double other) {
        xFilesFactor = other;
    }

    List<Double> stack(String name) {
        return stacks.computeIfAbsent(name, absent -> new ArrayList<>());
    }

    /** Takes room for points, and time. */
    void take(long points) {
        source.take(points);
    }

    long seconds(String time) {
        return Times.seconds(time, zone, now);
    }
}

package org.opsbro.metrology.render;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code /render} is asked.
 *
 * @param from seconds since 1970, before {@code until}
 * @param maxDataPoints of each series; 0 if there may be any number
 * @param xFilesFactor which part of points must be there to make one of them, 0 to 1
 * @param options how charts look, and whatever else was said
 */
public record RenderRequest(
        List<Target> targets,
        ZoneId zone,
        long now,
        long from,
        long until,
        String format,
        int maxDataPoints,
        boolean noNullPoints,
        double xFilesFactor,
        Map<String, Given> words,
        Map<String, String> options) {
    private static final int MOST_TARGETS = 100;
    private static final long LONGEST = 100L * 366 * 86_400;

    /**
     * Reads one.
     *
     * @param said all values of each name of the query and of the form
     * @param standardZone for times without a zone
     * @param clock seconds since 1970
     * @throws BadTarget with what is wrong
     */
    public static RenderRequest of(Map<String, List<String>> said, ZoneId standardZone, long clock) {
        var options = new HashMap<String, String>();
        said.forEach((name, values) -> options.put(name, values.getLast()));
        var zone = options.containsKey("tz") ? zone(options.get("tz")) : standardZone;
        var now = Optional.ofNullable(options.get("now"))
                .map(text -> Times.seconds(text, zone, clock))
                .orElse(clock);
        var one = Optional.ofNullable(options.get("from")).orElse("-1d");
        var other = Optional.ofNullable(options.get("until")).orElse("now");
        var from = Times.seconds(one, zone, now);
        var until = Times.seconds(other, zone, now);
        if (from == until) throw new BadTarget("from and until are the same time: " + one + ", " + other);
        if (Math.abs(from - until) > LONGEST) throw new BadTarget("more than 100 years from " + one + " to " + other);
        return new RenderRequest(
                targets(said),
                zone,
                now,
                Math.min(from, until),
                Math.max(from, until),
                options.getOrDefault("format", options.containsKey("rawData") ? "raw" : "png"),
                number(options.getOrDefault("maxDataPoints", "")),
                options.containsKey("noNullPoints"),
                part(options.getOrDefault("xFilesFactor", "0")),
                words(options),
                Map.copyOf(options));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new BadTarget("tz is \"" + name + "\", want a time zone such as Europe/Berlin");
        }
    }

    private static List<Target> targets(Map<String, List<String>> said) {
        var all = said.containsKey("target") ? said.get("target") : said.getOrDefault("target[]", List.of());
        if (all.size() > MOST_TARGETS) throw new BadTarget(all.size() + " targets, want up to " + MOST_TARGETS);
        List<Target> targets = new ArrayList<>();
        for (var text : all) if (!text.isBlank()) targets.add(TargetParser.read(text));
        return targets;
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static double part(String text) {
        try {
            var part = Double.parseDouble(text);
            if (part >= 0 && part <= 1) return part;
        } catch (NumberFormatException ignored) { // told below
        }
        throw new BadTarget("xFilesFactor is \"" + text + "\", want 0 to 1");
    }

    /** {@code template[host]=web-1}. */
    private static Map<String, Given> words(Map<String, String> options) {
        Map<String, Given> words = new HashMap<>();
        options.forEach((name, value) -> {
            if (name.startsWith("template[") && name.endsWith("]"))
                words.put(name.substring(9, name.length() - 1), new Given.Text(value));
        });
        return words;
    }

    /** The series of all targets. */
    public List<Curve> curves(Source source) {
        var context = Context.of(source, zone, now, from, until, words, xFilesFactor);
        List<Curve> all = new ArrayList<>();
        for (var target : targets) all.addAll(Evaluation.curves(target, context));
        return all;
    }
}

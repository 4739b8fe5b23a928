package org.opsbro.metrology.statsd;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Names of what is told of a metric, as npm statsd gives them to Graphite.
 *
 * @param isLegacy counters are {@code stats.NAME} and {@code stats_counts.NAME}; else {@code stats.counters.NAME.rate} and {@code .count}
 */
record Naming(boolean isLegacy, double[] percentiles) {
    /** What is told of each timer, before its percentiles. */
    static final List<String> TIMER =
            List.of("count", "count_ps", "lower", "upper", "sum", "sum_squares", "mean", "median", "std");

    private static final int LONGEST = 512;

    /** The names of a metric, in the order in which {@link Metric#flush} tells them. */
    String[] of(Kind kind, String key) {
        var split = key.indexOf(';');
        var name = split < 0 ? key : key.substring(0, split);
        var tags = split < 0 ? "" : key.substring(split);
        return switch (kind) {
            case COUNTER ->
                isLegacy
                        ? new String[] {"stats." + name + tags, "stats_counts." + name + tags}
                        : new String[] {
                            "stats.counters." + name + ".rate" + tags, "stats.counters." + name + ".count" + tags
                        };
            case GAUGE -> new String[] {"stats.gauges." + name + tags};
            case SET -> new String[] {"stats.sets." + name + ".count" + tags};
            case TIMER -> timer("stats.timers." + name + ".", tags);
        };
    }

    private String[] timer(String prefix, String tags) {
        List<String> names = new ArrayList<>();
        for (var figure : TIMER) names.add(prefix + figure + tags);
        for (var percentile : percentiles) {
            var word = word(percentile);
            for (var figure : List.of("count_", "mean_", percentile > 0 ? "upper_" : "lower_", "sum_", "sum_squares_"))
                names.add(prefix + figure + word + tags);
        }
        return names.toArray(String[]::new);
    }

    /** {@code 90}, {@code 99_9}, {@code top10} of −10. */
    private static String word(double percentile) {
        var text = percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
        return text.replace('.', '_').replace("-", "top");
    }

    /** How many flushed series it has besides the metrics, for the name of {@code numStats}. */
    String countOfMetrics() {
        return isLegacy ? "statsd.numStats" : "stats.statsd.numStats";
    }

    /**
     * The key of a metric: {@code NAME;TAG=VALUE;TAG=VALUE}, cleaned as npm statsd does, tags in their order. Tags may be in the name too, {@code NAME,TAG=VALUE} or
     * {@code NAME;TAG=VALUE}; one without a value is {@code true}. Empty where nothing of the name is left, or it is too long.
     */
    static String key(String name, String tags) {
        var parts = name.split("[,;]");
        if (parts.length == 0) return "";
        var all = new TreeMap<String, String>();
        for (var i = 1; i < parts.length; i++) tag(parts[i], '=', all);
        for (var tag : tags.split(",")) tag(tag, ':', all);
        var key = new StringBuilder(clean(parts[0]));
        if (key.isEmpty()) return "";
        all.forEach((tag, value) -> key.append(';').append(tag).append('=').append(value));
        return key.length() > LONGEST ? "" : key.toString();
    }

    private static void tag(String text, char between, TreeMap<String, String> all) {
        var split = text.indexOf(between);
        var tag = clean(split < 0 ? text : text.substring(0, split)).replace("=", "_");
        var value = split < 0 ? "true" : clean(text.substring(split + 1).replace(':', '_'));
        if (!tag.isEmpty() && !value.isEmpty()) all.put(tag, value);
    }

    private static String clean(String text) {
        var clean = new StringBuilder(text.length());
        var wasSpace = false;
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            var isSpace = Character.isWhitespace(letter);
            if (isSpace && !wasSpace) clean.append('_');
            else if (letter == '/') clean.append('-');
            else if (isKept(letter)) clean.append(letter);
            wasSpace = isSpace;
        }
        return clean.toString();
    }

    private static boolean isKept(char letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || "_-.=".indexOf(letter) >= 0;
    }
}

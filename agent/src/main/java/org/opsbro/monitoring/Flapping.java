package org.opsbro.monitoring;

/**
 * When a state changes too often: the share of changes among the last states, in percent, a new change counting half as much again as an old one (0.8 to
 * 1.2). Flapping begins above high and ends below low. Source: Nagios Core, "Detection and Handling of State Flapping".
 *
 * @param window how many changes are looked at
 */
public record Flapping(int low, int high, int window) {
    public static final Flapping DEFAULT = new Flapping(25, 30, 20);

    private static final double OLDEST = 0.8;
    private static final double SPREAD = 0.4;

    /** @param history one letter for each state, oldest first, at most window + 1 of them */
    double percent(String history) {
        var changes = 0.0;
        var first = window - (history.length() - 1);
        for (var i = 1; i < history.length(); i++)
            if (history.charAt(i) != history.charAt(i - 1))
                changes += OLDEST + SPREAD * (first + i - 1) / Math.max(1, window - 1);
        return 100 * changes / window;
    }

    boolean next(boolean before, String history) {
        var percent = percent(history);
        return before ? percent >= low : percent > high;
    }

    String remembered(String history, char state) {
        var all = history + state;
        return all.length() > window + 1 ? all.substring(all.length() - window - 1) : all;
    }
}

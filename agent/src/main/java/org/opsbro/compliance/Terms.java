package org.opsbro.compliance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.pack.Keys;

/**
 * Under what terms a rule is held; what it does not say itself it takes from its compliance.
 *
 * @param impact its weight in the score, 0 to 100
 * @param timeout of each program that it asks or runs
 * @param lock shared with all rules that name it: its places are theirs together; empty for none
 * @param maxParallel how many nodes may change at once; 0 for any, and for one with a lock
 * @param soak how long a node that changed is watched before the next one goes on
 * @param tellsHandlers whether handlers hear of its changes
 */
public record Terms(
        int impact,
        List<String> tags,
        List<String> refs,
        Optional<Waiver> waiver,
        Duration timeout,
        String lock,
        int maxParallel,
        Duration soak,
        Optional<Window> window,
        boolean tellsHandlers) {
    static final Terms USUAL = new Terms(
            Severity.MEDIUM.impact(),
            List.of(),
            List.of(),
            Optional.empty(),
            Duration.ofMinutes(10),
            "",
            0,
            Duration.ofMinutes(1),
            Optional.empty(),
            true);

    private static final Pattern LOCK = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    public Terms {
        tags = List.copyOf(tags);
        refs = List.copyOf(refs);
    }

    static Terms read(Keys keys, Terms above) {
        return new Terms(
                impact(keys, above.impact()),
                keys.has("tags") ? keys.texts("tags") : above.tags(),
                keys.has("refs") ? keys.texts("refs") : above.refs(),
                keys.has("waiver") ? waiver(keys.map("waiver")) : above.waiver(),
                keys.duration("timeout", above.timeout()),
                lock(keys, above.lock()),
                (int) keys.number("max_parallel", above.maxParallel(), 0, 1000),
                keys.duration("soak", above.soak()),
                window(keys, above.window()),
                keys.flag("notify", above.tellsHandlers()));
    }

    private static String lock(Keys keys, String above) {
        var lock = keys.text("lock");
        if (lock.isPresent() && !LOCK.matcher(lock.get()).matches())
            keys.problem("lock", "found \"" + lock.get() + "\", want letters, digits and _ . - only, at most 100");
        return lock.orElse(above);
    }

    private static int impact(Keys keys, int above) {
        var severity = keys.text("severity");
        var known = severity.flatMap(Severity::named);
        if (severity.isPresent() && known.isEmpty())
            keys.problem("severity", "found \"" + severity.get() + "\", want info, low, medium, high or critical");
        return (int) keys.number("impact", known.map(Severity::impact).orElse(above), 0, 100);
    }

    private static Optional<Waiver> waiver(Keys keys) {
        var until = keys.requiredText("until");
        var instant = Waiver.until(until);
        if (instant.isEmpty() && !until.isEmpty())
            keys.problem("until", "found \"" + until + "\", want a date such as 2026-12-31 or 2026-12-31T12:00:00Z");
        var reason = keys.requiredText("reason");
        var by = keys.text("by").orElse("the pack");
        keys.end();
        return instant.map(end -> new Waiver(end, reason, by));
    }

    private static Optional<Window> window(Keys keys, Optional<Window> above) {
        var text = keys.text("window");
        if (text.isEmpty()) return above;
        var window = Window.parse(text.get());
        if (window.isEmpty())
            keys.problem(
                    "window",
                    "found \"" + text.get()
                            + "\", want days and hours in UTC such as \"sat,sun 02:00-04:30\" or \"22:00-04:00\"");
        return window;
    }

    /** Why it may not change anything now; empty if it may. */
    Optional<String> blocked(java.time.Instant now) {
        return window.filter(each -> !each.holds(now)).map(each -> "outside its window " + each.text() + " (UTC)");
    }

    /**
     * The place among the nodes of the zone that it needs to change something; empty if it needs none.
     *
     * @param compliance whose rule it is: {@code pack/file}
     */
    public Optional<Place> place(String compliance) {
        if (!lock.isEmpty()) return Optional.of(new Place("lock:" + lock, Math.max(1, maxParallel), soak));
        return maxParallel > 0 ? Optional.of(new Place(compliance, maxParallel, soak)) : Optional.empty();
    }
}

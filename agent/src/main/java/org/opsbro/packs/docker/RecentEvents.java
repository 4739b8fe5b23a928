package org.opsbro.packs.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What happened within the last ten minutes, as the daemon tells it: each second is asked for once. */
final class RecentEvents {
    static final Duration KEPT = Duration.ofMinutes(10);
    private static final int MOST = 10_000;

    private final Deque<Happened> all = new ArrayDeque<>();
    private long askedUntil;

    /** @param second since 1970 */
    private record Happened(long second, String what) {}

    /** Asks for what is new, and counts what is not too old: {@code start die oom}; what did not happen to a container has its kind before it, {@code image-pull}. */
    Value.Fields counts(Engine engine, Instant now) {
        var until = now.getEpochSecond();
        // with no past of its own, or after the clock was set back: those that the daemon has kept
        var oldest = until - KEPT.toSeconds();
        var isKnown = askedUntil >= oldest && askedUntil <= until;
        if (!isKnown) all.clear();
        var since = isKnown ? askedUntil : oldest;
        if (until > since) {
            // Docker ends its answer at the time until; Podman where it is told not to stream, and leaves out
            // what has just happened unless that time is still to come
            for (var line : engine.text("/events?stream=false&since=" + since + "&until=" + (until + 1))
                    .lines()
                    .toList()) take(line, since, until);
            askedUntil = until;
        }
        while (!all.isEmpty() && (all.getFirst().second() < oldest || all.size() > MOST)) all.removeFirst();
        var counts = new TreeMap<String, Integer>();
        for (var each : all) counts.merge(each.what(), 1, Integer::sum);
        var told = Value.object();
        counts.forEach((what, count) -> told.with(what, (long) count));
        return told.end();
    }

    private void take(String line, long since, long until) {
        if (line.isBlank()) return;
        try {
            var event = Json.readObject(line);
            if (!(event.get("time") instanceof Value.Int(long second)) || second < since || second >= until) return;
            var kind = event.get("Type").display();
            // the command of an exec and the verdict of a health check stand behind a colon
            var action = event.get("Action").display().split(":", 2)[0].replace('_', '-');
            all.addLast(new Happened(second, kind.equals("container") ? action : kind + "-" + action));
        } catch (Json.NotJson odd) {
            throw new Engine.Silent("an event is no JSON: " + odd.getMessage());
        }
    }
}

package org.opsbro.wire;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why other machines were refused: the last reason of each of the {@value #MOST_SOURCES} that were refused last. The log gets the first refusal of a source, a
 * line a minute for each reason at most, whatever comes.
 */
final class Refusals {
    static final int MOST_SOURCES = 64;
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<InetAddress, Last> all = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Refusal, Instant> logged = new EnumMap<>(Refusal.class);

    Refusals(InstantSource clock) {
        this.clock = clock;
    }

    private record Last(Refusal reason, int key, int zone, long times, Instant at) {
        boolean is(Refusal otherReason, int otherKey, int otherZone) {
            return reason == otherReason && key == otherKey && zone == otherZone;
        }
    }

    /**
     * Keeps one.
     *
     * @param key the number of the key that was named, 0 for none
     * @param zone the number of the zone that was named
     */
    void remember(Refusal reason, @Nullable InetAddress source, int key, int zone, HeldKeys held) {
        if (source == null) return;
        var now = clock.instant();
        Last next;
        synchronized (all) {
            var last = all.get(source);
            var before = last != null && last.is(reason, key, zone) ? last.times() : 0;
            next = new Last(reason, key, zone, before + 1, now);
            all.put(source, next);
            if (all.size() > MOST_SOURCES) all.remove(all.keySet().iterator().next());
            if (before > 0 || !mayLog(reason, now)) return;
        }
        LOG.warn("wire: refused reason={} {}", reason.word(), message(source, next, held));
    }

    private boolean mayLog(Refusal reason, Instant now) {
        var before = logged.get(reason);
        if (before != null && Duration.between(before, now).abs().compareTo(QUIET) < 0) return false;
        logged.put(reason, now);
        return true;
    }

    /** A list of {@code source reason message times at}, the last one last. */
    Value toValue(HeldKeys held) {
        var list = new ArrayList<Value>();
        synchronized (all) {
            all.forEach((source, last) -> list.add(Value.object()
                    .with("source", source.getHostAddress())
                    .with("reason", last.reason().word())
                    .with("message", message(source, last, held))
                    .with("times", last.times())
                    .with("at", last.at().toString())
                    .end()));
        }
        return new Value.Items(list);
    }

    private static String message(InetAddress source, Last last, HeldKeys held) {
        var known = held.zone(last.zone());
        var zone = known == null ? "number " + ZoneKey.idOf(last.zone()) : known.name();
        var here = known == null ? "" : ", this node has " + known.ring().ids();
        return source.getHostAddress()
                + switch (last.reason()) {
                    case UNKNOWN_KEY ->
                        " uses the key " + ZoneKey.idOf(last.key()) + " of the zone " + zone + here
                                + ": whichever is behind needs the other's key, opsbro gossip zone key import --erase --from a"
                                + " copy of zone_keys/" + zone + ".gossip.key";
                    case UNKNOWN_ZONE ->
                        " is in a zone that this node does not talk with (" + zone + "); this node is in "
                                + held.ours();
                    case CLEAR -> " talks in clear with the zone " + zone + here + ": import that key there";
                    case VERSION -> " speaks another version of the protocol: update the older of the two";
                    case FORGED ->
                        " sent what does not open with the key " + ZoneKey.idOf(last.key()) + " of the zone " + zone
                                + ": it was changed on its way, or somebody tries to get in";
                    case REPLAYED -> " sent a packet again, or much too late";
                    case NO_SUCH_PURPOSE -> " asked for what this node does not serve";
                    case BUSY -> " opened more streams than this node takes";
                    case SILENT -> " connected and then said too little";
                    case TRUNCATED, NOT_OURS, ECHO -> " sent what no agent sends";
                };
    }
}

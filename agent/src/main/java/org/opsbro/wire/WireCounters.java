package org.opsbro.wire;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Value;

/** What the packets and streams of this agent came to, and which other nodes were refused lately. Any thread may count and look. */
public final class WireCounters {
    private static final int MOST_SOURCES = 64;

    private final InstantSource clock;
    private final Tally packets = new Tally();
    private final Tally streams = new Tally();
    private final Map<InetAddress, Last> lately = new LinkedHashMap<>(16, 0.75f, true);

    public WireCounters(InstantSource clock) {
        this.clock = clock;
    }

    /** What is counted of packets, and the same of streams. */
    static final class Tally {
        final LongAdder sealed = new LongAdder();
        final LongAdder sentInClear = new LongAdder();
        final LongAdder opened = new LongAdder();
        final LongAdder takenInClear = new LongAdder();
        private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

        Tally() {
            for (var reason : Refusal.values()) refused.put(reason, new LongAdder());
        }

        void sent(boolean isSealed) {
            (isSealed ? sealed : sentInClear).increment();
        }

        void took(boolean isSealed) {
            (isSealed ? opened : takenInClear).increment();
        }

        void refuse(Refusal reason) {
            var adder = refused.get(reason);
            if (adder != null) adder.increment();
        }

        long refused(Refusal reason) {
            var adder = refused.get(reason);
            return adder == null ? 0 : adder.sum();
        }

        Value.Fields toValue() {
            var reasons = Value.object();
            refused.forEach((reason, count) -> reasons.with(reason.word(), count.sum()));
            return Value.object()
                    .with("sealed", sealed.sum())
                    .with("sent_in_clear", sentInClear.sum())
                    .with("opened", opened.sum())
                    .with("taken_in_clear", takenInClear.sum())
                    .with("refused", reasons.end())
                    .end();
        }
    }

    private record Last(Refusal reason, int key, int zone, long times, Instant at) {}

    Tally packets() {
        return packets;
    }

    Tally streams() {
        return streams;
    }

    /** Keeps why a source was refused, of the {@value #MOST_SOURCES} sources that were refused last. */
    void remember(Refusal reason, @Nullable InetAddress source, int key, int zone) {
        if (source == null) return;
        synchronized (lately) {
            var last = lately.get(source);
            var times = last != null && last.reason() == reason ? last.times() + 1 : 1;
            lately.put(source, new Last(reason, key, zone, times, clock.instant()));
            if (lately.size() > MOST_SOURCES)
                lately.remove(lately.keySet().iterator().next());
        }
    }

    /** How often packets were refused for a reason since the start. */
    public long refusedPackets(Refusal reason) {
        return packets.refused(reason);
    }

    /** How often streams were refused for a reason since the start. */
    public long refusedStreams(Refusal reason) {
        return streams.refused(reason);
    }

    /**
     * For {@code agent info}: packets and streams, each {@code sealed sent_in_clear opened taken_in_clear refused {reason: count}}; and refused_lately, a list
     * of {@code source reason message times at}, the last one last.
     */
    public Value.Fields toValue(HeldKeys held) {
        return Value.object()
                .with("packets", packets.toValue())
                .with("streams", streams.toValue())
                .with("refused_lately", lately(held))
                .end();
    }

    private Value lately(HeldKeys held) {
        var all = new ArrayList<Value>();
        synchronized (lately) {
            lately.forEach((source, last) -> all.add(Value.object()
                    .with("source", source.getHostAddress())
                    .with("reason", last.reason().word())
                    .with("message", message(source, last, held))
                    .with("times", last.times())
                    .with("at", last.at().toString())
                    .end()));
        }
        return new Value.Items(all);
    }

    private static String message(InetAddress source, Last last, HeldKeys held) {
        var known = held.zone(last.zone());
        var zone = known == null ? "number " + ZoneKey.idOf(last.zone()) : known.name();
        var here = known == null ? "" : ", this node has " + known.ring().ids();
        return source.getHostAddress()
                + switch (last.reason()) {
                    case UNKNOWN_KEY ->
                        " uses the key " + ZoneKey.idOf(last.key()) + " of the zone " + zone + here
                                + ": import that key here, or this one there";
                    case UNKNOWN_ZONE ->
                        " is in a zone this node does not talk with (" + zone + "), this node is in " + held.ours();
                    case CLEAR -> " talks in clear with the zone " + zone + here + ": import that key there";
                    case VERSION -> " speaks another version of the protocol: update the older of the two";
                    case FORGED ->
                        " sent what does not open with the key " + ZoneKey.idOf(last.key()) + " of the zone " + zone
                                + ": it was changed on its way, or is an attack";
                    case REPLAYED -> " sent a packet again, or much too late";
                    case NO_SUCH_PURPOSE -> " asked for what this node does not serve";
                    case BUSY -> " opened more connections than this node takes";
                    case SILENT -> " connected and then said too little";
                    case TRUNCATED, NOT_OURS, ECHO -> " sent what is no packet of an agent";
                };
    }
}

package org.opsbro.wire;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.opsbro.model.Value;

/** What the packets and streams of this agent came to, and which other nodes were refused lately. Any thread may count and look. */
public final class WireCounters {
    private final Tally packets = new Tally();
    private final Tally streams = new Tally();
    private final Refusals refusals;

    public WireCounters(InstantSource clock) {
        this.refusals = new Refusals(clock);
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

    Tally packets() {
        return packets;
    }

    Tally streams() {
        return streams;
    }

    /** What was refused, for people. */
    Refusals refusals() {
        return refusals;
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
                .with("refused_lately", refusals.toValue(held))
                .end();
    }
}

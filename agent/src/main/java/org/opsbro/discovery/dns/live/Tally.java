package org.opsbro.discovery.dns.live;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.opsbro.discovery.dns.Outcome;
import org.opsbro.model.Value;

/** How many messages came to what, since the listener started. */
@SuppressWarnings("EnumOrdinal") // an array is the fastest map, and lives no longer than the enum
final class Tally {
    private final LongAdder[] outcomes = new LongAdder[Outcome.values().length];
    /** Queries that were to be forwarded and no forwarder answered, or too many were under way. */
    final LongAdder unanswered = new LongAdder();
    /** Connections over the limit, or ended for silence, slowness or nonsense. */
    final LongAdder endedConnections = new LongAdder();

    Tally() {
        Arrays.setAll(outcomes, ignored -> new LongAdder());
    }

    void count(Outcome outcome) {
        outcomes[outcome.ordinal()].increment();
    }

    Value.Fields toValue() {
        var fields = Value.object();
        for (var outcome : Outcome.values()) fields.with(outcome.word(), outcomes[outcome.ordinal()].sum());
        return fields.with("forward_failed", unanswered.sum())
                .with("ended_connections", endedConnections.sum())
                .end();
    }
}

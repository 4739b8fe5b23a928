package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.util.Endpoint;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.opsbro.model.NodeId;

/** The engine's options, with what its network needs; it hands them to the client that it makes. */
final class EngineOptions extends NodeOptions {
    final Dialer dialer;
    final Duration patience;

    /** What the others said last of their logs. */
    final Map<NodeId, Heard> heard = new ConcurrentHashMap<>();

    private volatile Predicate<Endpoint> wanted = endpoint -> false;

    /** The index of a last entry, and when that was said, by {@link System#nanoTime}. */
    record Heard(long last, long at) {}

    /** @param patience for connecting, and how long a link may be silent */
    EngineOptions(Dialer dialer, Duration patience) {
        this.dialer = dialer;
        this.patience = patience;
    }

    /** Whether a link that broke is made anew although nothing is to be sent. */
    Predicate<Endpoint> wanted() {
        return wanted;
    }

    void wanted(Predicate<Endpoint> next) {
        wanted = next;
    }
}

package org.opsbro.discovery.dns.live;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.opsbro.discovery.dns.DnsSettings;
import org.opsbro.discovery.dns.Responder;
import org.opsbro.model.World;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all ports of one listener share. */
final class Serving {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
    private static final long QUIET_NANOS = 60_000_000_000L;

    private final Tables tables;
    private final Tally tally = new Tally();
    private final Forwarders forwarders;
    private final SplittableRandom random;
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    Serving(Supplier<World> worlds, DnsSettings settings, SplittableRandom random) {
        this.tables = new Tables(worlds, settings);
        this.forwarders = new Forwarders(settings.forwarders());
        this.random = random;
    }

    Tables tables() {
        return tables;
    }

    Tally tally() {
        return tally;
    }

    /** One for a thread of its own. */
    synchronized Responder responder() {
        return new Responder(random.split());
    }

    /** Tells of a bug in the log, once a minute: whoever can ask could fill the disk with it otherwise. */
    void failed(RuntimeException bug) {
        var until = quietUntil.get();
        var now = System.nanoTime();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS))
            LOG.error("dns: a query could not be answered", bug);
    }

    /** What the forwarders answer, or that they do not. Blocking. */
    byte[] forwarded(byte[] query, boolean stream) {
        var answer = forwarders.ask(query, stream);
        if (answer.isPresent()) return answer.get();
        tally.unanswered.increment();
        var failure = ByteBuffer.allocate(query.length + 64);
        responder().fail(ByteBuffer.wrap(query), failure);
        return Arrays.copyOf(failure.array(), failure.limit());
    }
}

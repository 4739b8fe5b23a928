package org.opsbro.automation.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.opsbro.automation.Admission;
import org.opsbro.automation.Admission.Admitted;
import org.opsbro.automation.Admission.Authorities;
import org.opsbro.automation.Admission.Here;
import org.opsbro.automation.Admission.Refused;
import org.opsbro.automation.Frame;
import org.opsbro.automation.Order;
import org.opsbro.host.Commands;
import org.opsbro.model.Malformed;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Obeys orders of other nodes, if {@link Admission} says so: at most {@value #AT_ONCE} commands together, each written down before and after. */
public final class ExecService implements Streams.Service, AutoCloseable {
    /** What a stream for orders is opened for. */
    public static final String PURPOSE = "exec";

    private static final Logger LOG = LoggerFactory.getLogger(ExecService.class);
    private static final int AT_ONCE = 16;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Commands commands;
    private final Supplier<Here> here;
    private final Authorities authorities;
    private final Audit audit;
    private final SeenFile seen;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Set<Execution> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param memory the file that keeps which orders were taken
     * @throws IOException if it cannot be read
     */
    public ExecService(
            Commands commands,
            Supplier<Here> here,
            Authorities authorities,
            Audit audit,
            Path memory,
            InstantSource clock)
            throws IOException {
        this.commands = commands;
        this.here = here;
        this.authorities = authorities;
        this.audit = audit;
        this.seen = new SeenFile(memory, clock);
        this.clock = clock;
    }

    @Override
    public void serve(Stream stream) throws IOException {
        var first = stream.receive();
        if (first.isEmpty()) return;
        switch (admitted(first.get(), stream)) {
            case Refused refused -> refuse(refused, stream);
            case Admitted admitted -> obey(admitted.order(), stream);
        }
    }

    private Admission admitted(byte[] first, Stream stream) {
        if (!stream.peer().sealed())
            return new Refused(
                    "the stream is not encrypted: exec wants a gossip key of the zone on both nodes",
                    Optional.empty(),
                    false);
        try {
            if (!(Frame.read(first) instanceof Frame.Signed signed))
                return new Refused("the first frame is no order", Optional.empty(), false);
            return taken(signed, stream);
        } catch (Malformed broken) {
            return new Refused("the first frame is broken: " + broken.getMessage(), Optional.empty(), false);
        }
    }

    /** The one place where an order is asked about and remembered, under one monitor: two copies of it never pass both. */
    private Admission taken(Frame.Signed signed, Stream stream) {
        synchronized (seen) {
            var verdict =
                    Admission.of(signed, here.get(), stream.peer().id(), authorities, seen.seen(), clock.instant());
            if (!(verdict instanceof Admitted(Order order))) return verdict;
            try {
                seen.add(order);
                return verdict;
            } catch (IOException failed) {
                return new Refused("the order cannot be remembered: " + failed, Optional.of(order), true);
            }
        }
    }

    private void refuse(Refused refused, Stream stream) throws IOException {
        audit.refused(
                refused.reason(),
                refused.order(),
                refused.signed(),
                stream.peer().id());
        stream.send(new Frame.Refused(refused.reason()).bytes());
    }

    private void obey(Order order, Stream stream) throws IOException {
        if (!places.tryAcquire()) {
            refuse(new Refused(AT_ONCE + " commands already run here: try again", Optional.of(order), true), stream);
            return;
        }
        try {
            run(order, stream);
        } finally {
            places.release();
        }
    }

    private void run(Order order, Stream stream) throws IOException {
        try {
            audit.began(order);
        } catch (IOException failed) {
            refuse(new Refused("the audit journal cannot be written: " + failed, Optional.of(order), true), stream);
            return;
        }
        LOG.info(
                "exec: runs run={} by={}@{} command={}",
                order.run(),
                order.requester().user(),
                order.requester().name(),
                order.errand().program());
        var execution = new Execution(stream, order.errand(), commands);
        running.add(execution);
        if (closed) execution.stop(Execution.AGENT_STOPS);
        var end = execution.run();
        running.remove(execution);
        audit.ended(order, end);
        LOG.info("exec: ended run={} manner={} code={}", order.run(), end.manner(), end.code());
    }

    /** Kills the commands that run, and waits a little until that is written down. */
    @Override
    public void close() {
        closed = true;
        running.forEach(execution -> execution.stop(Execution.AGENT_STOPS));
        try {
            if (places.tryAcquire(AT_ONCE, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) places.release(AT_ONCE);
            else LOG.warn("exec: a command does not end commands={}", running.size());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}

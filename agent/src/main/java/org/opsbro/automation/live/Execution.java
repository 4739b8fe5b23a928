package org.opsbro.automation.live;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.opsbro.automation.Errand;
import org.opsbro.automation.Frame;
import org.opsbro.automation.Frame.Ended;
import org.opsbro.automation.Frame.Manner;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Commands.Output;
import org.opsbro.model.Malformed;
import org.opsbro.wire.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command that runs here for another node. Three threads: the caller's sends, one runs the command, one listens; the command is killed when the
 * other end cancels, closes, or falls silent. A slow receiver makes the command wait, as a pipe does.
 */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    static final String AGENT_STOPS = "the agent there stops";
    private static final String NOT_HEARD = "the node that ordered it is not heard any more: ";
    private static final int PIECES_ON_THE_WAY = 8;
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    private final Stream stream;
    private final Errand errand;
    private final Commands commands;
    private final LinkedBlockingQueue<Frame> outgoing = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(PIECES_ON_THE_WAY);
    private final AtomicInteger wanted;
    private final CompletableFuture<Ended> end = new CompletableFuture<>();
    private final Thread runner = Thread.ofVirtual().name("exec run").unstarted(this::work);
    private final AtomicReference<@Nullable String> stopped = new AtomicReference<>();
    private volatile boolean cut;

    Execution(Stream stream, Errand errand, Commands commands) {
        this.stream = stream;
        this.errand = errand;
        this.commands = commands;
        this.wanted = new AtomicInteger(errand.mostBytes());
    }

    /**
     * Kills the command, if it still runs.
     *
     * @param reason what both journals tell; empty where the run was cancelled
     */
    void stop(String reason) {
        stopped.compareAndSet(null, reason);
        runner.interrupt();
    }

    /** Runs it to its end, whatever happens to the stream. */
    Ended run() {
        runner.start();
        var listener = Thread.ofVirtual().name("exec listen").start(this::listen);
        try {
            send();
            // whoever closes first while the other still sends may take the last word away from it
            listener.join(LAST_WORD);
        } catch (IOException gone) {
            stop(NOT_HEARD + gone.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        stop(AGENT_STOPS);
        return end.join();
    }

    private void send() throws IOException, InterruptedException {
        stream.send(new Frame.Started().bytes());
        for (Frame last = new Frame.Beat(); !(last instanceof Ended); ) {
            var next = outgoing.poll(Frame.BETWEEN_BEATS.toMillis(), TimeUnit.MILLISECONDS);
            last = next == null ? new Frame.Beat() : next;
            stream.send(last.bytes());
            if (last instanceof Frame.Printed) room.release();
        }
    }

    private void listen() {
        try {
            stop(lastWord());
        } catch (IOException | Malformed broken) {
            stop(NOT_HEARD + broken.getMessage());
        }
    }

    /** Waits for the end of what the other end says: a cancel, or nothing. */
    private String lastWord() throws IOException {
        while (true) {
            var bytes = stream.receive();
            if (bytes.isEmpty()) return "the node that ordered it ended the conversation";
            if (!(Frame.read(bytes.get()) instanceof Frame.Beat)) return "";
        }
    }

    private void work() {
        var start = System.nanoTime();
        Ended ended;
        try {
            ended = ended(commands.run(command(), this::print), Duration.ofNanos(System.nanoTime() - start));
        } catch (RuntimeException bug) {
            LOG.error("exec: a command could not be run", bug);
            ended = new Ended(Manner.NOT_STARTED, 0, Duration.ZERO, false, String.valueOf(bug.getMessage()));
        }
        end.complete(ended);
        outgoing.add(ended);
    }

    private Command command() {
        var words = errand.shell() ? Command.shell(errand.words().getFirst()).words() : errand.words();
        return new Command(words, Map.of(), "", errand.timeout(), 0);
    }

    private Ended ended(Outcome outcome, Duration took) {
        return switch (outcome) {
            case Outcome.Exited exited -> new Ended(Manner.EXITED, exited.code(), exited.took(), cut, "");
            case Outcome.Signalled signal -> new Ended(Manner.SIGNALLED, signal.signal(), signal.took(), cut, "");
            case Outcome.TimedOut late -> new Ended(Manner.TIMED_OUT, 0, late.limit(), cut, "");
            case Outcome.Stopped stopped -> new Ended(Manner.CANCELLED, 0, took, cut, reason());
            case Outcome.NotStarted not -> new Ended(Manner.NOT_STARTED, 0, Duration.ZERO, false, not.reason());
        };
    }

    private String reason() {
        var reason = stopped.get();
        return reason == null ? AGENT_STOPS : reason;
    }

    private boolean print(Output output, byte[] bytes) {
        var left = wanted.getAndAccumulate(bytes.length, (before, length) -> Math.max(0, before - length));
        if (bytes.length > left) cut = true;
        if (left == 0) return false;
        try {
            room.acquire();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            return false;
        }
        outgoing.add(new Frame.Printed(output, Arrays.copyOf(bytes, Math.min(left, bytes.length))));
        return true;
    }
}

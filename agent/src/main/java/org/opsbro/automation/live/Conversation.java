package org.opsbro.automation.live;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.opsbro.automation.Frame;
import org.opsbro.automation.NodeRun;
import org.opsbro.automation.NodeRun.State;
import org.opsbro.model.Malformed;
import org.opsbro.wire.Stream;

/** An order and what the node answers, from the side of the one who orders. The caller's thread receives, another says that we are still here. */
final class Conversation {
    private static final Duration TO_KILL = Duration.ofSeconds(15);

    private final Stream stream;
    private final Frame.Signed order;
    private final Duration timeout;
    private final int mostBytes;
    private final Run run;
    private NodeRun now;

    Conversation(Stream stream, Frame.Signed order, NodeRun waiting, Run run) {
        this.stream = stream;
        this.order = order;
        this.timeout = run.errand().timeout();
        this.mostBytes = run.errand().mostBytes();
        this.run = run;
        this.now = waiting;
    }

    /** Tells the run all that the node says, and returns how it ended there; that is not told yet. */
    NodeRun held() {
        var beating = Thread.ofVirtual().name("exec beat").unstarted(this::beat);
        try {
            stream.send(order.bytes());
            beating.start();
            return received();
        } catch (IOException broken) {
            return now.ended(
                    State.LOST, "the connection broke, whether it ran to its end is not known: " + broken.getMessage());
        } catch (Malformed broken) {
            return now.ended(State.LOST, "the node said what cannot be read: " + broken.getMessage());
        } finally {
            beating.interrupt();
        }
    }

    private NodeRun received() throws IOException {
        var limit = System.nanoTime() + timeout.plus(TO_KILL).toNanos();
        while (System.nanoTime() - limit < 0) {
            var bytes = stream.receive();
            if (bytes.isEmpty()) return now.ended(State.LOST, "the node ended the conversation before the command");
            var frame = Frame.read(bytes.get());
            var next = now.after(frame, mostBytes);
            if (next.over()) return next;
            if (next.state() != now.state()) run.told(next);
            if (frame instanceof Frame.Printed printed) run.printed(next, printed.output(), printed.piece());
            now = next;
        }
        return now.ended(
                State.LOST,
                "the node did not end the command in time, which is up since " + TO_KILL.toSeconds() + " s");
    }

    private void beat() {
        try {
            CountDownLatch cancelled = run.cancelled();
            while (!cancelled.await(Frame.BETWEEN_BEATS.toMillis(), TimeUnit.MILLISECONDS))
                stream.send(new Frame.Beat().bytes());
            stream.send(new Frame.Cancel().bytes());
        } catch (IOException | InterruptedException over) {
            return; // the other thread tells
        }
    }
}

package org.opsbro.automation.live;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.opsbro.automation.Errand;
import org.opsbro.automation.NodeRun;
import org.opsbro.automation.Utf8Pieces;
import org.opsbro.host.Commands.Output;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One errand on many nodes, as the agent knows it that ordered it. For any thread. */
public final class Run implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final long MOST_LOG_BYTES = 64L * 1024 * 1024;
    private static final int LONGEST_PIECE = 16 * 1024;

    private final String id;
    private final Errand errand;
    private final String user;
    private final Instant began;
    private final RunLog log;
    private final InstantSource clock;
    private final Map<NodeId, NodeRun> nodes = new LinkedHashMap<>();
    private final Map<NodeId, Texts> texts = new LinkedHashMap<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private int open;
    private boolean lossy;
    private volatile boolean gone;
    private Optional<Instant> ended = Optional.empty();

    /** The texts of the two outputs, as far as their characters are whole. */
    private record Texts(Utf8Pieces out, Utf8Pieces err) {
        Utf8Pieces of(Output output) {
            return output == Output.STANDARD ? out : err;
        }
    }

    Run(String id, Errand errand, String user, Collection<Node> targets, RunLog log, InstantSource clock) {
        this.id = id;
        this.errand = errand;
        this.user = user;
        this.began = clock.instant();
        this.log = log;
        this.clock = clock;
        for (var node : targets) {
            nodes.put(node.id(), NodeRun.waiting(node));
            texts.put(node.id(), new Texts(new Utf8Pieces(), new Utf8Pieces()));
        }
        open = nodes.size();
        if (open == 0) finish();
    }

    public String id() {
        return id;
    }

    Errand errand() {
        return errand;
    }

    String user() {
        return user;
    }

    CountDownLatch cancelled() {
        return cancelled;
    }

    /** Ends it on all nodes: no more are asked, and where it runs the command is killed. */
    public void cancel() {
        cancelled.countDown();
    }

    public synchronized boolean over() {
        return open == 0;
    }

    synchronized Optional<Instant> ended() {
        return ended;
    }

    synchronized List<NodeRun> nodes() {
        return List.copyOf(nodes.values());
    }

    long bytes() {
        return log.size();
    }

    /** How a node does now. */
    synchronized void told(NodeRun next) {
        var before = nodes.put(next.node(), next);
        if (before == null || before.over()) throw new IllegalStateException(next.name() + " is over already");
        if (before.state() == next.state()) return;
        if (next.over())
            for (var output : Output.values())
                write(next, output, texts(next.node()).of(output).end());
        write(next.toValue());
        if (next.over() && --open == 0) finish();
    }

    synchronized void printed(NodeRun node, Output output, byte[] piece) {
        write(node, output, texts(node.node()).of(output).add(piece));
    }

    private Texts texts(NodeId node) {
        var known = texts.get(node);
        if (known == null) throw new IllegalArgumentException("not in this run: " + node);
        return known;
    }

    private void finish() {
        ended = Optional.of(clock.instant());
        log.complete();
    }

    /**
     * What happened behind an offset.
     *
     * <p>Keys of the run: id, group, command, shell, user, began, state (running or done), nodes, over, succeeded (counts), lossy (whether output was lost
     * here because it was too much, or the disk full); and next (the offset to go on from), more (whether there is more, or may be), events.
     * An event has node and uuid, and either output or err, or what {@link NodeRun#toValue} tells when the state changes.
     */
    public Fields page(long after) throws IOException {
        var page = log.read(after);
        return summary()
                .with("next", page.next())
                .with("more", page.more())
                .with("events", new Value.Items(List.copyOf(page.entries())))
                .end();
    }

    /** Done as soon as something happened behind an offset, or the run is over. */
    public Future<?> behind(long offset) {
        return log.behind(offset);
    }

    /** The whole run with its last offset as next, and res: by uuid what {@link NodeRun#toValue} tells, with output and err as far as they are kept. */
    public Fields whole() throws IOException {
        var printed = new Printed();
        var at = 0L;
        for (var end = log.size(); at < end; ) {
            var page = log.read(at);
            page.entries().forEach(printed::add);
            at = page.next();
        }
        var results = Value.object();
        for (var node : nodes()) results.with(node.node().uuid(), printed.with(node));
        return summary().with("next", at).with("res", results.end()).end();
    }

    private synchronized FieldsBuilder summary() {
        return Value.object()
                .with("id", id)
                .with("group", errand.group())
                .with("command", Value.texts(errand.words()))
                .with("shell", errand.shell())
                .with("user", user)
                .with("began", began.toString())
                .with("state", open == 0 ? "done" : "running")
                .with("nodes", nodes.size())
                .with("over", nodes.size() - open)
                .with(
                        "succeeded",
                        nodes.values().stream().filter(NodeRun::succeeded).count())
                .with("lossy", lossy);
    }

    /** Keys as {@link #page}, of the run only. */
    public Fields toValue() {
        return summary().end();
    }

    private void write(NodeRun node, Output output, String text) {
        for (int at = 0, end; at < text.length(); at = end) {
            end = Math.min(text.length(), at + LONGEST_PIECE);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) end--;
            if (log.size() > MOST_LOG_BYTES) {
                lossy = true;
                return;
            }
            write(Value.object()
                    .with("node", node.name())
                    .with("uuid", node.node().uuid())
                    .with(output == Output.STANDARD ? "output" : "err", text.substring(at, end))
                    .end());
        }
    }

    private void write(Fields entry) {
        try {
            log.append(entry);
        } catch (IOException failed) {
            if (!lossy) LOG.warn("exec: results are lost run={} reason={}", id, failed.toString());
            lossy = true;
        }
    }

    /** Whether its results are gone. */
    public boolean isGone() {
        return gone;
    }

    /** Its results are gone. */
    @Override
    public void close() throws IOException {
        gone = true;
        log.close();
    }
}

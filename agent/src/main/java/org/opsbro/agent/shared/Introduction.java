package org.opsbro.agent.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.opsbro.agent.shared.Papers.Start;
import org.opsbro.kv.raft.live.Consensus;
import org.opsbro.model.Json;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;

/**
 * Streams between the servers of a consensus. Each begins with a word of both ends, {@code {"group", "start", "yours"}}: how this server was started, and how the
 * other one was when it was last met. A server whose folder is an older copy hears so from anybody who met it since, before it can vote or answer.
 */
final class Introduction implements Streams.Service {
    /** Of the streams. */
    static final String PURPOSE = "raft";

    private static final int MOST_BYTES = 4096;

    private final Supplier<Optional<Papers.Member>> self;
    private final Papers papers;
    private final Supplier<Optional<Consensus>> log;
    private final Consumer<NodeId> old;

    /**
     * @param self what this node is, while it is a member
     * @param papers locked while they are used
     * @param log the consensus, while it runs
     * @param old told by whom, when the folder of this node is an older copy
     */
    Introduction(
            Supplier<Optional<Papers.Member>> self,
            Papers papers,
            Supplier<Optional<Consensus>> log,
            Consumer<NodeId> old) {
        this.self = self;
        this.papers = papers;
        this.log = log;
        this.old = old;
    }

    interface Opening {
        Stream stream(NodeId to, Duration patience) throws IOException;
    }

    /** Opens a stream, and introduces both ends. */
    Stream dial(Opening opening, NodeId to, Duration patience) throws IOException {
        var stream = opening.stream(to, patience);
        try {
            demandSealed(stream);
            stream.send(word(to, ""));
            heard(to, stream);
            return stream;
        } catch (IOException | RuntimeException failed) {
            stream.close();
            throw failed;
        }
    }

    @Override
    public void serve(Stream stream) throws IOException {
        demandSealed(stream);
        var from = stream.peer().id();
        String refused;
        try {
            heard(from, stream);
            refused = log.get().isPresent() ? "" : "it is no member of a consensus now";
        } catch (IOException unheard) {
            refused = String.valueOf(unheard.getMessage());
        }
        stream.send(word(from, refused));
        var running = log.get();
        if (refused.isEmpty() && running.isPresent()) running.get().serve(stream);
    }

    private static void demandSealed(Stream stream) throws IOException {
        if (!stream.peer().sealed())
            throw new IOException("a shared store is talked about on sealed streams only: give the zone a key");
    }

    private byte[] word(NodeId to, String refused) throws IOException {
        var known = self.get();
        synchronized (papers) {
            return Json.write(Value.object()
                            .with("group", known.map(Papers.Member::group).orElse(""))
                            .with(
                                    "start",
                                    known.map(Papers.Member::start)
                                            .orElse(Start.NONE)
                                            .toValue())
                            .with("yours", papers.met(to).toValue())
                            .with("refused", refused)
                            .end())
                    .getBytes(UTF_8);
        }
    }

    private void heard(NodeId from, Stream stream) throws IOException {
        var frame = stream.receive().orElseThrow(() -> new IOException("it ended the conversation"));
        if (frame.length > MOST_BYTES) throw new IOException("its word has " + frame.length + " bytes");
        Value.Fields said;
        try {
            said = Json.readObject(new String(frame, UTF_8));
        } catch (Json.NotJson broken) {
            throw new IOException("its word cannot be read", broken);
        }
        var known = self.get().orElseThrow(() -> new IOException("this node is no member of a consensus"));
        if (!said.get("group").display().equals(known.group())
                && said.get("refused").display().isEmpty()) throw new IOException("it is of another consensus");
        if (known.start().isBefore(Start.of(said.get("yours")))) {
            old.accept(from);
            throw new IOException("the folder of this node is an older copy");
        }
        if (!said.get("refused").display().isEmpty())
            throw new IOException(said.get("refused").display());
        meet(from, Start.of(said.get("start")));
    }

    private void meet(NodeId from, Start start) throws IOException {
        synchronized (papers) {
            var before = papers.met(from);
            if (start.isBefore(before)) throw new IOException("the folder of " + from + " is an older copy");
            if (!start.equals(before)) papers.met(from, start);
        }
    }
}

package org.opsbro.kv.raft.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opsbro.kv.raft.live.ConsensusException.NotLeader;
import org.opsbro.model.NodeId;
import org.opsbro.store.AtomicFile;
import org.opsbro.wire.HeldKeys;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.Keys;
import org.opsbro.wire.Stream;
import org.opsbro.wire.StreamClient;
import org.opsbro.wire.StreamLimits;
import org.opsbro.wire.StreamServer;
import org.opsbro.wire.WireCounters;
import org.opsbro.wire.ZoneKey;

/**
 * A server of a consensus as a process of its own, that others may kill and stop. Servers find one another by files of a folder. Clients talk to it in lines:
 * {@code put KEY VALUE}, {@code swap KEY OLD NEW}, {@code get KEY}, {@code local KEY} (as it has it, stale or not), {@code learn NODE}, {@code promote NODE},
 * {@code remove NODE}, {@code lead NODE}, {@code standing}, {@code keys}. Answers: {@code ok VALUE}; {@code no REASON}, nothing was done; {@code unsure REASON}.
 */
public final class ConsensusProcess {
    private static final String ZONE = "lan";
    private static final String PURPOSE = "consensus";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path folder;
    private final Sample machine = new Sample();
    private final StreamClient client;
    private final StreamServer listener;
    private final ServerSocket front;
    private final CompletableFuture<Consensus> started = new CompletableFuture<>();

    /** {@code FOLDER NAME KEY found|join SNAPSHOT-BYTES} */
    public static void main(String[] arguments) throws Exception {
        var server = new ConsensusProcess(
                Path.of(arguments[0]),
                new NodeId(arguments[1]),
                arguments[2],
                arguments[3].equals("found"),
                Long.parseLong(arguments[4]));
        server.take();
    }

    private ConsensusProcess(Path folder, NodeId self, String key, boolean founds, long snapshotBytes)
            throws IOException {
        this.folder = folder;
        var random = new SecureRandom();
        var keys = new Keys(HeldKeys.of(ZONE, KeyRing.of(ZoneKey.parse(key, Instant.EPOCH))));
        var nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        client = new StreamClient(keys, self, random, new WireCounters(() -> Instant.EPOCH));
        listener = new StreamServer(
                nowhere,
                keys,
                self,
                Map.of(PURPOSE, this::serve),
                StreamLimits.USUAL,
                random,
                new WireCounters(() -> Instant.EPOCH));
        front = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        var settings = new Settings(
                "test", self, folder.resolve(self.uuid()), founds, Duration.ofSeconds(1), snapshotBytes, PATIENCE);
        started.complete(Raft.start(settings, machine, this::dial, ConsensusProcess::halt, changed -> {}));
        new AtomicFile(folder.resolve(self + ".port"))
                .write("" + listener.address().getPort());
        new AtomicFile(folder.resolve(self + ".front")).write("" + front.getLocalPort());
    }

    private static void halt(String what, Throwable cause) {
        System.err.println(what + ": " + cause);
        Runtime.getRuntime().halt(3);
    }

    private void serve(Stream stream) throws IOException {
        started.join().serve(stream);
    }

    private Stream dial(NodeId to, Duration patience) throws IOException {
        var port = Integer.parseInt(Files.readString(folder.resolve(to + ".port")));
        return client.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ZONE, PURPOSE, patience);
    }

    private void take() throws IOException {
        while (true) {
            var socket = front.accept();
            Thread.ofVirtual().start(() -> talk(socket));
        }
    }

    private void talk(Socket socket) {
        try (socket;
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                var out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), UTF_8))) {
            socket.setTcpNoDelay(true);
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                out.write(answer(line.split(" ", -1)) + "\n");
                out.flush();
            }
        } catch (IOException gone) {
            // so is the client
        }
    }

    private String answer(String[] words) {
        try {
            return "ok " + done(started.join(), words);
        } catch (ExecutionException failed) {
            return switch (failed.getCause()) {
                case NotLeader other -> "no " + other.leader().map(NodeId::uuid).orElse("-");
                case ConsensusException.Unsure unsure -> "unsure " + unsure.getMessage();
                case null, default -> "no " + failed.getCause();
            };
        } catch (TimeoutException late) {
            return "unsure no answer in time";
        } catch (InterruptedException | RuntimeException bug) {
            return "unsure " + bug;
        }
    }

    private String done(Consensus consensus, String[] words)
            throws ExecutionException, TimeoutException, InterruptedException {
        return switch (words[0]) {
            case "put" -> entry(consensus, words[1] + "=" + words[2]);
            case "swap" -> entry(consensus, words[1] + "?" + words[2] + "=" + words[3]);
            case "get" -> {
                wait(consensus.readBarrier());
                yield machine.items.getOrDefault(words[1], "");
            }
            case "local" -> machine.items.getOrDefault(words[1], "");
            case "keys" -> {
                wait(consensus.readBarrier());
                yield String.join(" ", machine.items.keySet());
            }
            case "learn" -> done(consensus.addLearner(new NodeId(words[1])));
            case "promote" -> done(consensus.promote(new NodeId(words[1])));
            case "remove" -> done(consensus.remove(new NodeId(words[1])));
            case "lead" -> done(consensus.transferLeadership(new NodeId(words[1])));
            case "standing" -> {
                var standing = consensus.standing();
                yield standing.role() + " "
                        + standing.leader().map(NodeId::uuid).orElse("-") + " " + standing.term() + " "
                        + standing.applied() + " " + standing.first() + " " + standing.last();
            }
            default -> throw new IllegalArgumentException("nobody knows " + words[0]);
        };
    }

    private static String entry(Consensus consensus, String text)
            throws ExecutionException, TimeoutException, InterruptedException {
        return new String(wait(consensus.propose(text.getBytes(UTF_8))).answer(), UTF_8);
    }

    private static String done(CompletableFuture<Void> asked)
            throws ExecutionException, TimeoutException, InterruptedException {
        wait(asked);
        return "";
    }

    private static <T> T wait(CompletableFuture<T> asked)
            throws ExecutionException, TimeoutException, InterruptedException {
        return asked.get(PATIENCE.toMillis() + 1000, TimeUnit.MILLISECONDS);
    }
}

package org.opsbro.kv.raft.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/** Servers of a consensus that are processes, to be killed and stopped. */
final class ProcessCluster implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final Path folder;
    private final long snapshotBytes;
    private final Map<String, Process> running = new ConcurrentSkipListMap<>();

    ProcessCluster(Path folder, long snapshotBytes) {
        this.folder = folder;
        this.snapshotBytes = snapshotBytes;
    }

    /** An answer; without one nobody knows what happened. */
    record Answer(Outcome outcome, String text) {
        enum Outcome {
            OK,
            NO,
            UNSURE
        }

        boolean ok() {
            return outcome == Outcome.OK;
        }

        static Answer of(String line) {
            var words = line.split(" ", 2);
            var outcome = switch (words[0]) {
                case "ok" -> Outcome.OK;
                case "no" -> Outcome.NO;
                default -> Outcome.UNSURE;
            };
            return new Answer(outcome, words.length == 2 ? words[1] : "");
        }
    }

    /** A connection of a client to a server, made when it is needed; one thread's. */
    final class Client implements AutoCloseable {
        private final String server;
        private Optional<Socket> socket = Optional.empty();
        private Optional<BufferedReader> in = Optional.empty();

        Client(String server) {
            this.server = server;
        }

        /** Asks; what is not answered in time is asked on another connection next. */
        Answer ask(String line) {
            try {
                connect();
            } catch (IOException | NumberFormatException down) {
                close();
                return new Answer(Answer.Outcome.NO, "cannot connect: " + down.getMessage());
            }
            try {
                OutputStream out = socket.orElseThrow().getOutputStream();
                out.write((line + "\n").getBytes(UTF_8));
                var answer = in.orElseThrow().readLine();
                if (answer == null) throw new IOException("closed");
                return Answer.of(answer);
            } catch (IOException broke) {
                close();
                return new Answer(Answer.Outcome.UNSURE, String.valueOf(broke.getMessage()));
            }
        }

        private void connect() throws IOException {
            if (socket.isPresent()) return;
            var port = Integer.parseInt(Files.readString(folder.resolve(server + ".front")));
            var made = new Socket();
            made.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            made.setSoTimeout(3000);
            made.setTcpNoDelay(true);
            socket = Optional.of(made);
            in = Optional.of(new BufferedReader(new InputStreamReader(made.getInputStream(), UTF_8)));
        }

        @Override
        public void close() {
            try {
                if (socket.isPresent()) socket.get().close();
            } catch (IOException ignored) {
                // it is given up
            }
            socket = Optional.empty();
        }
    }

    Answer ask(String server, String line) {
        try (var client = new Client(server)) {
            return client.ask(line);
        }
    }

    /** Three servers, a founds. */
    void begin() throws IOException {
        start("a", "found");
        for (var name : List.of("b", "c")) {
            start(name, "join");
            await().atMost(LONG).until(() -> ask(leader(), "learn " + name).ok());
            await().atMost(LONG).until(() -> ask(leader(), "promote " + name).ok());
        }
    }

    void start(String name, String how) throws IOException {
        Files.deleteIfExists(folder.resolve(name + ".front"));
        var words = Child.java(ConsensusProcess.class, folder.toString(), name, KEY, how, "" + snapshotBytes);
        running.put(name, Child.start(words));
    }

    List<String> names() {
        return List.copyOf(running.keySet());
    }

    long pid(String name) {
        return process(name).pid();
    }

    private Process process(String name) {
        return Optional.ofNullable(running.get(name)).orElseThrow();
    }

    /** The one that leads and can say so. */
    String leader() {
        return await().atMost(LONG)
                .until(() -> running.keySet().stream().filter(this::leads).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    boolean leads(String name) {
        var standing = ask(name, "standing");
        return standing.ok()
                && standing.text().startsWith("LEADER")
                && ask(name, "get x").ok();
    }

    void kill(String name) throws InterruptedException {
        var process = process(name);
        process.toHandle().destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    void stop(String name) throws IOException, InterruptedException {
        signal("STOP", name);
    }

    void goOn(String name) throws IOException, InterruptedException {
        signal("CONT", name);
    }

    void signal(String signal, String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + signal, "" + pid(name)).start();
        assertThat(kill.waitFor()).isZero();
    }

    boolean alive(String name) {
        return process(name).isAlive();
    }

    @Override
    public void close() {
        running.values().forEach(process -> process.toHandle().destroyForcibly());
    }
}

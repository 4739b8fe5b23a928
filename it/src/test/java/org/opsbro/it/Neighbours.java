package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.freePorts;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Several agents on this machine, on its loopback, in one cluster. What people call them is n1, n2…; their host name is one. */
final class Neighbours implements AutoCloseable {
    private static final int PORTS_OF_ONE = 2; // HTTP and gossip on the one, streams on the next
    private final List<One> all;

    /**
     * Not started.
     *
     * @param settings lines of {@code agent.yml} that all have
     */
    Neighbours(Path folder, int count, String settings) throws IOException {
        var first = freePorts(PORTS_OF_ONE * count);
        this.all = IntStream.range(0, count)
                .mapToObj(i ->
                        new One("n" + (i + 1), first + i * PORTS_OF_ONE, new Server(folder.resolve("n" + (i + 1)))))
                .toList();
        for (var one : all)
            one.server()
                    .settings(
                            "display_name: %s%nadvertise: 127.0.0.1%ngossip_listen: 127.0.0.1%nseeds: ['127.0.0.1:%d']%n%s"
                                    .formatted(one.name(), first, settings));
    }

    List<One> all() {
        return all;
    }

    One get(int number) {
        return all.get(number - 1);
    }

    /** Starts the first, which is the seed of all, then the others, two at a time; all see all then. */
    void start() throws IOException, InterruptedException {
        get(1).start();
        try (var starting = Executors.newFixedThreadPool(2)) {
            var others = all.subList(1, all.size()).stream()
                    .<Callable<Boolean>>map(one -> () -> {
                        one.start();
                        return true;
                    })
                    .toList();
            for (var started : starting.invokeAll(others))
                assertThat(started.state()).isEqualTo(Future.State.SUCCESS);
        }
        for (var one : all) within(20, () -> one.count("alive") == all.size());
    }

    /** All have the key of the zone that the first makes: copied, because without an agent each command starts one. */
    void shareKey() throws IOException, InterruptedException {
        get(1).server().does("gossip", "zone", "key", "generate");
        var file = Path.of("zone_keys", "internet.gossip.key");
        for (var one : all.subList(1, all.size())) {
            var copy = one.server().configuration().resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(get(1).server().configuration().resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Signals all before it waits for any: Java looks after the end of a process that is not its child every few seconds only. */
    @Override
    public void close() throws IOException {
        for (var one : all)
            if (Files.exists(one.server().data().resolve("agent.lock")))
                ProcessHandle.of(one.server().pid()).ifPresent(ProcessHandle::destroyForcibly);
        for (var one : all) one.server().close();
    }

    /**
     * One agent.
     *
     * @param port of HTTP and gossip
     */
    record One(String name, int port, Server server) {
        void start() throws IOException, InterruptedException {
            server.start(port);
        }

        /** What it answers on its socket; calls of the command line cost more, and thirty agents are asked often. */
        String get(String path) throws IOException {
            try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(server.data().resolve("opsbro.sock")));
                channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
                var answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).as(path).startsWith("HTTP/1.1 200");
                return answer.substring(answer.indexOf("\r\n\r\n") + 4);
            }
        }

        /** How many nodes it knows in a state, itself too. */
        int count(String state) throws IOException {
            return Json.readObject(get("/agent/members?state=" + state)).keys().size();
        }

        /** How it knows another. */
        String sees(One other) throws IOException {
            var members = Json.readObject(get("/agent/members"));
            for (var id : members.keys())
                if (members.get(id) instanceof Value.Fields node
                        && node.get("display_name").display().equals(other.name()))
                    return node.get("state").display();
            return "unknown";
        }

        /** Kilobytes of memory that are in use, as the kernel counts them. */
        long residentKilobytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * An agent of three is flooded with what no agent should have to read. {@code -Dflood.seconds=120} floods it for longer than a build wants to wait,
 * {@code -Dflood.rate=} with more packets a second.
 */
class FloodTest {
    private static final int SECONDS = Integer.getInteger("flood.seconds", 10);
    private static final int RATE = Integer.getInteger("flood.rate", 100_000);
    private static final long MOST_GROWTH_KILOBYTES = 64 * 1024;
    private static final int MOST_LINES = 60;

    /** Prints the UDP packets between the agents for some seconds, in hexadecimal: real ones, as anybody on the network can record them. */
    private static final String RECORDER = """
            import socket, sys, time
            first, last, until = int(sys.argv[1]), int(sys.argv[2]), time.monotonic() + 30
            recorder = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
            recorder.bind(("lo", 0x0800))
            recorder.settimeout(1)
            seen = set()
            while len(seen) < 40 and time.monotonic() < until:
                try:
                    packet = recorder.recv(65536)
                except socket.timeout:
                    continue
                if packet[9] != 17:
                    continue
                udp = packet[(packet[0] & 15) * 4:]
                if first <= int.from_bytes(udp[2:4], "big") <= last and len(udp) > 100:
                    seen.add(udp[8:])
            for each in seen:
                print(each.hex())
            """;

    @TempDir
    private Path folder;

    private Neighbours neighbours;

    @BeforeEach
    void begin() throws Exception {
        neighbours = new Neighbours(folder, 3, "");
    }

    @AfterEach
    void end() throws IOException {
        neighbours.close();
    }

    private List<byte[]> recorded() throws Exception {
        var first = neighbours.get(1).port();
        return Programs.said("/usr/bin/python3", "-c", RECORDER, "" + first, "" + (first + 5))
                .lines()
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    private static Value.Fields fields(Value.Fields from, String... keys) {
        var here = from;
        for (var key : keys) here = (Value.Fields) here.get(key);
        return here;
    }

    private static long number(Value.Fields from, String key) {
        return Long.parseLong(from.get(key).display());
    }

    private static long lines(Server server) throws IOException {
        try (var logs = Files.list(server.logs())) {
            var count = 0L;
            for (var log : logs.filter(Files::isRegularFile).toList())
                count += Files.readAllLines(log).size();
            return count;
        }
    }

    private static Value.Fields state(Neighbours.One agent) throws IOException {
        return Json.readObject(agent.get("/gossip/state"));
    }

    @Test
    void a_flood_of_garbage_kills_nobody_and_is_counted() throws Exception {
        neighbours.shareKey();
        neighbours.start();
        var flooded = neighbours.get(1);
        var flood = new Flood(recorded(), 42);
        var before = fields(state(flooded), "udp");
        var linesBefore = lines(flooded.server());
        var memoryBefore = flooded.residentKilobytes();

        var pouring = CompletableFuture.supplyAsync(() -> poured(flood, flooded.port()));
        var most = 0L;
        while (!pouring.isDone()) {
            for (var agent : neighbours.all()) assertThat(agent.count("dead")).isZero();
            most = Math.max(most, flooded.residentKilobytes());
        }
        var sent = pouring.get(1, TimeUnit.SECONDS);

        for (var agent : neighbours.all()) {
            within(10, () -> agent.count("alive") == 3);
            assertThat(agent.server().does("gossip", "history")).doesNotContain("dead");
        }
        var after = state(flooded);
        var refused = fields(after, "wire", "packets", "refused");
        var received = number(fields(after, "udp"), "received") - number(before, "received");
        System.out.printf(
                "flood: sent %,d (%,d a second), read %,d, refused %s, memory %d to %d MiB, suspicions %d, log lines %d%n",
                sent,
                sent / SECONDS,
                received,
                refused,
                memoryBefore / 1024,
                most / 1024,
                suspicions(),
                lines(flooded.server()) - linesBefore);
        assertThat(sent).isGreaterThan(20_000L * SECONDS);
        for (var reason : List.of(
                "truncated", "not_ours", "version", "unknown_zone", "unknown_key", "replayed", "forged", "echo"))
            assertThat(number(refused, reason)).as(reason).isPositive();
        assertThat(refused.keys().stream()
                        .mapToLong(reason -> number(refused, reason))
                        .sum())
                .isBetween(received * 9 / 10, received);
        assertThat(most - memoryBefore).isLessThan(MOST_GROWTH_KILOBYTES);
        assertThat(lines(flooded.server()) - linesBefore).isLessThan(MOST_LINES);
        neighbours.get(2).server().does("gossip", "events", "add", "after-the-flood");
        flooded.server().does("gossip", "events", "wait", "after-the-flood", "--timeout", "10s");
    }

    private static long poured(Flood flood, int port) {
        try {
            return flood.pour(port, Duration.ofSeconds(SECONDS), RATE);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private long suspicions() throws Exception {
        var count = 0L;
        for (var agent : neighbours.all())
            count += agent.server()
                    .does("gossip", "history")
                    .lines()
                    .filter(line -> line.contains("suspect"))
                    .count();
        return count;
    }
}

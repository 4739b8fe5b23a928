package org.opsbro.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * What a real agent answered, a file for each call: a line with the call, a line with the status and the moment, the body. Where a real agent is given
 * too, what is in no file yet is asked of it, and kept.
 */
public final class Captures implements FakeAgent.Others {
    private static final String README = "src/test/resources/cli/README.md";
    private static final int LONGEST_NAME = 100;
    private final Path folder;
    private final Optional<Path> agent;
    private final Map<String, Capture> captures = new TreeMap<>();
    private volatile Instant last = Instant.parse("2026-11-25T02:00:00Z");

    private record Capture(int status, Instant at, String body) {}

    public Captures(Path folder, Optional<Path> agent) throws IOException {
        this.folder = folder;
        this.agent = agent;
        try (Stream<Path> all = Files.list(folder)) {
            for (var file : all.toList()) read(Files.readString(file));
        }
    }

    /** The moment of the last answer that was given, so that what was two seconds ago then is two seconds ago for ever. */
    public Clock clock() {
        return Clock.fixed(last, ZoneOffset.UTC);
    }

    @Override
    public synchronized FakeAgent.Canned answer(String call) {
        try {
            var capture = captures.get(call);
            if (capture == null && agent.isPresent()) capture = ask(call, agent.get());
            if (capture == null) return told(404, "nobody captured an answer to " + call + ", see " + README);
            last = capture.at();
            return new FakeAgent.Canned(capture.status(), capture.body());
        } catch (IOException unreachable) {
            return told(500, "the agent that is to be captured does not answer: " + unreachable.getMessage());
        }
    }

    private static FakeAgent.Canned told(int status, String error) {
        return new FakeAgent.Canned(
                status, Json.write(Value.object().with("error", error).end()));
    }

    private Capture read(String text) {
        var parts = text.split("\n", 3);
        var head = parts[1].split(" ");
        var capture = new Capture(Integer.parseInt(head[0]), Instant.parse(head[1]), parts[2].stripTrailing());
        captures.put(parts[0], capture);
        return capture;
    }

    private Capture ask(String call, Path socket) throws IOException {
        var parts = call.split(" ", 3);
        var body = parts.length < 3 ? "" : parts[2];
        var exchange =
                new UnixSocketTransport(socket).call(parts[0], parts[1], body.getBytes(UTF_8), Duration.ofSeconds(30));
        var at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var file = fileFor(call);
        var text = call + "\n" + exchange.status() + " " + at + "\n" + pretty(new String(exchange.body(), UTF_8));
        Files.writeString(file, text.stripTrailing() + "\n");
        return read(text);
    }

    private Path fileFor(String call) {
        var words = call.replaceAll("[^A-Za-z0-9.=-]+", "_");
        var name = words.substring(0, Math.min(LONGEST_NAME, words.length()));
        while (Files.exists(folder.resolve(name + ".txt"))) name += "_";
        return folder.resolve(name + ".txt");
    }

    private static String pretty(String body) {
        try {
            return Json.pretty(Json.read(body));
        } catch (Json.NotJson words) {
            return body;
        }
    }
}

package org.opsbro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One agent's folders, and the launcher called as a person calls it. */
final class Server implements AutoCloseable {
    private static final Path CLONE = Path.of("..").toAbsolutePath().normalize();
    private final Path folder;
    private final List<String> before;

    Server(Path folder) {
        this(folder, List.of());
    }

    /** @param before words before each call of the launcher, which choose where it runs */
    Server(Path folder, List<String> before) {
        this.folder = folder;
        this.before = before;
    }

    /** What one call printed. */
    record Outcome(int code, String out, String error) {}

    Path data() {
        return folder.resolve("lib");
    }

    Path configuration() {
        return folder.resolve("etc");
    }

    Path logs() {
        return folder.resolve("log");
    }

    Outcome opsbro(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(CLONE.resolve("opsbro").toString()));
        line.addAll(List.of(words));
        return run(line);
    }

    /** A line as a person types it in the clone. */
    Outcome shell(String line) throws IOException, InterruptedException {
        return run(List.of("bash", "-c", line));
    }

    private Outcome run(List<String> line) throws IOException, InterruptedException {
        var builder = builder(line);
        var errors = Files.createTempFile("opsbro", "err");
        var process = builder.redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS))
                .as("it ended: %s", line)
                .isTrue();
        var error = Files.readString(errors);
        Files.delete(errors);
        return new Outcome(process.exitValue(), out, error);
    }

    private ProcessBuilder builder(List<String> line) {
        var words = new ArrayList<>(before);
        words.addAll(line);
        var builder = new ProcessBuilder(words).directory(CLONE.toFile());
        builder.environment().put("OPSBRO_DATA_DIR", data().toString());
        builder.environment().put("OPSBRO_CONFIG_DIR", configuration().toString());
        builder.environment().put("OPSBRO_LOG_DIR", logs().toString());
        return builder;
    }

    /** A call on a terminal. */
    Screen screen(String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of(CLONE.resolve("opsbro").toString()));
        line.addAll(List.of(words));
        return new Screen(builder(line));
    }

    /** A shell that knows jobs, with an unadorned prompt, in whose window calls can be made. */
    Screen shell() throws IOException {
        return new Screen(builder(List.of("bash", "--norc", "--noprofile", "--noediting", "-i")));
    }

    /** A call that goes on, its output to nobody. */
    Process begins(String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of(CLONE.resolve("opsbro").toString()));
        line.addAll(List.of(words));
        return builder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The same, which must succeed; gives what it printed. */
    String does(String... words) throws IOException, InterruptedException {
        var outcome = opsbro(words);
        assertThat(outcome.code())
                .as("%s: %s%s", List.of(words), outcome.out(), outcome.error())
                .isZero();
        return outcome.out();
    }

    void start() throws IOException, InterruptedException {
        start(0);
    }

    void start(int port) throws IOException, InterruptedException {
        does("agent", "start", "--daemon", "--port", Integer.toString(port));
    }

    /** Its settings, before it starts. */
    void settings(String yaml) throws IOException {
        Files.createDirectories(configuration());
        Files.writeString(configuration().resolve("agent.yml"), yaml);
    }

    /** What opens its HTTP over TCP for changes. */
    String token() throws IOException {
        return Files.readString(data().resolve("api.token")).strip();
    }

    /** A script that does what the launcher does with this agent. */
    Path script(String words) throws IOException {
        var script = folder.resolve("script.sh");
        Files.writeString(
                script,
                "#!/bin/sh\nexport OPSBRO_DATA_DIR=%s OPSBRO_CONFIG_DIR=%s OPSBRO_LOG_DIR=%s\nexec %s %s \"$@\"\n"
                        .formatted(data(), configuration(), logs(), CLONE.resolve("opsbro"), words));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(data().resolve("agent.lock")).strip());
    }

    void kill() throws IOException {
        var process = ProcessHandle.of(pid());
        process.ifPresent(ProcessHandle::destroyForcibly);
        process.ifPresent(each -> each.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(data().resolve("agent.lock"))) kill();
    }
}

package org.opsbro.host.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opsbro.host.Commands;

/** Starts programs in a session of their own (setsid), so that a signal to the group reaches whatever they started. */
final class LinuxCommands implements Commands {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Optional<String> setsid = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst();

    @Override
    public Outcome run(Command command) {
        var start = System.nanoTime();
        try {
            var process = start(command);
            var output = Reading.of(process.getInputStream(), command.maxOutputBytes());
            var errors = Reading.of(process.getErrorStream(), command.maxOutputBytes());
            feed(process, command.input());
            if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
                return new Outcome.TimedOut(command.timeout(), output.text(GRACE), errors.text(GRACE));
            }
            // a child that it left behind may keep the outputs open
            if (!output.ended(GRACE) || !errors.ended(GRACE)) signal(process.pid(), "KILL");
            var took = Duration.ofNanos(System.nanoTime() - start);
            return outcome(process.exitValue(), output, errors, took);
        } catch (IOException failed) {
            return new Outcome.NotStarted(reason(command, failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Outcome.NotStarted("the agent stops");
        }
    }

    private Process start(Command command) throws IOException {
        var program = command.words().getFirst();
        if (program.startsWith("/") ? !Files.isExecutable(Path.of(program)) : !isOnPath(program))
            throw new IOException("no such program, or not executable");
        List<String> words = new ArrayList<>();
        setsid.ifPresent(words::add);
        words.addAll(command.words());
        var builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("HOME", System.getProperty("user.home", "/"));
        builder.environment().putAll(command.environment());
        builder.directory(Path.of("/").toFile());
        if (command.input().isEmpty())
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder.start();
    }

    private static boolean isOnPath(String program) {
        return !program.contains("/")
                && Stream.of(PATH.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void feed(Process process, String input) {
        if (input.isEmpty()) return;
        Thread.ofVirtual().start(() -> {
            try (var to = process.getOutputStream()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException closed) {
                return; // it did not want all of it
            }
        });
    }

    private static Outcome outcome(int code, Reading output, Reading errors, Duration took)
            throws InterruptedException {
        var text = output.text(GRACE);
        var said = errors.text(GRACE);
        return code > SIGNAL_BASE && code <= SIGNAL_BASE + LAST_SIGNAL
                ? new Outcome.Signalled(code - SIGNAL_BASE, text, said, took)
                : new Outcome.Exited(code, text, said, output.truncated() || errors.truncated(), took);
    }

    private static void end(Process process) throws InterruptedException {
        signal(process.pid(), "TERM");
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        // what left the leader's side is still in its group
        signal(process.pid(), "KILL");
        process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** To the whole group; kill(1), because Java signals single processes only. */
    private static void signal(long group, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, "--", "-" + group)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException noKill) {
            ProcessHandle.of(group).ifPresent(ProcessHandle::destroyForcibly);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String reason(Command command, IOException failed) {
        return "cannot start " + command.words().getFirst() + ": " + failed.getMessage();
    }

    /** Reads one output to its end, keeps the first bytes. */
    private static final class Reading {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread thread;
        private volatile boolean truncated;

        private Reading(InputStream from, int most) {
            this.thread = Thread.ofVirtual().unstarted(() -> read(from, most));
        }

        static Reading of(InputStream from, int most) {
            var reading = new Reading(from, most);
            reading.thread.start();
            return reading;
        }

        private void read(InputStream from, int most) {
            var buffer = new byte[4096];
            try (from) {
                for (var length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                    var room = Math.min(length, most - kept.size());
                    if (room < length) truncated = true;
                    kept.write(buffer, 0, room);
                }
            } catch (IOException closed) {
                return; // killed: what came before is kept
            }
        }

        boolean ended(Duration limit) throws InterruptedException {
            return thread.join(limit);
        }

        String text(Duration limit) throws InterruptedException {
            thread.join(limit);
            return kept.toString(StandardCharsets.UTF_8);
        }

        boolean truncated() {
            return truncated;
        }
    }
}

package org.opsbro.host.linux;

import java.io.IOException;
import java.nio.charset.Charset;
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
    private static final Charset OF_LOCALE = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Optional<String> setsid = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst();

    @Override
    public Outcome run(Command command) {
        return run(command, (output, bytes) -> true);
    }

    @Override
    public Outcome run(Command command, Listener listener) {
        var start = System.nanoTime();
        try {
            var process = start(command);
            var output = Reading.of(process.getInputStream(), command.maxOutputBytes(), Output.STANDARD, listener);
            var errors = Reading.of(process.getErrorStream(), command.maxOutputBytes(), Output.ERRORS, listener);
            try {
                feed(process, command.input());
                return await(process, command, output, errors, start);
            } catch (InterruptedException stopped) {
                endWhateverComes(process);
                Thread.currentThread().interrupt();
                return new Outcome.Stopped(output.text(), errors.text());
            } finally {
                output.stop();
                errors.stop();
            }
        } catch (IOException failed) {
            return new Outcome.NotStarted(reason(command, failed));
        }
    }

    private static Outcome await(Process process, Command command, Reading output, Reading errors, long start)
            throws InterruptedException {
        if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
            end(process);
            return new Outcome.TimedOut(command.timeout(), output.text(GRACE), errors.text(GRACE));
        }
        // a child that it left behind may keep the outputs open
        var deadline = start + command.timeout().toNanos();
        if (!output.ended(GRACE, deadline) || !errors.ended(GRACE, deadline)) signal(process.pid(), "KILL");
        var took = Duration.ofNanos(System.nanoTime() - start);
        return outcome(process.exitValue(), output, errors, took);
    }

    private Process start(Command command) throws IOException {
        var program = command.words().getFirst();
        if (program.startsWith("/") ? !Files.isExecutable(Path.of(program)) : !isOnPath(program))
            throw new IOException("no such program, or not executable");
        refuseUnspeakable(command.words());
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

    // Java would put question marks in their place, which a shell takes for patterns
    private static void refuseUnspeakable(List<String> words) throws IOException {
        for (var word : words)
            if (!OF_LOCALE.newEncoder().canEncode(word))
                throw new IOException("its words have letters that the locale of the agent has not (" + OF_LOCALE
                        + "): start the agent with LC_ALL=C.UTF-8");
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

    /** Another interruption must not leave the program running. */
    private static void endWhateverComes(Process process) {
        var ending = Thread.ofVirtual().start(() -> {
            try {
                end(process);
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        while (ending.isAlive()) {
            try {
                ending.join();
            } catch (InterruptedException again) {
                Thread.onSpinWait(); // it is already ending
            }
        }
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
}

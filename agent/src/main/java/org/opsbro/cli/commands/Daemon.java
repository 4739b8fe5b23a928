package org.opsbro.cli.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.Environment;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.StartOptions;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Spinner;

/** An agent started in the background: a process of its own session, which the end of this terminal does not reach. */
final class Daemon {
    private static final int BETWEEN_LOOKS_MILLIS = 20;
    private static final int LINES_SHOWN = 15;
    private final Process process;
    private final Path log;

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** The Java of this process, with the options the launcher wants for an agent, running {@code agent start} in the foreground. */
    static List<String> javaCommand(Environment environment, StartOptions options) {
        var words = new ArrayList<String>();
        words.add(ProcessHandle.current().info().command().orElse("java"));
        environment
                .find("OPSBRO_AGENT_JAVA_OPTS")
                .ifPresent(all -> words.addAll(List.of(all.strip().split("\\s+"))));
        words.addAll(
                List.of("-cp", absolute(System.getProperty("java.class.path")), "org.opsbro.Main", "agent", "start"));
        addFolder(words, "--config-dir", options.configFolder());
        addFolder(words, "--data-dir", options.dataFolder());
        addFolder(words, "--log-dir", options.logFolder());
        if (options.autoDetect()) words.add("--auto-detect");
        options.port().ifPresent(port -> words.addAll(List.of("--port", port.toString())));
        options.listen().ifPresent(address -> words.addAll(List.of("--listen", address)));
        return words;
    }

    /** Starts a command whose output goes to a log of its own. */
    static Daemon spawn(List<String> command, Path log) {
        try {
            var folder = log.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            var builder = new ProcessBuilder(inNewSession(command))
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(log.toFile());
            builder.environment().remove("OPSBRO_TERMINAL");
            return new Daemon(builder.start(), log);
        } catch (IOException broken) {
            throw new CommandFailed(ExitCode.FAILED, "the agent cannot be started: " + broken.getMessage());
        }
    }

    long pid() {
        return process.pid();
    }

    /**
     * Waits until the agent is ready, and returns how long it took.
     *
     * @throws CommandFailed with its last lines if it ended before, or if the time is over; then it goes on starting
     */
    Duration awaitReady(BooleanSupplier ready, Duration limit, Screen screen) {
        var start = System.nanoTime();
        try (var spinner = new Spinner(screen)) {
            while (!ready.getAsBoolean()) {
                spinner.turn("the agent starts");
                if (process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) throw ended();
                if (System.nanoTime() - start > limit.toNanos())
                    throw new CommandFailed(
                            ExitCode.FAILED,
                            "the agent (pid " + pid() + ") is not ready after " + limit.toSeconds()
                                    + " s; it goes on, see opsbro agent info and " + log + lastLines());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private CommandFailed ended() {
        return new CommandFailed(
                ExitCode.FAILED,
                "the agent ended with code " + process.exitValue() + " while it started, see " + log + lastLines());
    }

    private String lastLines() {
        try {
            var lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.stream()
                    .skip(Math.max(0, lines.size() - LINES_SHOWN))
                    .map(line -> "\n  | " + line)
                    .collect(Collectors.joining());
        } catch (IOException unreadable) {
            return "\n  | " + unreadable;
        }
    }

    private static void addFolder(List<String> words, String option, Optional<Path> folder) {
        folder.ifPresent(
                path -> words.addAll(List.of(option, path.toAbsolutePath().toString())));
    }

    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(":"))
                .map(each -> Path.of(each).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
    }

    // setsid(1) of util-linux or busybox execs in place, so that the pid stays the one we know
    private static List<String> inNewSession(List<String> command) {
        for (var folder : List.of("/usr/bin", "/bin")) {
            var setsid = Path.of(folder, "setsid");
            if (Files.isExecutable(setsid)) {
                var words = new ArrayList<>(List.of(setsid.toString()));
                words.addAll(command);
                return words;
            }
        }
        return command;
    }
}

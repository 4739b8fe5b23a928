package org.opsbro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Separate hosts on this machine: namespaces of network, mounts and processes, and an overlay of its file system. Needs root. */
final class Hosts implements AutoCloseable {
    private static final Path SCRIPT = Path.of("src/test/resources/hosts.sh").toAbsolutePath();
    private static final Path CLONE = Path.of("..").toAbsolutePath().normalize();
    /** Before there are any. */
    static final Hosts NONE = new Hosts();

    private final Path folder;
    private final List<Box> all;

    private Hosts() {
        this.folder = Path.of("");
        this.all = List.of();
    }

    /** @param folder where their file systems are mounted */
    Hosts(Path folder, int count) throws IOException, InterruptedException {
        this.folder = folder;
        bash("hosts_up " + count);
        this.all = IntStream.rangeClosed(1, count).mapToObj(Box::new).toList();
        for (var host : all) host.shell("rm -rf /etc/opsbro /var/lib/opsbro /var/log/opsbro");
    }

    List<Box> all() {
        return all;
    }

    /** Numbered from 1, as their names h1, h2… and addresses 10.99.0.1… */
    Box host(int number) {
        return all.get(number - 1);
    }

    /** No packet passes between the two, either way. */
    void cut(int one, int other) throws IOException, InterruptedException {
        bash("hosts_cut h" + one + " h" + other);
    }

    void heal(int one, int other) throws IOException, InterruptedException {
        bash("hosts_heal h" + one + " h" + other);
    }

    /** What one sends does not reach the other any more; the other way stays open. */
    void deafen(int from, int to) throws IOException, InterruptedException {
        bash("ip netns exec h" + from + " ip route add blackhole 10.99.0." + to + "/32");
    }

    @Override
    public void close() throws IOException {
        try {
            if (!all.isEmpty()) bash("hosts_down");
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void bash(String line) throws IOException, InterruptedException {
        var outcome = run(List.of("bash", "-c", ". " + SCRIPT + "; " + line), 60);
        assertThat(outcome.code())
                .as("%s: %s%s", line, outcome.out(), outcome.error())
                .isZero();
    }

    private Outcome run(List<String> line, int seconds) throws IOException, InterruptedException {
        var errors = Files.createTempFile("opsbro", "err");
        var out = Files.createTempFile("opsbro", "out");
        var builder = new ProcessBuilder(line).redirectError(errors.toFile()).redirectOutput(out.toFile());
        builder.environment().put("HOSTS_DIR", folder.toString());
        builder.environment().put("HOSTS_SHOW", CLONE.toString()); // a clone below /tmp, too
        var process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as("it ended: %s", line)
                .isTrue();
        return new Outcome(process.exitValue(), Files.readString(out, UTF_8), Files.readString(errors, UTF_8));
    }

    /** What one call printed. */
    record Outcome(int code, String out, String error) {}

    /** One host. */
    final class Box {
        private final int number;

        private Box(int number) {
            this.number = number;
        }

        String name() {
            return "h" + number;
        }

        String address() {
            return "10.99.0." + number;
        }

        /** A line of bash on this host. */
        Outcome shell(String line) throws IOException, InterruptedException {
            List<String> words = new ArrayList<>(List.of("bash", "-c"));
            words.add(". " + SCRIPT + "; on " + name() + " bash -c \"$1\"");
            words.add("on");
            words.add("cd " + CLONE + "; export OPSBRO_CONFIG_DIR=/etc/opsbro OPSBRO_DATA_DIR=/var/lib/opsbro"
                    + " OPSBRO_LOG_DIR=/var/log/opsbro; " + line);
            return run(words, 120);
        }

        /** An opsbro command, which must succeed. */
        String does(String words) throws IOException, InterruptedException {
            var outcome = shell("./opsbro " + words);
            assertThat(outcome.code())
                    .as("%s on %s: %s%s", words, name(), outcome.out(), outcome.error())
                    .isZero();
            return outcome.out();
        }
    }
}

package org.opsbro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

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

    void start() throws IOException, InterruptedException {
        for (var host : all) host.does("agent start --daemon");
    }

    /** Starts an agent on each, and makes one cluster of them. */
    void join() throws IOException, InterruptedException {
        start();
        // a bridge that was just made may not carry anything for a moment
        for (var host : all.subList(1, all.size()))
            within(
                    20,
                    () -> host.shell("./opsbro gossip join " + host(1).address())
                                    .code()
                            == 0);
        for (var from : all)
            for (var seen : all) within(30, () -> from.sees(seen).equals("alive"));
    }

    /** Gives all the key of the zone that the first makes. */
    void shareKey() throws IOException, InterruptedException {
        var key = Json.readObject(host(1).does("gossip zone key generate --json"))
                .get("key")
                .display();
        for (var host : all.subList(1, all.size()))
            assertThat(host.shell("echo " + key + " | ./opsbro gossip zone key import")
                            .code())
                    .isZero();
    }

    /** The first makes the authority of the zone, the others know its public key. */
    void shareAuthority() throws IOException, InterruptedException {
        host(1).does("gossip zone authority generate");
        var known = host(1).shell("cat /etc/opsbro/zone_keys/internet.public.key")
                .out()
                .strip();
        for (var host : all.subList(1, all.size())) host.does("gossip zone authority import '" + known + "'");
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
        var running = new Running(
                builder(line)
                        .redirectError(errors.toFile())
                        .redirectOutput(out.toFile())
                        .start(),
                out,
                errors);
        return running.ends(seconds);
    }

    private ProcessBuilder builder(List<String> line) {
        var builder = new ProcessBuilder(line);
        builder.environment().put("HOSTS_DIR", folder.toString());
        builder.environment().put("HOSTS_SHOW", CLONE.toString()); // a clone below /tmp, too
        return builder;
    }

    /** A line of bash that goes on. */
    record Running(Process process, Path out, Path errors) {
        boolean said(String text) throws IOException {
            return Files.readString(out, UTF_8).contains(text);
        }

        /** Waits for its end; its files are gone then. */
        Outcome ends(int seconds) throws IOException, InterruptedException {
            process.getOutputStream().close();
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                    .as("it ended: %s", process.info().commandLine().orElse("?"))
                    .isTrue();
            var outcome =
                    new Outcome(process.exitValue(), Files.readString(out, UTF_8), Files.readString(errors, UTF_8));
            Files.delete(out);
            Files.delete(errors);
            return outcome;
        }
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
            return run(words(line), 120);
        }

        private List<String> words(String line) {
            List<String> words = new ArrayList<>(List.of("bash", "-c"));
            words.add(". " + SCRIPT + "; on " + name() + " bash -c \"$1\"");
            words.add("on");
            words.add("cd " + CLONE + "; export OPSBRO_CONFIG_DIR=/etc/opsbro OPSBRO_DATA_DIR=/var/lib/opsbro"
                    + " OPSBRO_LOG_DIR=/var/log/opsbro; " + line);
            return words;
        }

        /** The same, which goes on: its output is seen as it comes. */
        Running begins(String line) throws IOException {
            var out = Files.createTempFile("opsbro", "out");
            var errors = Files.createTempFile("opsbro", "err");
            return new Running(
                    builder(words(line))
                            .redirectOutput(out.toFile())
                            .redirectError(errors.toFile())
                            .start(),
                    out,
                    errors);
        }

        /** How its agent knows another host: the state of its newest node of that name, or {@code unknown}. */
        String sees(Box other) throws IOException, InterruptedException {
            var state = "unknown";
            var members = Json.readObject(does("gossip members --json"));
            for (var id : members.keys())
                if (members.get(id) instanceof Value.Fields node
                        && node.get("name").display().equals(other.name())
                        && !state.equals("alive")) state = node.get("state").display();
            return state;
        }

        /** Ends its agent as a broken machine does: without a word. */
        void kill() throws IOException, InterruptedException {
            shell("kill -9 $(cat /var/lib/opsbro/agent.lock)");
        }

        /** What its agent answers over HTTP, on its socket. */
        String get(String path) throws IOException, InterruptedException {
            var outcome =
                    shell("curl -sS --max-time 10 --unix-socket /var/lib/opsbro/opsbro.sock 'http://x" + path + "'");
            assertThat(outcome.code())
                    .as("%s on %s: %s", path, name(), outcome.error())
                    .isZero();
            return outcome.out();
        }

        /** Writes a file on it. */
        void write(String path, String text) throws IOException, InterruptedException {
            var outcome = shell("mkdir -p $(dirname " + path + "); cat > " + path + " <<'END'\n" + text + "\nEND\n");
            assertThat(outcome.code()).as("%s: %s", path, outcome.error()).isZero();
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

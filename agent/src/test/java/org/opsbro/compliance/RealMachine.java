package org.opsbro.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.HostException;
import org.opsbro.host.linux.LinuxHands;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Value;
import org.opsbro.pack.Yaml;

/**
 * Tries rules on this machine, which must not mind: a process of its own, in name spaces of mounts, names and networks of its own, where /etc, /home, /root, /run, /srv and
 * /var are overlays that go with it. Needs root. For each rule it prints what a look finds, whether the look wrote anything in the overlays, then applies the
 * changes with the real hands and prints what a second look finds.
 */
public final class RealMachine {
    private static final String NAME_SPACE = """
            set -e
            mount -t tmpfs tmpfs "$1"
            for each in etc home root run srv var; do
              mkdir -p "$1/$each/upper" "$1/$each/work"
              mount -t overlay overlay -o "lowerdir=/$each,upperdir=$1/$each/upper,workdir=$1/$each/work" "/$each"
            done
            shift
            exec "$@"
            """;

    private static final Path OWN_SYSTEMD =
            Path.of("src/test/resources/own-systemd.sh").toAbsolutePath();

    private final Path folder;
    private final List<String> steps = new ArrayList<>();
    private String preparation = "";
    private boolean systemd;

    private RealMachine(Path folder) {
        this.folder = folder;
    }

    /** @param folder an empty one */
    public static RealMachine in(Path folder) {
        assumeThat(System.getProperty("user.name"))
                .as("only root has name spaces")
                .isEqualTo("root");
        return new RealMachine(folder);
    }

    public RealMachine rule(String type, String parameters) {
        steps.addAll(List.of(type, parameters));
        return this;
    }

    /** What a shell does before the rules, and anything of the agent, look at the machine. */
    public RealMachine first(String script) {
        preparation = script;
        return this;
    }

    /** Beside a systemd of its own with a bus, a real one, which has no other units but those that the steps make. */
    public RealMachine withSystemd() {
        systemd = true;
        return this;
    }

    /** The units that failed, as the host tells them. */
    public RealMachine failedUnits() {
        steps.addAll(List.of("failed", ""));
        return this;
    }

    /** A line for the shell, whose output is printed. */
    public RealMachine shell(String line) {
        steps.addAll(List.of("sh", line));
        return this;
    }

    /** Does all of it and gives what was printed. */
    public String run() throws IOException, InterruptedException {
        var words = new ArrayList<>(
                List.of("unshare", "--mount", "--uts", "--net", "sh", "-c", NAME_SPACE, "sh", folder.toString()));
        words.addAll(List.of("sh", "-c", preparation + "\nexec \"$@\"", "sh"));
        if (systemd) words.addAll(List.of("sh", OWN_SYSTEMD.toString()));
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RealMachine.class.getName(),
                folder.toString()));
        words.addAll(steps);
        var out = Files.createTempFile("opsbro-real", ".out");
        var process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            var printed = Files.readString(out);
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } finally {
            process.destroyForcibly();
            Files.delete(out);
        }
    }

    /** The other side, in the name space. */
    public static void main(String[] arguments) throws IOException {
        var here = new RealMachine(Path.of(arguments[0]));
        var host = new LinuxHost();
        for (var i = 1; i < arguments.length; i += 2) {
            if (arguments[i].equals("sh")) {
                var outcome = host.commands().run(Command.shell(arguments[i + 1]));
                System.out.print(outcome.output() + outcome.errors());
            } else if (arguments[i].equals("failed"))
                System.out.println("failed units: " + host.services().failed());
            else here.tried(host, arguments[i], arguments[i + 1]);
        }
    }

    private void tried(LinuxHost host, String name, String yaml) throws IOException {
        var type = ServiceLoader.load(RuleType.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        var values = Yaml.keys("rule.yml", yaml, problem -> System.out.println(problem))
                .orElseThrow()
                .toValue();
        var inspection = prepared(type, values);
        var programs = new HashSet<>(type.asks());
        programs.addAll(inspection.asks());
        var look = new HostLook(host, programs, Duration.ofMinutes(1));
        var before = written();
        try {
            var found = inspection.inspect(look);
            System.out.print(RuleBench.told(found));
            System.out.println(
                    written().equals(before) ? "looking wrote nothing" : "looking wrote something: " + written());
            found.changes().forEach(change -> change.apply(new LinuxHands()));
            System.out.print("then " + RuleBench.told(inspection.inspect(look)));
        } catch (HostException failed) {
            System.out.println("failed: " + failed.getMessage());
        }
    }

    private static Inspection prepared(RuleType type, Value.Fields values) {
        var wanted = new Wanted(values, RuleBench.HOME, refusal -> System.out.println("refused: " + refusal));
        var inspection = type.prepare(wanted);
        wanted.end();
        return inspection;
    }

    /** When each file of the overlays last changed in any way. */
    private Map<String, Object> written() throws IOException {
        var all = new TreeMap<String, Object>();
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                var known = file.getFileName().toString();
                // what the JVM and sqlite touch while they only read
                if (!known.startsWith("hsperf") && !known.startsWith("rpmdb.sqlite-"))
                    all.put(file.toString(), Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS));
            }
        }
        return all;
    }
}

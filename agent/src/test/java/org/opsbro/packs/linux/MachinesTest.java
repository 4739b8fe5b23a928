package org.opsbro.packs.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.FolderHost;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;
import org.opsbro.packs.containers.Containers;
import org.opsbro.packs.hypervisor.HostingFacts;
import org.opsbro.packs.hypervisor.HypervisorSignature;
import org.opsbro.packs.openports.OpenPorts;
import org.opsbro.packs.sshd.HostKeys;
import org.opsbro.packs.system.SystemFacts;
import org.opsbro.packs.system.Users;
import org.opsbro.packs.timezone.TimeZone;

/** The collectors on machines captured as files, against what they should say; a golden file that is absent is written, and the test fails. */
class MachinesTest {
    private static final Path MACHINES = Path.of("src/test/resources/machines");

    private static List<Collector> ofFiles() {
        return List.of(
                new CpuStats(),
                new Memory(),
                new LoadAverage(),
                new KernelStats(),
                new IoStats(),
                new NetworkTraffic(),
                new Pressure(),
                new Sockets(),
                new Uptime(),
                new Protocols(),
                new DiskUsage(),
                new OpenPorts(),
                new SystemFacts(),
                new TimeZone(),
                new ClockDiscipline(),
                new Users(),
                new Containers(),
                new BlockDevices(),
                new Hardware(),
                new SeLinux(),
                new Temperatures(),
                new Conntrack(),
                new HostKeys(),
                new HostingFacts(),
                new HypervisorSignature());
    }

    @Test
    void each_machine_is_told_as_its_golden_file_says() throws IOException {
        List<Path> machines;
        try (var folders = Files.list(MACHINES)) {
            machines = folders.filter(Files::isDirectory).sorted().toList();
        }
        for (var folder : machines) {
            var host = new FolderHost(folder.resolve("first"));
            var said = Value.object();
            var collectors = ofFiles();
            for (var collector : collectors) collector.collect(host, Parameters.NONE);
            host.become(folder.resolve("second"));
            for (var collector : collectors)
                said.with(collector.name(), told(collector.collect(host, Parameters.NONE)));

            var golden = folder.resolve("golden.json");
            var found = Json.pretty(said.end()) + "\n";
            if (!Files.exists(golden)) Files.writeString(golden, found);
            assertThat(found).as(folder.toString()).isEqualTo(Files.readString(golden));
        }
    }

    private static Value told(Collected collected) {
        return switch (collected) {
            case Collected.Facts facts -> facts.fields();
            case Collected.NotEligible not -> Value.of("not eligible: " + not.why());
            case Collected.Misconfigured wrong -> Value.of("misconfigured: " + wrong.why());
            case Collected.Failed failed -> Value.of("failed: " + failed.why());
        };
    }

    @Test
    void figures_are_what_the_two_captures_say() {
        var folder = MACHINES.resolve("debian-12-vm");
        var host = new FolderHost(folder.resolve("first"));
        var cpu = new CpuStats();
        cpu.collect(host, Parameters.NONE);
        host.become(folder.resolve("second"));
        var facts = ((Collected.Facts) cpu.collect(host, Parameters.NONE)).fields();
        var all = (Value.Fields) facts.get("cpu_all");
        var sum = 0.0;
        for (var mode : List.of("%user", "%nice", "%system", "%idle", "%iowait", "%irq", "%softirq", "%steal"))
            sum += ((Value.Real) all.get(mode)).number();
        assertThat(sum).isBetween(99.999, 100.001);
        assertThat(facts.keys()).containsExactly("cpu_all", "cpu0", "cpu1");
    }

    @Test
    void every_collector_says_something_of_this_machine() {
        var host = new LinuxHost();
        for (var collector : ServiceLoader.load(Collector.class)) {
            for (var i = 0; i < 2; i++) {
                var collected = collector.collect(host, Parameters.NONE);
                assertThat(collected).as(collector.name()).isNotInstanceOf(Collected.Failed.class);
                if (collected instanceof Collected.Facts facts)
                    assertThat(Json.read(Json.write(facts.fields()))).isNotNull();
            }
            assertThat(collector.doc()).as(collector.name()).endsWith(".");
        }
    }

    @Test
    void an_empty_machine_is_told_as_not_eligible(@TempDir Path nothing) {
        for (var collector : ofFiles().subList(0, 12))
            assertThat(collector.collect(new FolderHost(nothing), Parameters.NONE))
                    .as(collector.name())
                    .isInstanceOf(Collected.NotEligible.class);
    }

    @Test
    void damaged_files_never_break_a_collector(@TempDir Path folder) throws IOException {
        var random = new Random(11);
        var source = MACHINES.resolve("debian-12-vm/first");
        List<Path> files;
        try (var walk = Files.walk(source)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        var collectors = ofFiles();
        var host = new FolderHost(folder);
        for (var round = 0; round < 300; round++) {
            for (var file : files) {
                var bytes = Files.readAllBytes(file);
                for (var hits = random.nextInt(20); hits > 0 && bytes.length > 0; hits--)
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
                var target = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.write(
                        target,
                        round % 7 == 0
                                ? new String(bytes, StandardCharsets.ISO_8859_1)
                                        .substring(bytes.length / 2)
                                        .getBytes(StandardCharsets.ISO_8859_1)
                                : bytes);
            }
            host.become(folder);
            for (var collector : collectors)
                assertThat(Json.write(told(collector.collect(host, Parameters.NONE))))
                        .isNotEmpty();
        }
    }
}

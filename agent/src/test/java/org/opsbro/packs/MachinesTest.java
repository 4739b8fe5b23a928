package org.opsbro.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.FactKeys;
import org.opsbro.detection.FolderHost;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.CheckState;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** Collectors and checks on machines captured as files, against what they should say; a golden file that is absent is written. */
class MachinesTest {
    static List<String> machines() throws IOException {
        return Machine.names();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void a_machine_is_told_as_its_golden_file_says(String name) throws IOException {
        var machine = Machine.of(name);

        var golden = machine.folder().resolve("golden.json");
        var found = Json.pretty(machine.said()) + "\n";
        if (!Files.exists(golden)) Files.writeString(golden, found);
        assertThat(found).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void every_shipped_check_knows_its_answer(String name) {
        assertThat(Machine.of(name).verdicts())
                .isNotEmpty()
                .allSatisfy((id, verdict) ->
                        assertThat(verdict.state()).as(verdict.output()).isNotEqualTo(CheckState.UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rocky-9-vmware        | cpustats.cpu_all.%user                       | 20.0
            rocky-9-vmware        | iostats.dm-0.write_bytes/s                   | 2048000.0
            rocky-9-vmware        | iostats.sda.reads/s                          | 5.0
            rocky-9-vmware        | kernelstats.ctxt/s                           | 3000.0
            rocky-9-vmware        | memory.phys_used                             | 30.0
            rocky-9-vmware        | networktraffic.ens192.recv_bytes/s           | 100000.0
            rocky-9-vmware        | protocols.tcp_retransmits/s                  | 0.2
            rocky-9-vmware        | openports.states.close_wait                  | 1
            rocky-9-vmware        | users.names                                  | ["ann","bob"]
            rocky-9-vmware        | clock.synchronised                           | true
            rocky-9-vmware        | selinux.mode                                 | enforcing
            rocky-9-vmware        | hypervisor.hypervisor                        | VMwareVMware
            rocky-9-vmware        | timezone.timezone                            | Europe/Paris
            debian-13-docker-host | containers.shop-web-1.cpu%                   | 120.0
            debian-13-docker-host | containers.shop-web-1.memory_pct             | 80.0
            debian-13-docker-host | containers.shop-web-1.write_bytes/s          | 819200.0
            debian-13-docker-host | containers['prod/api-5c7f/api'].pids         | 11
            debian-13-docker-host | containers['2e2e2e2e2e2e'].oom_kills         | 2
            debian-13-docker-host | openports.states.time_wait                   | 9
            debian-13-docker-host | users.count                                  | 1
            debian-13-docker-host | hosting.driver                               | physical
            debian-13-docker-host | temperatures.k10temp-tctl.celsius            | 61.375
            raspberry-pi-5        | hosting.driver                               | raspberry-pi
            raspberry-pi-5        | system.cpu_count                             | 4
            raspberry-pi-5        | system.cpu_model_name                        | Raspberry Pi 5 Model B Rev 1.0
            raspberry-pi-5        | users.names                                  | ["pi"]
            raspberry-pi-5        | clock.synchronised                           | false
            raspberry-pi-5        | iostats.mmcblk0.util%                        | 3.0
            ubuntu-18-64-cores    | cpustats.cpu63.%user                         | 40.0
            ubuntu-18-64-cores    | iostats.sda.util%                            | 80.0
            ubuntu-18-64-cores    | iostats.sda.await_ms                         | 0.976
            ubuntu-18-64-cores    | kernelstats.numa_foreign                     | 900010
            ubuntu-18-64-cores    | protocols.udp_in/s                           | 3.0
            ubuntu-18-64-cores    | diskusage['/data disk'].read_only            | 1
            ubuntu-18-64-cores    | sshd.host_dsa_key_pub                        | ssh-dsa AAAAexample root@host
            alpine-container      | hosting.driver                               | docker-container
            alpine-container      | system.os.linux.distribution                 | alpine
            """)
    void figures_are_what_was_written_into_the_files(String machine, String path, String wanted) {
        assertThat(Machine.of(machine).evaluate("{{collector." + path + "}}").display())
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rocky-9-vmware        | redhat-family
            rocky-9-vmware        | vmware
            rocky-9-vmware        | virtual-machine
            debian-13-docker-host | debian-13
            debian-13-docker-host | physical
            raspberry-pi-5        | raspberry-pi
            ubuntu-18-64-cores    | debian-family
            alpine-container      | docker-container
            """)
    void nodes_are_put_into_the_groups_of_what_they_are(String machine, String group) {
        assertThat(Machine.of(machine).groups()).contains(group);
    }

    @Test
    void memory_is_counted_in_the_pages_of_the_machine() {
        var top = Machine.of("raspberry-pi-5").evaluate("{{collector.processes.top_memory}}[0]");

        assertThat(Json.write(top)).isEqualTo("{\"pid\":900,\"name\":\"python3\",\"value\":80000.0}");
    }

    @Test
    void the_modes_of_a_processor_add_up_to_its_time() {
        var sum = Machine.of("debian-12-vm")
                .evaluate("sum([{{collector.cpustats.cpu_all.%user}}, {{collector.cpustats.cpu_all.%nice}},"
                        + " {{collector.cpustats.cpu_all.%system}}, {{collector.cpustats.cpu_all.%idle}},"
                        + " {{collector.cpustats.cpu_all.%iowait}}, {{collector.cpustats.cpu_all.%irq}},"
                        + " {{collector.cpustats.cpu_all.%softirq}}, {{collector.cpustats.cpu_all.%steal}}])");

        assertThat(Double.parseDouble(sum.display())).isBetween(99.99, 100.01);
    }

    @Test
    void every_collector_says_something_of_this_machine() {
        var host = new LinuxHost();
        for (var collector : ServiceLoader.load(Collector.class)) {
            for (var i = 0; i < 2; i++) {
                var collected = collector.collect(host, Parameters.NONE);
                // what is for a group asks a program that need not be here
                if (collector.ifGroup().equals("*"))
                    assertThat(collected).as(collector.name()).isNotInstanceOf(Collected.Failed.class);
                if (collected instanceof Collected.Facts facts)
                    assertThat(Json.read(Json.write(facts.fields()))).isNotNull();
            }
            assertThat(collector.doc()).as(collector.name()).endsWith(".");
        }
    }

    @ParameterizedTest
    @MethodSource("machines")
    void collectors_tell_the_keys_they_give(String name) {
        var machine = Machine.of(name);
        for (var collector : Machine.collectors()) {
            var told = collector.keys();
            assertThat(told).as(collector.name()).isNotEmpty();
            if (machine.evaluate("{{collector." + collector.name() + "}}") instanceof Value.Fields facts)
                assertThat(FactKeys.of(facts))
                        .as(collector.name())
                        .allMatch(key -> told.stream()
                                .anyMatch(pattern ->
                                        key.matches(Pattern.quote(pattern).replace("*", "\\E[^.]+\\Q"))));
        }
    }

    @Test
    void an_empty_machine_is_told_as_not_eligible(@TempDir Path nothing) {
        var alwaysThere = List.of("system", "timezone", "hosting", "hypervisor");
        for (var collector : Machine.collectors())
            if (!alwaysThere.contains(collector.name()))
                assertThat(collector.collect(new FolderHost(nothing), Parameters.NONE))
                        .as(collector.name())
                        .isInstanceOf(Collected.NotEligible.class);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void damaged_files_never_break_a_collector(String machine, @TempDir Path folder) throws IOException {
        var random = new Random(11);
        var source = Machine.ALL.resolve(machine).resolve("first");
        List<Path> files;
        try (var walk = Files.walk(source)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("adjtimex"))
                    .toList();
        }
        var collectors = Machine.collectors();
        var host = new FolderHost(folder);
        for (var round = 0; round < 40; round++) {
            for (var file : files) {
                var bytes = Files.readAllBytes(file);
                for (var hits = random.nextInt(20); hits > 0 && bytes.length > 0; hits--)
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
                var target = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.write(target, round % 7 == 0 ? half(bytes) : bytes);
            }
            host.become(folder);
            for (var collector : collectors)
                assertThat(Json.write(Machine.told(collector.collect(host, Parameters.NONE))))
                        .isNotEmpty();
        }
    }

    private static byte[] half(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .substring(bytes.length / 2)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}

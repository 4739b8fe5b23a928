package org.opsbro.detection.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.detection.PaperHost;
import org.opsbro.host.Network.Answer;
import org.opsbro.model.Json;

class HostingTest {
    private static final String DMI = "/sys/class/dmi/id/";
    private static final String CLOCKS = "/sys/devices/system/clocksource/clocksource0/available_clocksource";

    /** The evidence each of them leaves, as vendors document it and as systemd-detect-virt(1), cloud-init and facter look for it. */
    static Stream<Arguments> machines() {
        return Stream.of(
                machine("docker-container", Map.of("/.dockerenv", "", CLOCKS, "tsc kvm-clock\n"), "kvm", "on-premise"),
                machine("podman-container", Map.of("/run/.containerenv", "engine=\"podman\""), "on-premise"),
                machine("lxc", Map.of("/proc/1/environ", "TERM=linux\0container=lxc\0"), "on-premise"),
                machine("systemd-nspawn", Map.of("/run/systemd/container", "systemd-nspawn\n"), "on-premise"),
                machine("kvm", Map.of(CLOCKS, "kvm-clock tsc acpi_pm\n", DMI + "sys_vendor", "QEMU\n"), "on-premise"),
                machine(
                        "qemu",
                        Map.of(
                                CLOCKS,
                                "tsc hpet\n",
                                DMI + "sys_vendor",
                                "QEMU\n",
                                "/proc/cpuinfo",
                                "flags\t\t: fpu hypervisor\n"),
                        "on-premise"),
                machine(
                        "virtualbox",
                        Map.of(DMI + "sys_vendor", "innotek GmbH\n", "/proc/cpuinfo", "flags : hypervisor\n"),
                        "on-premise"),
                machine("vmware", Map.of(DMI + "sys_vendor", "VMware, Inc.\n"), "on-premise"),
                machine("openvz", Map.of("/proc/vz", ""), "on-premise"),
                machine("uml", Map.of("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: User Mode Linux\n"), "on-premise"),
                machine("powervm", Map.of("/proc/device-tree/ibm,partition-name", "lpar1"), "on-premise"),
                machine("systemz", Map.of("/proc/sysinfo", "VM00 Control Program: z/VM    6.4.0\n"), "on-premise"),
                machine("vserver", Map.of("/proc/self/status", "Name:\tcat\nVxID:\t42\n"), "on-premise"),
                machine(
                        "xen",
                        Map.of("/sys/hypervisor/type", "xen\n", "/sys/hypervisor/version/extra", ".3.amazon\n"),
                        "ec2",
                        "on-premise"),
                machine(
                        "hyper-v",
                        Map.of(
                                DMI + "sys_vendor",
                                "Microsoft Corporation\n",
                                DMI + "product_name",
                                "Virtual Machine\n",
                                DMI + "chassis_asset_tag",
                                "7783-7084-3265-9085-8269-3286-77\n"),
                        "azure",
                        "on-premise"),
                machine("kvm", Map.of(CLOCKS, "kvm-clock\n", DMI + "sys_vendor", "Amazon EC2\n"), "ec2", "on-premise"),
                machine(
                        "kvm",
                        Map.of(
                                CLOCKS,
                                "kvm-clock\n",
                                DMI + "product_name",
                                "Google Compute Engine\n",
                                DMI + "board_vendor",
                                "Google\n"),
                        "google-cloud",
                        "on-premise"),
                machine(
                        "kvm",
                        Map.of(CLOCKS, "kvm-clock\n", DMI + "sys_vendor", "DigitalOcean\n"),
                        "digitalocean",
                        "on-premise"),
                machine(
                        "kvm",
                        Map.of(CLOCKS, "kvm-clock\n", DMI + "sys_vendor", "Alibaba Cloud\n"),
                        "alibaba",
                        "on-premise"),
                machine("kvm", Map.of(CLOCKS, "kvm-clock\n", "/etc/scw-release", ""), "scaleway", "on-premise"),
                machine(
                        "raspberry-pi",
                        Map.of("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0"),
                        "on-premise"),
                machine("synology", Map.of("/etc/synoinfo.conf", ""), "on-premise"),
                machine(
                        "physical",
                        Map.of(DMI + "sys_vendor", "Dell Inc.\n", "/proc/cpuinfo", "flags\t: fpu vme\n"),
                        "on-premise"),
                machine("on-premise", Map.of()));
    }

    private static Arguments machine(String main, Map<String, String> files, String... others) {
        return Arguments.of(main, files, List.of(others));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void each_kind_is_known_by_its_evidence(String main, Map<String, String> files, List<String> others) {
        var hosting = Hosting.of(PaperHost.of(files));

        var active = hosting.active().stream().map(Hosting.State::name).toList();
        assertThat(active.getFirst()).isEqualTo(main);
        assertThat(active.subList(1, active.size())).isEqualTo(others);
        assertThat(hosting.isActive(main)).isTrue();
        assertThat(hosting.main().evidence()).isNotEmpty();
    }

    @Test
    void a_machine_has_its_own_identity_and_a_container_that_of_its_id() {
        var uuid = "4C4C4544-0051-3510-8052-B9C04F4E3732\n";
        var machine = PaperHost.of(Map.of(DMI + "product_uuid", uuid));
        var id = "3b5d2f0e".repeat(8);
        var container = PaperHost.of(Map.of(
                DMI + "product_uuid",
                uuid,
                "/.dockerenv",
                "",
                "/proc/self/mountinfo",
                "1 2 0:3 /var/lib/docker/containers/" + id + "/hostname /etc/hostname rw"));
        var unknown = PaperHost.of(Map.of(DMI + "product_uuid", uuid, "/.dockerenv", ""));

        assertThat(MachineId.of(machine))
                .hasValueSatisfying(text -> assertThat(text).matches("[0-9a-f]{40}"));
        assertThat(MachineId.of(container)).isPresent().isNotEqualTo(MachineId.of(machine));
        assertThat(MachineId.of(unknown)).isEmpty();
    }

    @Test
    void an_identity_that_many_machines_have_is_none() {
        for (var common : List.of(
                "12345678-1234-5678-90ab-cddeefaabbcc",
                "03000200-0400-0500-0006-000700080009",
                "00000000-0000-0000-0000-000000000000",
                "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                "Not Settable",
                ""))
            assertThat(MachineId.of(PaperHost.of(Map.of(DMI + "product_uuid", common))))
                    .isEmpty();
    }

    @Test
    void the_address_of_the_host_name_wins_if_it_is_ours() {
        var devices = Map.of("eth0", List.of("10.0.0.5", "192.168.1.5"), "docker0", List.of("172.17.0.1"));
        var ours = new HashMap<String, Answer>(Map.of("name paper.example.org", new Answer.Received(0, "10.0.0.5")));
        var named = new PaperHost(Map.of(), Map.of(), ours, devices);
        var loopback = new PaperHost(
                Map.of(), Map.of(), Map.of("name paper.example.org", new Answer.Received(0, "127.0.1.1")), devices);

        assertThat(Addresses.local(named.network())).contains("10.0.0.5");
        assertThat(Addresses.local(loopback.network())).contains("192.168.1.5");
    }

    @Test
    void bridges_for_containers_and_link_local_addresses_come_last() {
        assertThat(local(Map.of("docker0", List.of("172.17.0.1"), "eth0", List.of("10.1.2.3", "fe80::1"))))
                .isEqualTo("10.1.2.3");
        assertThat(local(Map.of("docker0", List.of("172.17.0.1")))).isEqualTo("172.17.0.1");
        assertThat(local(Map.of("eth0", List.of("169.254.3.4", "2001:db8::1")))).isEqualTo("2001:db8::1");
        assertThat(local(Map.of("eth0", List.of("8.8.8.8", "172.20.0.1")))).isEqualTo("172.20.0.1");
    }

    private static String local(Map<String, List<String>> devices) {
        var host = new PaperHost(Map.of(), Map.of(), Map.of(), devices);
        return Addresses.local(host.network()).orElseThrow();
    }

    @Test
    void public_addresses_are_those_the_internet_routes() {
        assertThat(Stream.of("8.8.8.8", "2a01:4f8::1").allMatch(Addresses::isPublic))
                .isTrue();
        assertThat(Stream.of(
                                "10.0.0.1",
                                "172.31.0.1",
                                "192.168.0.1",
                                "100.64.0.1",
                                "169.254.1.1",
                                "127.0.0.1",
                                "192.0.2.1",
                                "fd00::1",
                                "fe80::1")
                        .anyMatch(Addresses::isPublic))
                .isFalse();
    }

    @Test
    void a_cloud_tells_what_it_knows() {
        var base = "GET http://169.254.169.254/latest/meta-data/";
        var host = new PaperHost(
                Map.of(),
                Map.of(),
                Map.of(
                        "PUT http://169.254.169.254/latest/api/token",
                        new Answer.Received(200, "secret"),
                        base + "instance-id",
                        new Answer.Received(200, "i-0abc\n"),
                        base + "instance-type",
                        new Answer.Received(200, "t3.micro"),
                        base + "public-ipv4",
                        new Answer.Received(404, "<html>")),
                Map.of());

        var told = new CloudMetadata(host.network(), Duration.ofSeconds(1)).of("ec2");

        assertThat(Json.write(told)).isEqualTo("{\"instance_id\":\"i-0abc\",\"instance_type\":\"t3.micro\"}");
        assertThat(new CloudMetadata(PaperHost.of(Map.of()).network(), Duration.ofSeconds(1))
                        .of("azure")
                        .size())
                .isZero();
    }
}

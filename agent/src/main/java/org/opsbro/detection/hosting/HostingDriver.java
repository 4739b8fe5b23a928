package org.opsbro.detection.hosting;

import static org.opsbro.detection.hosting.Clues.holds;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Recognises one kind of hosting.
 *
 * @param name as groups and expressions call it
 * @param evidence what gives it away; empty if nothing does
 */
record HostingDriver(String name, Layer layer, Function<Clues, Optional<String>> evidence) {
    /** All of them, in the order they are asked. */
    static List<HostingDriver> all() {
        return List.of(
                container("docker-container", HostingDriver::docker),
                container(
                        "podman-container", clues -> any(clues.present("/run/.containerenv"), called(clues, "podman"))),
                container("lxc", clues -> called(clues, "lxc")),
                container("systemd-nspawn", clues -> called(clues, "systemd-nspawn")),
                guest("hyper-v", HostingDriver::hyperV),
                guest("kvm", HostingDriver::kvm),
                guest("openvz", clues -> clues.has("/proc/bc") ? Optional.empty() : clues.present("/proc/vz")),
                guest("powervm", clues -> clues.present("/proc/device-tree/ibm,partition-name")),
                guest("qemu", HostingDriver::qemu),
                guest("systemz", clues -> holds("/proc/sysinfo", clues.sysinfo(), "z/vm")),
                guest("uml", clues -> holds("the processor", vendor(clues), "user mode linux")),
                guest("virtualbox", HostingDriver::virtualBox),
                guest("vmware", clues -> holds("dmi sys_vendor", clues.sysVendor(), "vmware")),
                guest("vserver", HostingDriver::vserver),
                guest("xen", HostingDriver::xen),
                cloud("alibaba", clues -> holds("dmi sys_vendor", clues.sysVendor(), "alibaba cloud")),
                cloud("azure", HostingDriver::azure),
                cloud("digitalocean", clues -> holds("dmi sys_vendor", clues.sysVendor(), "digitalocean")),
                cloud("ec2", HostingDriver::ec2),
                cloud("google-cloud", HostingDriver::googleCloud),
                cloud(
                        "scaleway",
                        clues -> any(
                                clues.present("/etc/scw-release"),
                                holds("dmi sys_vendor", clues.sysVendor(), "scaleway"))),
                new HostingDriver(
                        "raspberry-pi",
                        Layer.PHYSICAL,
                        clues -> holds("the device tree's model", clues.model(), "raspberry pi")),
                new HostingDriver("synology", Layer.PHYSICAL, clues -> clues.present("/etc/synoinfo.conf")),
                new HostingDriver("physical", Layer.PHYSICAL, HostingDriver::physical),
                new HostingDriver("on-premise", Layer.DEFAULT, clues -> Optional.of("always")));
    }

    private static HostingDriver container(String name, Function<Clues, Optional<String>> evidence) {
        return new HostingDriver(name, Layer.CONTAINER, evidence);
    }

    private static HostingDriver guest(String name, Function<Clues, Optional<String>> evidence) {
        return new HostingDriver(name, Layer.VIRTUALISATION, evidence);
    }

    private static HostingDriver cloud(String name, Function<Clues, Optional<String>> evidence) {
        return new HostingDriver(name, Layer.CLOUD, evidence);
    }

    private static Optional<String> docker(Clues clues) {
        return any(
                clues.present("/.dockerenv"),
                called(clues, "docker"),
                holds("/proc/1/cgroup", clues.cgroup(), "/docker/"));
    }

    private static Optional<String> called(Clues clues, String name) {
        return clues.container().equals(name) ? Optional.of("process 1 has container=" + name) : Optional.empty();
    }

    private static Optional<String> hyperV(Clues clues) {
        var dmi = clues.sysVendor().contains("microsoft")
                ? holds("dmi product_name", clues.productName(), "virtual machine")
                : Optional.<String>empty();
        return any(dmi, holds("the kernel's clock source", clues.clockSources(), "hyperv"));
    }

    private static Optional<String> kvm(Clues clues) {
        return any(
                holds("the kernel's clock source", clues.clockSources(), "kvm-clock"),
                holds("dmi product_name", clues.productName(), "kvm"),
                holds("the device tree's hypervisor", clues.deviceTreeHypervisor(), "kvm"),
                holds("/proc/sysinfo", clues.sysinfo(), "kvm/linux"));
    }

    // QEMU that emulates: where KVM runs below it, the node is a KVM guest
    private static Optional<String> qemu(Clues clues) {
        if (kvm(clues).isPresent() || xen(clues).isPresent()) return Optional.empty();
        return any(
                holds("dmi sys_vendor", clues.sysVendor(), "qemu"),
                holds("dmi bios_vendor", clues.biosVendor(), "bochs"),
                holds("the processor", vendor(clues), "qemu"));
    }

    private static Optional<String> virtualBox(Clues clues) {
        return any(
                holds("dmi sys_vendor", clues.sysVendor(), "innotek"),
                holds("dmi product_name", clues.productName(), "virtualbox"));
    }

    private static Optional<String> vserver(Clues clues) {
        return clues.vserver().isEmpty() || clues.vserver().equals("0")
                ? Optional.empty()
                : Optional.of("/proc/self/status has VxID " + clues.vserver());
    }

    private static Optional<String> xen(Clues clues) {
        return any(
                holds("/sys/hypervisor/type", clues.hypervisorType(), "xen"),
                clues.present("/proc/xen"),
                holds("dmi sys_vendor", clues.sysVendor(), "xen"));
    }

    /** The asset tag that every machine of Azure has, and no other machine with Hyper-V. */
    private static Optional<String> azure(Clues clues) {
        return holds("dmi chassis_asset_tag", clues.assetTag(), "7783-7084-3265-9085-8269-3286-77");
    }

    private static Optional<String> ec2(Clues clues) {
        return any(
                holds("dmi sys_vendor", clues.sysVendor(), "amazon ec2"),
                holds("/sys/hypervisor/version/extra", clues.hypervisorExtra(), ".amazon"),
                holds("dmi bios_version", clues.biosVersion(), ".amazon"));
    }

    private static Optional<String> googleCloud(Clues clues) {
        return any(
                holds("dmi product_name", clues.productName(), "google compute engine"),
                clues.boardVendor().equals("google")
                        ? Optional.of("dmi board_vendor is \"google\"")
                        : Optional.empty());
    }

    private static Optional<String> physical(Clues clues) {
        if (clues.hypervisorFlag() || clues.sysVendor().isEmpty()) return Optional.empty();
        var elsewhere = all().stream()
                .filter(driver -> driver.layer == Layer.CONTAINER || driver.layer == Layer.VIRTUALISATION)
                .anyMatch(driver -> driver.evidence.apply(clues).isPresent());
        return elsewhere
                ? Optional.empty()
                : Optional.of("no hypervisor, dmi sys_vendor is \"" + clues.sysVendor() + "\"");
    }

    /** The lines of {@code /proc/cpuinfo} that name who made the processor. */
    private static String vendor(Clues clues) {
        return clues.cpuinfo()
                .lines()
                .filter(line -> line.startsWith("vendor_id") || line.startsWith("model name"))
                .findFirst()
                .orElse("");
    }

    @SafeVarargs
    private static Optional<String> any(Optional<String>... evidence) {
        for (var each : evidence) if (each.isPresent()) return each;
        return Optional.empty();
    }
}

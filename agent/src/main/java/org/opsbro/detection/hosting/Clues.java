package org.opsbro.detection.hosting;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.host.Files;
import org.opsbro.host.Host;

/**
 * The local evidence of what a machine is, read once. Texts are in lower case, and empty where their file is absent or may not be read.
 *
 * @param container what process 1 or systemd calls the container it is in: {@code docker}, {@code lxc}…
 * @param clockSources of the kernel: a guest's kernel offers the clock of its hypervisor
 * @param hypervisorFlag whether the processor says that it is a virtual one
 * @param paths those of {@link #TELLING} that exist
 */
record Clues(
        String container,
        String cgroup,
        String sysVendor,
        String productName,
        String productVersion,
        String boardVendor,
        String biosVendor,
        String biosVersion,
        String assetTag,
        String clockSources,
        String hypervisorType,
        String hypervisorExtra,
        String deviceTreeHypervisor,
        String model,
        String sysinfo,
        String cpuinfo,
        String vserver,
        boolean hypervisorFlag,
        Set<String> paths) {
    /** Files whose mere presence tells something. */
    static final Set<String> TELLING = Set.of(
            "/.dockerenv",
            "/run/.containerenv",
            "/proc/xen",
            "/proc/vz",
            "/proc/bc",
            "/proc/device-tree/ibm,partition-name",
            "/etc/scw-release",
            "/etc/synoinfo.conf");

    static Clues of(Host host) {
        var files = host.files();
        var cpuinfo = text(files, "/proc/cpuinfo");
        var paths = new TreeSet<String>();
        for (var path : TELLING) if (files.exists(path)) paths.add(path);
        return new Clues(
                container(files),
                text(files, "/proc/1/cgroup"),
                dmi(files, "sys_vendor"),
                dmi(files, "product_name"),
                dmi(files, "product_version"),
                dmi(files, "board_vendor"),
                dmi(files, "bios_vendor"),
                dmi(files, "bios_version"),
                dmi(files, "chassis_asset_tag"),
                text(files, "/sys/devices/system/clocksource/clocksource0/available_clocksource"),
                text(files, "/sys/hypervisor/type"),
                text(files, "/sys/hypervisor/version/extra"),
                text(files, "/proc/device-tree/hypervisor/compatible"),
                text(files, "/proc/device-tree/model"),
                text(files, "/proc/sysinfo"),
                cpuinfo,
                field(text(files, "/proc/self/status"), "vxid:"),
                (" " + field(cpuinfo, "flags") + " ").contains(" hypervisor "),
                paths);
    }

    private static String container(Files files) {
        var systemd = text(files, "/run/systemd/container");
        if (!systemd.isEmpty()) return systemd;
        for (var variable : text(files, "/proc/1/environ").split("\0", -1))
            if (variable.startsWith("container=")) return variable.substring("container=".length());
        return "";
    }

    private static String dmi(Files files, String name) {
        return text(files, "/sys/class/dmi/id/" + name);
    }

    private static String text(Files files, String path) {
        // texts of a device tree end with a zero
        return files.text(path).orElse("").replaceFirst("\\x00+$", "").strip().toLowerCase(Locale.ROOT);
    }

    /** What follows the first line that starts with the name. */
    private static String field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }

    boolean has(String path) {
        return paths.contains(path);
    }

    /** Evidence that a text contains a word: {@code dmi sys_vendor is "xen"}. */
    static Optional<String> holds(String what, String text, String... words) {
        for (var word : words) if (text.contains(word)) return Optional.of(what + " is \"" + shortened(text) + "\"");
        return Optional.empty();
    }

    Optional<String> present(String path) {
        return has(path) ? Optional.of(path + " exists") : Optional.empty();
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}

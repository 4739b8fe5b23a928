package org.opsbro.host.linux;

import java.util.Set;

/** Packages that nobody wants to lose by a rule, whatever their manager thinks of them: the managers, what they and a shell need, and this agent. */
final class VitalPackages {
    private static final Set<String> NAMES = Set.of(
            "opsbro",
            "dpkg",
            "apt",
            "rpm",
            "dnf",
            "dnf5",
            "yum",
            "zypper",
            "libzypp",
            "apk-tools",
            "pacman",
            "glibc",
            "libc6",
            "musl",
            "bash",
            "busybox",
            "coreutils",
            "filesystem",
            "setup",
            "base-files",
            "alpine-baselayout",
            "systemd",
            "openrc");

    private VitalPackages() {}

    static boolean has(String name) {
        return NAMES.contains(name);
    }
}

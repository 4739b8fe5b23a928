package org.opsbro.packs.containers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container, known by the name of its cgroup.
 *
 * @param path of its cgroup
 * @param runtime {@code docker podman containerd cri-o nerdctl lxc systemd-nspawn}, or the word before the id
 * @param id 64 hexadecimal digits, or the name where the runtime has no ids
 */
record Container(String path, String runtime, String id) {
    private static final int SHORT = 12;
    private static final Pattern SCOPE = Pattern.compile("([a-z0-9-]{1,40})-([0-9a-f]{64})\\.scope");
    private static final Pattern BARE = Pattern.compile("(?:libpod-)?([0-9a-f]{64})");
    private static final Pattern LXC = Pattern.compile("lxc\\.payload[./]([A-Za-z0-9._-]{1,64})");
    private static final Pattern NSPAWN = Pattern.compile("systemd-nspawn@([^/]{1,64})\\.service");
    private static final Pattern MACHINE = Pattern.compile("machine-([^/]{1,64})\\.scope");

    /**
     * The container that a cgroup belongs to, if it is one.
     *
     * @param parent the path of the cgroup above it, as systemd and the runtimes choose it: {@code system.slice}, {@code docker},
     *     {@code kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podUID.slice}, {@code machine.slice}
     * @param name its own: {@code docker-ID.scope} where systemd makes the cgroups, {@code ID} where the runtime does
     */
    static Optional<Container> of(String parent, String name) {
        var path = parent + "/" + name;
        var scope = SCOPE.matcher(name);
        if (scope.matches()) {
            var prefix = scope.group(1);
            // the process that watches a container has a cgroup of its own
            return prefix.endsWith("conmon")
                    ? Optional.empty()
                    : Optional.of(new Container(path, runtime(prefix), scope.group(2)));
        }
        var bare = BARE.matcher(name);
        if (bare.matches()) return Optional.of(new Container(path, owner(parent, name), bare.group(1)));
        return named(path, LXC.matcher(name), "lxc")
                .or(() -> named(path, NSPAWN.matcher(name), "systemd-nspawn"))
                .or(() -> named(path, MACHINE.matcher(name), "systemd-nspawn"))
                // libvirt registers its virtual machines in the same way
                .filter(found -> !found.id().startsWith("qemu-") && !found.id().startsWith("libvirt-"));
    }

    private static Optional<Container> named(String path, Matcher matcher, String runtime) {
        return matcher.matches()
                ? Optional.of(new Container(path, runtime, unescaped(matcher.group(1))))
                : Optional.empty();
    }

    private static String runtime(String prefix) {
        return switch (prefix) {
            case "libpod" -> "podman";
            case "cri-containerd" -> "containerd";
            case "crio" -> "cri-o";
            default -> prefix;
        };
    }

    private static String owner(String parent, String name) {
        if (name.startsWith("libpod-") || parent.contains("libpod")) return "podman";
        if (parent.contains("kubepods")) return "containerd";
        return parent.contains("docker") ? "docker" : "container";
    }

    /** systemd writes what may not stand in a unit's name as {@code \x2d}. */
    private static String unescaped(String name) {
        return Pattern.compile("\\\\x([0-9a-f]{2})")
                .matcher(name)
                .replaceAll(found ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(found.group(1), 16))));
    }

    boolean inKubernetes() {
        return path.contains("kubepods");
    }

    /** What people call it where nothing better is known: twelve digits of the id. */
    String shortId() {
        return id.matches("[0-9a-f]{64}") ? id.substring(0, SHORT) : id;
    }
}

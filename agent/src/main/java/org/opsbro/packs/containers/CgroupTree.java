package org.opsbro.packs.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.opsbro.host.Files;

/** Walks the hierarchy of control groups, Documentation/admin-guide/cgroup-v2.rst of the kernel, and finds the containers in it. */
final class CgroupTree {
    static final String ROOT = "/sys/fs/cgroup";
    static final int MOST_CONTAINERS = 1000;
    private static final int DEEPEST = 8;
    private static final int MOST_FOLDERS = 20_000;
    /** What the kernel's own files in each folder begin with: they need not be asked whether they are folders. */
    private static final Set<String> OWN = Set.of(
            "cgroup", "cpu", "cpuset", "memory", "io", "pids", "hugetlb", "misc", "rdma", "irq", "dmem", "debug");

    private static final Pattern UNITS = Pattern.compile("\\.(?:mount|socket|swap|timer)$");

    private final Files files;
    private final List<Container> found = new ArrayList<>();
    private int folders;

    private CgroupTree(Files files) {
        this.files = files;
    }

    /** The containers, in the order of their paths; what runs in a container is not looked at. */
    static List<Container> containers(Files files) {
        var tree = new CgroupTree(files);
        tree.walk(ROOT, 0);
        return List.copyOf(tree.found);
    }

    private void walk(String folder, int depth) {
        for (var name : files.names(folder)) {
            if (found.size() >= MOST_CONTAINERS || ++folders > MOST_FOLDERS) return;
            if (isOwn(name)) continue;
            var container = Container.of(folder, name);
            if (container.isPresent()) found.add(container.get());
            else if (depth < DEEPEST && !isUnit(name) && files.isDirectory(folder + "/" + name))
                walk(folder + "/" + name, depth + 1);
        }
    }

    private static boolean isOwn(String name) {
        var dot = name.indexOf('.');
        return dot > 0 && OWN.contains(name.substring(0, dot)) && !name.endsWith(".slice");
    }

    /** Units that hold no containers: those stand in slices and folders of their runtime, and in the manager of the user who started them. */
    private static boolean isUnit(String name) {
        return name.endsWith(".service")
                ? !name.startsWith("user@")
                : UNITS.matcher(name).find();
    }
}

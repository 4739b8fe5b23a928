package org.opsbro.packs.containers;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * What each container uses, whatever runs it: Docker, Podman, containerd and CRI-O below Kubernetes, LXC, systemd-nspawn.
 *
 * <p>Facts by name (twelve digits of the id where no name is known; {@code NAMESPACE/POD/CONTAINER} in Kubernetes): {@code runtime id}; {@code cpu%} of one
 * processor and {@code throttled%} of the time; {@code memory_bytes} (caches that would be given back at once not counted), {@code memory_limit_bytes} and
 * {@code memory_pct} where there is a limit, {@code oom_kills} since its start; {@code read_bytes/s write_bytes/s reads/s writes/s}; {@code pids}. What its
 * cgroup does not account for is absent, as are rates the first time. Source: cgroup v2 below /sys/fs/cgroup, cgroups(7).
 */
@AutoService(Collector.class)
public final class Containers implements Collector {
    private final ContainerNames names = new ContainerNames();
    private Map<String, Usage> before = Map.of();
    private long nanosBefore;

    @Override
    public String name() {
        return "containers";
    }

    @Override
    public String doc() {
        return "Processor, memory, disk and processes of each container, of cgroup v2.";
    }

    @Override
    public List<String> keys() {
        return List.of(
                "*.runtime",
                "*.id",
                "*.cpu%",
                "*.throttled%",
                "*.memory_bytes",
                "*.memory_limit_bytes",
                "*.memory_pct",
                "*.oom_kills",
                "*.read_bytes/s",
                "*.write_bytes/s",
                "*.reads/s",
                "*.writes/s",
                "*.pids");
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var files = host.files();
        if (!files.exists(CgroupTree.ROOT + "/cgroup.controllers"))
            return new Collected.NotEligible(
                    files.isDirectory(CgroupTree.ROOT)
                            ? "this system accounts with cgroup v1: containers are told where cgroup v2 is mounted at "
                                    + CgroupTree.ROOT
                            : "there is no " + CgroupTree.ROOT);
        var containers = CgroupTree.containers(files);
        var nanos = host.nanos();
        var seconds = nanosBefore == 0 ? Double.NaN : (nanos - nanosBefore) / 1e9;
        nanosBefore = nanos;
        Map<String, Usage> now = new HashMap<>();
        for (var each : containers) now.put(each.path(), Usage.read(files, each.path()));
        var facts = facts(containers, names.of(files, containers), now, seconds);
        before = now;
        return containers.isEmpty() ? new Collected.NotEligible("no container runs here") : new Collected.Facts(facts);
    }

    private Value.Fields facts(
            List<Container> containers, Map<String, String> named, Map<String, Usage> now, double seconds) {
        var facts = Value.object();
        for (var each : containers) {
            var usage = now.get(each.path());
            if (usage == null) continue;
            var row = Value.object().with("runtime", each.runtime()).with("id", each.shortId());
            fill(row, usage, before.get(each.path()), seconds);
            facts.with(named.getOrDefault(each.id(), each.shortId()), row.end());
        }
        return facts.end();
    }

    private static void fill(FieldsBuilder row, Usage now, @Nullable Usage then, double seconds) {
        if (then != null) {
            put(row, "cpu%", (now.cpuMicros() - then.cpuMicros()) / 1e4 / seconds);
            put(row, "throttled%", (now.throttledMicros() - then.throttledMicros()) / 1e4 / seconds);
            put(row, "read_bytes/s", (now.readBytes() - then.readBytes()) / seconds);
            put(row, "write_bytes/s", (now.writtenBytes() - then.writtenBytes()) / seconds);
            put(row, "reads/s", (now.reads() - then.reads()) / seconds);
            put(row, "writes/s", (now.writes() - then.writes()) / seconds);
        }
        count(row, "memory_bytes", now.memoryBytes());
        count(row, "memory_limit_bytes", now.limitBytes());
        put(row, "memory_pct", 100 * now.memoryBytes() / now.limitBytes());
        count(row, "oom_kills", now.outOfMemoryKills());
        count(row, "pids", now.pids());
    }

    /** With three digits; a counter that went back is that of another container at the same place. */
    private static void put(FieldsBuilder row, String key, double value) {
        if (value >= 0 && value < Double.MAX_VALUE) row.with(key, Math.round(value * 1000) / 1000.0);
    }

    private static void count(FieldsBuilder row, String key, double value) {
        if (!Double.isNaN(value)) row.with(key, (long) value);
    }
}

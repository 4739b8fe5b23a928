package org.opsbro.agent.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.processes.ProcessTable;
import org.opsbro.detection.processes.Task;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * The figures of this machine for people who watch it, taken when somebody asks, more often than collectors run. Those who watch at one time share them, and
 * when nobody asks any more nothing is taken. For any thread.
 */
final class LiveLook {
    /** Collectors that cost less than a millisecond. */
    private static final Set<String> FAST =
            Set.of("cpustats", "loadaverage", "memory", "iostats", "networktraffic", "uptime");

    private static final int LONGEST_COMMAND = 512;
    private static final Duration SHORTEST = Duration.ofMillis(400);
    /** Rates over a longer time would be of another day. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);

    private final Host host;
    private final InstantSource clock;
    private List<Collector> collectors = List.of();
    private ProcessTable processes = new ProcessTable();
    private final Map<Long, String> users = new HashMap<>();
    private Look last = new Look(Instant.EPOCH, 0, Value.Fields.EMPTY, List.of());
    private long lastNanos;

    /**
     * What was seen.
     *
     * @param seconds over which rates were taken; 0 where this is the first look, without any
     * @param facts by collector
     */
    record Look(Instant at, double seconds, Value.Fields facts, List<Task> tasks) {
        Look {
            tasks = List.copyOf(tasks);
        }
    }

    LiveLook(Host host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    synchronized Look look() {
        var now = host.nanos();
        var passed = Duration.ofNanos(now - lastNanos);
        var isFirst = last.at().equals(Instant.EPOCH) || passed.compareTo(FORGOTTEN) > 0;
        if (!isFirst && passed.compareTo(SHORTEST) < 0) return last;
        if (isFirst) begin();
        var facts = Value.object();
        for (var collector : collectors)
            if (collector.collect(host, Parameters.NONE) instanceof Collected.Facts found)
                facts.with(collector.name(), found.fields());
        var tasks = processes.look(host);
        last = new Look(clock.instant(), isFirst ? 0 : passed.toNanos() / 1e9, facts.end(), tasks);
        lastNanos = now;
        return last;
    }

    /** With collectors of its own, whose rates reach from look to look. */
    private void begin() {
        collectors = ServiceLoader.load(Collector.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(collector -> FAST.contains(collector.name()))
                .toList();
        processes = new ProcessTable();
        users.clear();
    }

    /** Who runs a process; empty if it is gone. */
    synchronized String user(long pid) {
        return host.files()
                .facts("/proc/" + pid)
                .map(facts -> users.computeIfAbsent(
                        facts.uid(),
                        uid -> host.accounts()
                                .user(uid)
                                .map(user -> user.name())
                                .orElseGet(() -> Long.toString(uid))))
                .orElse("");
    }

    /** The words it was started with, the first letters of them; empty for what is of the kernel, or gone. */
    String command(long pid) {
        var text = host.files().text("/proc/" + pid + "/cmdline").orElse("");
        return text.substring(0, Math.min(LONGEST_COMMAND, text.length()))
                .replace('\0', ' ')
                .strip();
    }
}

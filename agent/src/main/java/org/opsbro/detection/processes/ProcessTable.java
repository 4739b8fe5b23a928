package org.opsbro.detection.processes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.detection.sheet.PageSize;
import org.opsbro.host.Host;

/**
 * Looks at all processes again and again. Source: /proc/PID/stat, proc_pid_stat(5), and /proc/PID/io of those that used the processor since the look before:
 * moving bytes takes time. For one thread at a time.
 */
public final class ProcessTable {
    /** What the kernel tells user programs: USER_HZ, 100 on every architecture that Java runs on. */
    private static final double TICKS_A_SECOND = 100;

    private Map<Long, Long> ticksBefore = Map.of();
    private Map<Long, Moved> movedBefore = Map.of();
    private long pageKb;
    private long nanosBefore;
    private double seconds;
    private boolean knowsDisks;

    /** Bytes that a task moved to and from disks until a moment. */
    private record Moved(long bytes, long nanos) {}

    /** All there are now, kernel threads too; empty where there is no /proc. */
    public List<Task> look(Host host) {
        if (pageKb == 0) pageKb = PageSize.of(host.files()) / 1024;
        List<Task> all = new ArrayList<>();
        for (var name : host.files().names("/proc"))
            if (Character.isDigit(name.charAt(0)))
                host.files()
                        .bytes("/proc/" + name + "/stat")
                        .flatMap(this::read)
                        .ifPresent(all::add);
        var now = host.nanos();
        seconds = nanosBefore == 0 ? 0 : (now - nanosBefore) / 1e9;
        var moved = moved(all, host, now);
        knowsDisks = !moved.isEmpty();
        all.replaceAll(task -> task.with(percent(task), moved.getOrDefault(task.pid(), 0.0)));
        ticksBefore = new HashMap<>();
        for (var task : all) ticksBefore.put(task.pid(), task.ticks());
        nanosBefore = now;
        return all;
    }

    /** Between the last two looks; 0 after the first. */
    public double seconds() {
        return seconds;
    }

    /** Whether the last look told what any of them moved to and from disks: only root may read that of others. */
    public boolean knowsDisks() {
        return knowsDisks;
    }

    private double percent(Task task) {
        if (seconds == 0) return 0;
        var before = ticksBefore.getOrDefault(task.pid(), task.ticks());
        return Math.round(1000 * Math.max(0, task.ticks() - before) / TICKS_A_SECOND / seconds) / 10.0;
    }

    /** Bytes a second, by process. */
    private Map<Long, Double> moved(List<Task> all, Host host, long now) {
        Map<Long, Moved> next = new HashMap<>();
        Map<Long, Double> rates = new HashMap<>();
        for (var task : all) {
            var before = movedBefore.get(task.pid());
            var slept = task.ticks() == ticksBefore.getOrDefault(task.pid(), -1L);
            if (slept && before != null) next.put(task.pid(), new Moved(before.bytes(), now));
            if (task.isOfKernel() || (slept && nanosBefore != 0)) continue;
            var bytes = bytesOf(host.files().text("/proc/" + task.pid() + "/io").orElse(""));
            if (bytes < 0) continue;
            next.put(task.pid(), new Moved(bytes, now));
            if (before != null && bytes >= before.bytes() && now > before.nanos())
                rates.put(task.pid(), (double) Math.round((bytes - before.bytes()) / ((now - before.nanos()) / 1e9)));
        }
        movedBefore = next;
        return rates;
    }

    /** The lines {@code read_bytes: N} and {@code write_bytes: N}, together; -1 where there is none. */
    private static long bytesOf(String io) {
        var found = -1L;
        for (var line : io.lines().toList())
            if (line.matches("(read|write)_bytes: [0-9]{1,18}"))
                found = Math.max(0, found) + Long.parseLong(line.substring(line.indexOf(' ') + 1));
        return found;
    }

    /** The name stands in parentheses and may hold spaces and parentheses itself: the last one ends it. */
    private Optional<Task> read(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        var open = text.indexOf('(');
        var close = text.lastIndexOf(')');
        if (open < 1 || close < open || close + 2 >= text.length()) return Optional.empty();
        var rest = text.substring(close + 2).split(" ", -1);
        if (rest.length < 22 || rest[0].isEmpty()) return Optional.empty();
        try {
            return Optional.of(new Task(
                    Long.parseLong(text.substring(0, open - 1)),
                    text.substring(open + 1, close),
                    rest[0].charAt(0),
                    Long.parseLong(rest[11]) + Long.parseLong(rest[12]),
                    Long.parseLong(rest[17]),
                    Long.parseLong(rest[21]) * pageKb,
                    0,
                    0));
        } catch (NumberFormatException odd) {
            return Optional.empty();
        }
    }
}

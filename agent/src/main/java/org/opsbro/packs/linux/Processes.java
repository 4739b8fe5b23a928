package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.PageSize;
import org.opsbro.host.Files;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * Processes: {@code total threads}, how many are {@code running sleeping blocked stopped zombie}; {@code names}, each once in order, of programs in the network
 * of the agent (not those of most containers; 15 letters at most, the kernel's own threads left out); and the five largest, zeros left out, {@code top_cpu} (percent of one
 * processor since the run before), {@code top_memory} (kB) and {@code top_io}, each with {@code pid name value}. Source: /proc/PID/stat, proc_pid_stat(5); every 30
 * seconds, because it opens a file for each task. {@code top_io} (bytes a second that went to and from disks) is of those that used the processor
 * since the run before, and absent where their /proc/PID/io may not be read.
 */
@AutoService(Collector.class)
public final class Processes implements Collector {
    private static final int TOP = 5;
    /** What the kernel tells user programs: USER_HZ, 100 on every architecture that Java runs on. */
    private static final double TICKS_A_SECOND = 100;

    private Map<Long, Long> ticksBefore = Map.of();
    private Map<Long, Moved> movedBefore = Map.of();
    private Map<Long, Boolean> elsewhereBefore = Map.of();
    private long pageKb;
    private long nanosBefore;

    private record Task(long pid, String name, char state, long ticks, long threads, long residentKb) {}

    /** Bytes that a task moved to and from disks until a moment. */
    private record Moved(long bytes, long nanos) {}

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public String doc() {
        return "Processes by state, and those that use most processor time and memory, of /proc.";
    }

    @Override
    public List<String> keys() {
        return List.of(
                "total",
                "threads",
                "running",
                "sleeping",
                "blocked",
                "stopped",
                "zombie",
                "names",
                "top_memory",
                "top_cpu",
                "top_io");
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (pageKb == 0) pageKb = PageSize.of(host.files()) / 1024;
        List<Task> all = new ArrayList<>();
        for (var name : host.files().names("/proc"))
            if (Character.isDigit(name.charAt(0)))
                host.files()
                        .bytes("/proc/" + name + "/stat")
                        .flatMap(this::read)
                        .ifPresent(all::add);
        if (all.isEmpty()) return new Collected.NotEligible("there are no processes in /proc");
        var now = host.nanos();
        var seconds = nanosBefore == 0 ? 0 : (now - nanosBefore) / 1e9;
        var facts = Value.object()
                .with("total", all.size())
                .with("threads", all.stream().mapToLong(Task::threads).sum())
                .with("running", count(all, "R"))
                .with("sleeping", count(all, "SI"))
                .with("blocked", count(all, "D"))
                .with("stopped", count(all, "Tt"))
                .with("zombie", count(all, "Z"))
                .with("names", names(all, host.files()))
                .with("top_memory", top(all, task -> task.residentKb()));
        if (seconds > 0) facts.with("top_cpu", top(all, task -> percent(task, seconds)));
        var moved = moved(all, host, now);
        if (!moved.isEmpty()) facts.with("top_io", top(all, task -> moved.getOrDefault(task.pid(), 0.0)));
        ticksBefore = new HashMap<>();
        for (var task : all) ticksBefore.put(task.pid(), task.ticks());
        nanosBefore = now;
        return new Collected.Facts(facts.end());
    }

    private Value names(List<Task> all, Files files) {
        var ours = files.link("/proc/self/ns/net");
        Map<Long, Boolean> elsewhere = new HashMap<>();
        var names = new TreeSet<String>();
        for (var task : all) {
            if (isOfKernel(task)) continue;
            var known = elsewhereBefore.get(task.pid());
            elsewhere.put(task.pid(), known != null ? known : isElsewhere(task, ours, files));
            if (!elsewhere.get(task.pid())) names.add(task.name());
        }
        elsewhereBefore = elsewhere;
        return Value.texts(names);
    }

    /** Whether it has another network than the agent, as in a container; what may not be asked counts as ours. */
    private static boolean isElsewhere(Task task, Optional<String> ours, Files files) {
        var theirs = files.link("/proc/" + task.pid() + "/ns/net");
        return ours.isPresent() && theirs.isPresent() && !theirs.equals(ours);
    }

    private static boolean isOfKernel(Task task) {
        return task.residentKb() == 0;
    }

    private double percent(Task task, double seconds) {
        var before = ticksBefore.getOrDefault(task.pid(), task.ticks());
        return Math.round(1000 * Math.max(0, task.ticks() - before) / TICKS_A_SECOND / seconds) / 10.0;
    }

    /** Bytes a second, by process; of those that slept all the time nothing is asked: moving bytes takes time. */
    private Map<Long, Double> moved(List<Task> all, Host host, long now) {
        Map<Long, Moved> next = new HashMap<>();
        Map<Long, Double> rates = new HashMap<>();
        for (var task : all) {
            var before = movedBefore.get(task.pid());
            var slept = task.ticks() == ticksBefore.getOrDefault(task.pid(), -1L);
            if (slept && before != null) next.put(task.pid(), new Moved(before.bytes(), now));
            if (isOfKernel(task) || (slept && nanosBefore != 0)) continue;
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

    private interface Measure {
        double of(Task task);
    }

    private static Value top(List<Task> all, Measure measure) {
        return new Value.Items(all.stream()
                .filter(task -> measure.of(task) > 0)
                .sorted(Comparator.comparingDouble(measure::of).reversed())
                .limit(TOP)
                .<Value>map(task -> Value.object()
                        .with("pid", task.pid())
                        .with("name", task.name())
                        .with("value", measure.of(task))
                        .end())
                .toList());
    }

    private static long count(List<Task> all, String states) {
        return all.stream().filter(task -> states.indexOf(task.state()) >= 0).count();
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
                    Long.parseLong(rest[21]) * pageKb));
        } catch (NumberFormatException odd) {
            return Optional.empty();
        }
    }
}

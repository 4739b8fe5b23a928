package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.processes.ProcessTable;
import org.opsbro.detection.processes.Task;
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
    private final ProcessTable table = new ProcessTable();
    private Map<Long, Boolean> elsewhereBefore = Map.of();

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
        var all = table.look(host);
        if (all.isEmpty()) return new Collected.NotEligible("there are no processes in /proc");
        var facts = Value.object()
                .with("total", all.size())
                .with("threads", all.stream().mapToLong(Task::threads).sum())
                .with("running", count(all, "R"))
                .with("sleeping", count(all, "SI"))
                .with("blocked", count(all, "D"))
                .with("stopped", count(all, "Tt"))
                .with("zombie", count(all, "Z"))
                .with("names", names(all, host.files()))
                .with("top_memory", top(all, Task::residentKb));
        if (table.seconds() > 0) facts.with("top_cpu", top(all, Task::cpuPercent));
        if (table.knowsDisks()) facts.with("top_io", top(all, Task::diskBytes));
        return new Collected.Facts(facts.end());
    }

    private Value names(List<Task> all, Files files) {
        var ours = files.link("/proc/self/ns/net");
        Map<Long, Boolean> elsewhere = new HashMap<>();
        var names = new TreeSet<String>();
        for (var task : all) {
            if (task.isOfKernel()) continue;
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
}

package org.opsbro.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * What it costs to read this machine once: processor time and bytes allocated, of each collector that runs every ten seconds, and of all. The peer is
 * Prometheus' node_exporter: see {@code bench/scrape-beside-node-exporter}.
 *
 * <p>Run: {@code java -cp agent/target/classes:bench/target/classes:agent/target/lib/* org.opsbro.bench.ScrapeBench}
 */
public final class ScrapeBench {
    private static final int ROUNDS = 5_000;

    private ScrapeBench() {}

    public static void main(String[] words) {
        var host = new LinuxHost();
        List<Collector> collectors = new ArrayList<>();
        for (var collector : ServiceLoader.load(Collector.class))
            if (collector.every().compareTo(Duration.ofSeconds(10)) <= 0
                    && collector.collect(host, Parameters.NONE) instanceof Collected.Facts) collectors.add(collector);
        for (var warm = 0; warm < 2; warm++) for (var collector : collectors) run(List.of(collector), host);
        var values = 0L;
        for (var collector : collectors) {
            if (collector.collect(host, Parameters.NONE) instanceof Collected.Facts facts) {
                var count = count(facts.fields());
                values += count;
                print(collector.name(), run(List.of(collector), host), count);
            }
        }
        print("all", run(collectors, host), values);
    }

    private record Cost(double micros, double bytes) {}

    private static void print(String what, Cost cost, long values) {
        System.out.printf("%-16s %8.1f us %8.0f B  %5d values%n", what, cost.micros(), cost.bytes(), values);
    }

    private static Cost run(List<Collector> collectors, LinuxHost host) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var bytes = threads.getCurrentThreadAllocatedBytes();
        var cpu = threads.getCurrentThreadCpuTime();
        for (var round = 0; round < ROUNDS; round++)
            for (var collector : collectors) collector.collect(host, Parameters.NONE);
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        return new Cost(cpu / 1e3 / ROUNDS, (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / ROUNDS);
    }

    private static long count(Value value) {
        return switch (value) {
            case Value.Fields fields ->
                fields.keys().stream().mapToLong(key -> count(fields.get(key))).sum();
            case Value.Items items -> items.all().size();
            default -> 1;
        };
    }
}

package org.opsbro.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/**
 * Five expressions of the original's packs, evaluated and compiled, beside what the original needed for each (Python, microseconds:
 * 20.863 15.874 15.295 22.795 43.550).
 *
 * <p>Run: {@code java -cp agent/target/classes:bench/target/classes:agent/target/lib/* org.opsbro.bench.ExpressionBench}
 */
public final class ExpressionBench {
    private static final int ROUNDS = 1_000_000;
    private static final List<Case> CASES = List.of(
            new Case(
                    "distribution and version",
                    "{{collector.system.os.linux.distribution}} == 'debian' and {{collector.system.os.linux.major_version}} == '12'",
                    20_863),
            new Case(
                    "load over cpus", "{{collector.loadaverage.load1}} > 0.9 * {{collector.system.cpu_count}}", 15_874),
            new Case("text of a load", "'OK: load is at %s' % {{collector.loadaverage.load1}}", 15_295),
            new Case("function or default", "is_in_group('web') or {{collector.nope.x||0}} == 1", 22_795),
            new Case("max over 20 values", "max({{collector.diskusage.*.pct_used}})", 43_550));

    private record Case(String name, String text, double originalNanos) {}

    private ExpressionBench() {}

    public static void main(String[] words) {
        var evaluator = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
        var scope = new Facts(facts(), world());
        for (var warm = 0; warm < 3; warm++) for (var each : CASES) run(evaluator, each, scope);
        System.out.printf("%-26s %10s %10s %8s %12s%n", "expression", "evaluate", "allocated", "ratio", "compile");
        for (var each : CASES) {
            var cost = run(evaluator, each, scope);
            System.out.printf(
                    "%-26s %7.0f ns %8.0f B %7.0fx %9.2f us%n",
                    each.name(),
                    cost.nanos(),
                    cost.bytes(),
                    each.originalNanos() / cost.nanos(),
                    cost.compileNanos() / 1000);
        }
    }

    private record Cost(double nanos, double bytes, double compileNanos) {}

    private static Cost run(Evaluator evaluator, Case each, Scope scope) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var expression = evaluator.compile(each.text());
        var kept = 0;
        var bytes = threads.getCurrentThreadAllocatedBytes();
        var start = System.nanoTime();
        for (var round = 0; round < ROUNDS; round++)
            kept += expression.evaluate(scope).hashCode();
        var nanos = (double) (System.nanoTime() - start) / ROUNDS;
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        start = System.nanoTime();
        for (var round = 0; round < ROUNDS / 10; round++)
            kept += evaluator.compile(each.text()).dependencies().size();
        var compile = (double) (System.nanoTime() - start) / (ROUNDS / 10);
        if (kept == 42) System.out.println("a result nobody expects");
        return new Cost(nanos, (double) bytes / ROUNDS, compile);
    }

    private static World world() {
        var self = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
        return World.of(Node.named(self, "n", "internet"), Instant.EPOCH);
    }

    private static Value.Fields facts() {
        var disks = new StringBuilder();
        for (var i = 0; i < 20; i++)
            disks.append(i == 0 ? "" : ",")
                    .append("\"/mnt/d")
                    .append(i)
                    .append("\":{\"pct_used\":")
                    .append(i * 4)
                    .append('}');
        return Json.readObject("""
                {"loadaverage": {"load1": 1.25}, "system": {"cpu_count": 2, "os": {"linux": {"distribution": "debian", "major_version": "12"}}},
                 "diskusage": {%s}}""".formatted(disks));
    }

    private record Facts(Value.Fields collectors, World world) implements Scope {
        @Override
        public Value.Fields root(String name) {
            return collectors;
        }

        @Override
        public Host host() {
            throw new IllegalStateException("no machine in this benchmark");
        }

        @Override
        public RandomGenerator random() {
            return new SplittableRandom(1);
        }
    }
}

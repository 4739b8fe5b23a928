package org.opsbro.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.model.CheckState;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Performance;
import org.opsbro.model.Status;
import org.opsbro.model.World;

/**
 * What one event costs the World, empty and with 10,000 nodes and 1,000 checks in it: the cost must grow gently.
 *
 * <p>Run: {@code java -cp agent/target/classes:bench/target/classes:agent/target/lib/* org.opsbro.bench.WorldBench}
 */
public final class WorldBench {
    private static final int ROUNDS = 200_000;
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private WorldBench() {}

    public static void main(String[] words) {
        var small = world(1, 1);
        var large = world(10_000, 1_000);
        for (var warm = 0; warm < 3; warm++) {
            cost(small, 1, 1);
            cost(large, 10_000, 1_000);
        }
        print("1 node, 1 check", cost(small, 1, 1));
        print("10,000 nodes, 1,000 checks", cost(large, 10_000, 1_000));
    }

    private record Cost(double nanos, double bytes) {}

    private static void print(String what, Cost cost) {
        System.out.printf("%-28s %7.0f ns and %6.0f bytes per event%n", what, cost.nanos(), cost.bytes());
    }

    private static Cost cost(World world, int nodes, int checks) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var events = events(nodes, checks);
        var bytes = threads.getCurrentThreadAllocatedBytes();
        var start = System.nanoTime();
        var now = world;
        for (var round = 0; round < ROUNDS; round++) now = now.after(events.get(round % events.size()));
        var took = System.nanoTime() - start;
        if (now.nodes().size() != nodes) throw new IllegalStateException("the fold lost a node");
        return new Cost((double) took / ROUNDS, (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / ROUNDS);
    }

    private static List<Event> events(int nodes, int checks) {
        var events = new ArrayList<Event>();
        for (var i = 0; i < 1_000; i++) {
            events.add(new Event.NodesChanged(NOON, List.of(change(i % nodes))));
            events.add(new Event.ChecksRun(NOON, List.of(status(i % checks))));
            events.add(new Event.FactsCollected(NOON, CollectorReport.pending("c" + i % 30, "linux")));
        }
        return events;
    }

    private static World world(int nodes, int checks) {
        var world = World.of(node(0), NOON);
        var all = new ArrayList<Event.NodeChange>();
        for (var i = 0; i < nodes; i++) all.add(change(i));
        var ran = new ArrayList<Status>();
        for (var i = 0; i < checks; i++) ran.add(status(i));
        return world.after(new Event.NodesChanged(NOON, all)).after(new Event.ChecksRun(NOON, ran));
    }

    private static Event.NodeChange change(int i) {
        return new Event.NodeChange(Optional.empty(), node(i), "");
    }

    private static Node node(int i) {
        return Node.named(new NodeId("node" + i), "web-" + i, "internet")
                .withIncarnation(i)
                .withDefinedGroups(new TreeSet<>(Set.of("web")))
                .withDetectedGroups(new TreeSet<>(Set.of("linux")));
    }

    private static Status status(int i) {
        var pending = Status.pending("linux/check" + i, "check " + i, 3, NOON);
        return new Status(
                pending.name(),
                pending.displayName(),
                CheckState.OK,
                CheckState.OK,
                1,
                3,
                false,
                NOON,
                NOON,
                pending.took(),
                "OK: all is well",
                "",
                List.<Performance>of(),
                "OOOO");
    }
}

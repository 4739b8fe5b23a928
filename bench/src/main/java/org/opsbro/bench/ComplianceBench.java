package org.opsbro.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.live.ComplianceTurn;
import org.opsbro.compliance.live.Rollout;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.linux.LinuxHands;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;
import org.opsbro.pack.PackLoader;

/**
 * Processor time of a pass over rules that hold already, on this machine: everything looked at anew, and only whether anything changed. Its word is the
 * folder of packs; {@code bench/compliance-beside-ansible-and-puppet} writes one and calls this.
 */
public final class ComplianceBench {
    private static final int WARMING = 200;
    private static final int ROUNDS = 300;

    private ComplianceBench() {}

    public static void main(String[] words) throws Exception {
        var host = new LinuxHost();
        var evaluator = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
        var world = World.of(
                Node.named(new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01"), "n", "internet"), Instant.now());
        try (var turn = new ComplianceTurn(
                evaluator,
                ServiceLoader.load(RuleType.class),
                host,
                new LinuxHands(),
                true,
                Instant::now,
                new SplittableRandom(1),
                () -> true,
                events -> {},
                Rollout.NONE,
                Files.createTempDirectory("compliance"))) {
            turn.packs(new PackLoader(host.files(), List.of(new PackLoader.Place(Level.LOCAL, words[0]))).load());
            var first = System.nanoTime();
            for (var event : turn.take(world)) world = world.after(event);
            System.out.printf("first look      %8.2f ms%n", (System.nanoTime() - first) / 1e6);
            measure(turn, world);
        }
    }

    private static void measure(ComplianceTurn turn, World world) {
        var one = turn.compliances().iterator().next();
        var status = turn.launch(one, world);
        if (status.state() != ComplianceState.COMPLIANT) throw new IllegalStateException("not compliant: " + status);
        var anew = processor(() -> turn.launch(one, world));
        var unchanged = processor(() -> turn.take(world));
        System.out.printf("%d rules%n", status.rules().size());
        System.out.printf("all anew        %8.3f ms%n", anew / 1e6);
        System.out.printf("unchanged       %8.3f ms%n", unchanged / 1e6);
    }

    /** Nanoseconds of processor time a call, this thread's, after warming. */
    private static double processor(Runnable work) {
        for (var i = 0; i < WARMING; i++) work.run();
        var threads = ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadCpuTime();
        for (var i = 0; i < ROUNDS; i++) work.run();
        return (threads.getCurrentThreadCpuTime() - before) / (double) ROUNDS;
    }
}

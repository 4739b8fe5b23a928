package org.opsbro.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.Accounts;
import org.opsbro.host.Clock;
import org.opsbro.host.Commands;
import org.opsbro.host.Host;
import org.opsbro.host.Network;
import org.opsbro.host.Packages;
import org.opsbro.host.Services;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.live.CheckTurn;
import org.opsbro.pack.PackLoader;

/**
 * A cycle of 1,000 expression checks, all due at once: judged, counted, folded into the World.
 *
 * <p>Run: {@code java -cp agent/target/classes:bench/target/classes:agent/target/lib/* org.opsbro.bench.CheckBench}
 */
public final class CheckBench {
    private static final int CHECKS = 1_000;
    private static final int CYCLES = 2_000;

    private CheckBench() {}

    public static void main(String[] words) throws Exception {
        var folder = Files.createTempDirectory("checks");
        var pack = folder.resolve("many");
        Files.createDirectories(pack.resolve("monitoring"));
        Files.writeString(pack.resolve("package.yml"), "name: many\nparameters:\n  limit: {type: int, default: 90}\n");
        for (var i = 0; i < CHECKS; i++) Files.writeString(pack.resolve("monitoring/c" + i + ".yml"), """
                    check:
                      if_group: '*'
                      interval: 1s
                      critical_if: "{{collector.memory.used}} > {{parameters.limit}}"
                      warning_if: "{{collector.loadaverage.load1}} > 0.9 * {{collector.memory.used}}"
                      ok_output: "'OK: memory is at %d%%' % {{collector.memory.used}}"
                    """);
        run(folder);
    }

    private static void run(Path folder) {
        var host = new Clocked();
        var evaluator = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
        var turn = new CheckTurn(
                evaluator, host, () -> Instant.EPOCH, new SplittableRandom(1), () -> true, events -> {}, Map.of());
        var start = System.nanoTime();
        turn.packs(new PackLoader(host.files(), List.of(new PackLoader.Place(Level.LOCAL, folder.toString()))).load());
        System.out.printf("read and compiled %d checks in %.0f ms%n", CHECKS, (System.nanoTime() - start) / 1e6);
        var world = world();
        for (var half = 0; half < 2; half++) {
            start = System.nanoTime();
            for (var cycle = 0; cycle < CYCLES; cycle++) {
                host.nanos += 2_000_000_000L;
                for (var event : turn.take(world)) world = world.after(event);
            }
        }
        if (world.checks().size() != CHECKS) throw new IllegalStateException("checks are missing");
        System.out.printf("a cycle of %d checks: %.2f ms%n", CHECKS, (System.nanoTime() - start) / 1e6 / CYCLES);
    }

    private static World world() {
        var self = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
        var world = World.of(
                Node.named(self, "n", "internet").withDetectedGroups(new TreeSet<>(List.of("linux"))), Instant.EPOCH);
        for (var facts : List.of("{\"memory\": {\"used\": 42}}", "{\"loadaverage\": {\"load1\": 1.5}}")) {
            var fields = Json.readObject(facts);
            var name = fields.keys().getFirst();
            if (!(fields.get(name) instanceof Value.Fields below)) continue;
            world = world.after(new Event.FactsCollected(
                    Instant.EPOCH,
                    new CollectorReport(
                            name,
                            "linux",
                            CollectorReport.State.OK,
                            "",
                            below,
                            Instant.EPOCH,
                            Instant.EPOCH,
                            Duration.ZERO)));
        }
        return world;
    }

    /** The real machine with a clock that is moved by hand. */
    private static final class Clocked implements Host {
        private final Host real = new LinuxHost();
        private long nanos = 1;

        @Override
        public org.opsbro.host.Files files() {
            return real.files();
        }

        @Override
        public Clock clock() {
            return real.clock();
        }

        @Override
        public Commands commands() {
            return real.commands();
        }

        @Override
        public Accounts accounts() {
            return real.accounts();
        }

        @Override
        public Packages packages() {
            return real.packages();
        }

        @Override
        public Services services() {
            return real.services();
        }

        @Override
        public Network network() {
            return real.network();
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }
}

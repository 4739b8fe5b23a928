package org.opsbro.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.opsbro.model.CheckCounts;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/**
 * The bars of gossip, measured in virtual time, after a build, by {@link #COMMAND} and {@code [vanish|kill|fact|idle|small|cold|loss|deaf|lossy] [n…]}, or
 * {@code scenario MEMBERS SEED}. Each line says what, how large, the figures, and the bar. 10,000 members want 8 GiB and compact object headers.
 */
final class GossipFigures {
    static final String COMMAND = "java -Xmx2g -cp 'agent/target/classes:agent/target/test-classes:agent/target/lib/*'"
            + " org.opsbro.discovery.GossipFigures";

    private GossipFigures() {}

    public static void main(String[] words) {
        var all = words.length == 0;
        var what = all ? "" : words[0];
        var sizes = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
        var begin = System.nanoTime();
        if (all || what.equals("vanish")) for (var n : or(sizes, 100, 1000)) vanish(n);
        if (all || what.equals("fact"))
            for (var n : or(sizes, 1000)) for (var loss : new double[] {0, 0.25}) fact(n, loss);
        if (all || what.equals("idle")) for (var n : or(sizes, 10, 100, 1000)) idle(n);
        if (all || what.equals("kill")) for (var n : or(sizes, 3, 10, 50)) kill(n);
        if (all || what.equals("small")) for (var n : or(sizes, 3, 10, 50)) small(n);
        if (all || what.equals("cold")) for (var n : or(sizes, 50)) cold(n);
        if (all || what.equals("loss")) for (var n : or(sizes, 1000)) loss(n, Duration.ofHours(1));
        if (all || what.equals("deaf")) for (var c : or(sizes, 1, 4, 10, 25)) deaf(c);
        if (all || what.equals("lossy")) for (var c : or(sizes, 10)) lossy(c);
        if (what.equals("scenario")) System.out.println(Scenario.told(sizes[0], sizes[1]));
        if (what.equals("scenarios"))
            for (var seed = sizes[1]; seed < sizes[2]; seed++)
                try {
                    var outcome = Scenario.run(sizes[0], seed);
                    System.out.println(seed + " " + outcome);
                } catch (AssertionError failed) {
                    System.out.println(seed + " FAILED " + failed.getMessage());
                }
        System.out.printf(Locale.ROOT, "took %.1f s%n", (System.nanoTime() - begin) / 1e9);
    }

    private static int[] or(int[] given, int... usual) {
        return given.length == 0 ? usual : given;
    }

    private static SimulatedNetwork settled(long seed, int n) {
        var network = SimulatedNetwork.settled(seed, n);
        network.encoded = n <= 100;
        network.agents.forEach(agent -> agent.recording = false);
        network.run(Duration.ofSeconds(10));
        return network;
    }

    /** From the moment a host vanishes until the last living member holds it for dead. */
    static void vanish(int n) {
        var times = new ArrayList<Double>();
        var seeds = n >= 10_000 ? 1 : n >= 1000 ? 5 : 20;
        var victims = n >= 10_000 ? 7 : 10;
        for (var seed = 1; seed <= seeds; seed++) {
            var network = settled(seed, n);
            for (var i = 0; i < victims; i++) {
                var victim = network.agent(i * 7 % n);
                times.add(seconds(whenAllHold(network, victim, Node.State.DEAD, victim::vanish)));
                network.run(Duration.ofSeconds(3));
            }
        }
        var bar = n <= 100 ? 10.4 : n <= 1000 ? 14.8 : 19.8;
        print(
                "host vanished, dead for all",
                n,
                times,
                String.format(Locale.ROOT, "median %.1f, worst %.1f", bar, 1.7 * bar));
    }

    static void kill(int n) {
        var times = new ArrayList<Double>();
        for (var seed = 1; seed <= 40; seed++) {
            var network = settled(seed, n);
            var victim = network.agent(1);
            times.add(seconds(whenAllHold(network, victim, Node.State.DEAD, victim::crash)));
        }
        print("agent killed, dead for all", n, times, "5");
    }

    private static Duration whenAllHold(
            SimulatedNetwork network, SimulatedAgent about, Node.State state, Runnable what) {
        Set<NodeId> holders = new HashSet<>();
        network.watcher = (agent, change) -> {
            if (!change.after().id().equals(about.id)) return;
            if (change.after().state() == state) holders.add(agent.id);
            else holders.remove(agent.id);
        };
        what.run();
        var living =
                (int) network.agents.stream().filter(SimulatedAgent::running).count();
        var others = about.running() ? living - 1 : living;
        return network.until(() -> holders.size() >= others, Duration.ofMinutes(2));
    }

    static void fact(int n, double loss) {
        var times = new ArrayList<Double>();
        var network = settled(5, n);
        network.loss = loss;
        for (var i = 0; i < (n >= 10_000 ? 10 : 30); i++) {
            var teller = network.agent(i * 13 % n);
            times.add(seconds(whenAllHear(
                    network,
                    teller,
                    () -> teller.announce(teller.profile.withChecks(
                            new CheckCounts(teller.profile.checks().ok() + 1, 0, 0, 0))))));
            network.run(Duration.ofSeconds(4));
        }
        var bar = n <= 1000 ? loss == 0 ? "1.2" : "1.5" : loss == 0 ? "1.5" : "2.0";
        print("new fact to the last, loss " + loss, n, times, bar);
    }

    private static Duration whenAllHear(SimulatedNetwork network, SimulatedAgent teller, Runnable what) {
        Set<NodeId> heard = new HashSet<>();
        network.watcher = (agent, change) -> {
            if (change.after().id().equals(teller.id)
                    && change.after().profile().equals(teller.profile)) heard.add(agent.id);
        };
        what.run();
        return network.until(() -> heard.size() >= network.agents.size() - 1, Duration.ofSeconds(60));
    }

    static void idle(int n) {
        var network = settled(3, n);
        network.run(Duration.ofSeconds(20));
        network.agents.forEach(agent -> agent.bytesSent = 0);
        var time = n >= 10_000 ? 120 : 600;
        network.run(Duration.ofSeconds(time));
        var total = network.agents.stream().mapToLong(agent -> agent.bytesSent).sum();
        System.out.printf(
                Locale.ROOT, "idle bytes/s sent by an agent, n=%d: %.0f; bar 350%n", n, (double) total / n / time);
    }

    /** Join, event and departure seen by all. */
    static void small(int n) {
        var joins = new ArrayList<Double>();
        var events = new ArrayList<Double>();
        var leaves = new ArrayList<Double>();
        for (var seed = 1; seed <= 40; seed++) {
            var network = SimulatedNetwork.settled(seed, n);
            network.agents.forEach(agent -> agent.recording = false);
            network.run(Duration.ofSeconds(5));
            var last = network.agent(n - 1);
            leaves.add(seconds(whenAllHold(network, last, Node.State.LEAVE, last::leave)));
            network.run(Duration.ofSeconds(10));
            last.profile = last.profile.calling("again");
            joins.add(seconds(
                    whenAllHold(network, last, Node.State.ALIVE, () -> last.start(List.of(network.agent(0).address)))));
            network.run(Duration.ofSeconds(15));
            network.agent(0).fire("deploy");
            events.add(seconds(network.until(
                    () -> network.agents.stream().allMatch(agent -> agent.events.contains("deploy")),
                    Duration.ofSeconds(20))));
        }
        print("join at all", n, joins, "0.6 for 50");
        print("event at all", n, events, "0.6 for 50");
        print("leave at all", n, leaves, "1.1 for 50");
    }

    static void cold(int n) {
        var times = new ArrayList<Double>();
        for (var seed = 1; seed <= 200; seed++) {
            var network = SimulatedNetwork.seeded(seed).machines(n, SimulatedNetwork.LAN);
            network.agents.forEach(agent -> agent.recording = false);
            Set<Long> pairs = new HashSet<>();
            network.watcher = (agent, change) -> pairs.add(
                    Hashes.of(Hashes.of(agent.id), Hashes.of(change.after().id())));
            var seeds = List.of(network.agent(0).address);
            // processes of one machine do not start in the same instant
            for (var agent : network.agents)
                network.at(agent.index == 0 ? 0 : network.chance.nextLong(300_000_000L), () -> agent.start(seeds));
            times.add(seconds(network.until(() -> pairs.size() == n * (n - 1), Duration.ofMinutes(2))));
        }
        print("cold start", n, times, "worst 5");
    }

    static void loss(int n, Duration time) {
        var network = settled(11, n);
        network.loss = 0.05;
        var deaths = new int[1];
        var suspicions = new int[1];
        network.watcher = (agent, change) -> {
            if (change.after().state() == Node.State.DEAD) deaths[0]++;
            if (change.after().state() == Node.State.SUSPECT) suspicions[0]++;
        };
        network.run(time);
        System.out.printf(
                Locale.ROOT,
                "false deaths, 5 %% loss, n=%d, %d min: %d (views of a suspicion: %d); bar 0%n",
                n,
                time.toMinutes(),
                deaths[0],
                suspicions[0]);
    }

    /** Some of 100 members are deaf for 16 s, hear for 4 s, and so on, for 5 minutes. */
    static void deaf(int count) {
        var ofHealthy = new HashSet<String>();
        var views = new int[2];
        for (var seed = 1; seed <= 10; seed++) {
            var network = settled(seed, 100);
            count(network, count, seed, ofHealthy, views);
            var chance = new SplittableRandom(seed);
            for (var i = 0; i < count; i++) {
                var agent = network.agent(i);
                for (var t = chance.nextDouble() * 20; t < 300; t += 16 + chance.nextDouble() * 8) {
                    network.at(network.now + (long) (t * 1e9), () -> agent.deafen(Duration.ofSeconds(16)));
                }
            }
            network.run(Duration.ofMinutes(5));
        }
        System.out.printf(
                Locale.ROOT,
                "false deaths, %d of 100 deaf 16 s at a time, 10 x 5 min: %d healthy declared dead (views %d; views of the deaf %d); bar 0%n",
                count,
                ofHealthy.size(),
                views[0],
                views[1]);
    }

    static void lossy(int count) {
        var ofHealthy = new HashSet<String>();
        var views = new int[2];
        for (var seed = 1; seed <= 10; seed++) {
            var network = settled(seed, 100);
            count(network, count, seed, ofHealthy, views);
            for (var i = 0; i < count; i++) network.agent(i).inboundLoss = 0.8;
            network.run(Duration.ofMinutes(5));
        }
        System.out.printf(
                Locale.ROOT,
                "false deaths, %d of 100 lose 80 %% of what comes in, 10 x 5 min: %d healthy declared dead (views %d; views of the lossy %d); bar 25%n",
                count,
                ofHealthy.size(),
                views[0],
                views[1]);
    }

    private static void count(SimulatedNetwork network, int bad, long seed, Set<String> ofHealthy, int[] views) {
        network.watcher = (agent, change) -> {
            if (change.after().state() != Node.State.DEAD) return;
            var healthy = network.agents.stream()
                    .filter(each -> each.id.equals(change.after().id()))
                    .allMatch(each -> each.index >= bad);
            views[healthy ? 0 : 1]++;
            if (healthy)
                ofHealthy.add(
                        seed + " " + change.after().id() + " " + change.after().incarnation());
        };
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static void print(String what, int n, List<Double> times, String bar) {
        var sorted = times.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%s, n=%d: median %.2f s, worst %.2f s of %d; bar %s%n",
                what,
                n,
                sorted.get(sorted.size() / 2),
                sorted.getLast(),
                sorted.size(),
                bar);
    }
}

package org.opsbro.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.opsbro.model.Node;

/**
 * One run of a cluster through faults of every kind, by chance, and what must hold whatever happened: all agree with the truth soon after the faults end,
 * nobody is judged while nothing is wrong, a host that vanishes then is found in time, incarnations never fall, no packet is too large, no queue without
 * end, nobody hears an event twice. The rest is checked by {@link SimulatedAgent} on the way.
 */
final class Scenario {
    /** What went wrong, and how to see it again. */
    static final class Failed extends AssertionError {
        private static final long serialVersionUID = 1;

        Failed(int members, long seed, String what) {
            super(what + "\nsee it again: " + GossipFigures.COMMAND + " scenario " + members + " " + seed);
        }
    }

    /** How it went, for those who look. */
    record Outcome(long trace, Duration untilAgreed, Duration untilFound, long packets, int mostQueued) {}

    private final int members;
    private final long seed;
    private final SplittableRandom chance;
    private final SimulatedNetwork network;
    private final List<String> faults = new ArrayList<>();
    private final Duration trouble;
    private boolean verbose;

    private Scenario(int members, long seed) {
        this.members = members;
        this.seed = seed;
        this.chance = new SplittableRandom(Hashes.of(seed, members));
        this.network = SimulatedNetwork.settled(seed, members);
        this.network.encoded = members <= 100 && seed % 4 == 0;
        this.trouble = members <= 100 ? Duration.ofSeconds(45) : Duration.ofSeconds(20);
    }

    static Outcome run(int members, long seed) {
        return new Scenario(members, seed).run();
    }

    static Outcome told(int members, long seed) {
        var scenario = new Scenario(members, seed);
        scenario.verbose = true;
        return scenario.run();
    }

    private Outcome run() {
        calm(Duration.ofSeconds(members <= 100 ? 10 : 5));
        trouble();
        var agreed = agreement();
        calm(Duration.ofSeconds(members <= 100 ? 10 : 5));
        var found = detection();
        checkEvents();

        var queued = network.agents.stream()
                .mapToInt(agent -> agent.mostQueued)
                .max()
                .orElse(0);
        if (queued > Broadcasts.MOST) throw failed("a queue of " + queued + " facts");
        return new Outcome(network.trace(), agreed, found, network.packets, queued);
    }

    /** Nothing is wrong: nobody is judged. */
    private void calm(Duration time) {
        network.agents.forEach(agent -> agent.changes.clear());
        network.run(time);
        for (var agent : network.agents)
            if (!agent.changes.isEmpty())
                throw failed("nothing was wrong, and " + agent.name() + " says " + agent.changes.getFirst());
    }

    private void trouble() {
        network.loss = chance.nextDouble() * 0.1;
        network.doubled = chance.nextDouble() * 0.05;
        network.overtaken = chance.nextDouble() * 0.1;
        if (chance.nextInt(4) == 0) network.mtu = 600 + chance.nextInt(800);
        var count = 6 + chance.nextInt(12);
        for (var i = 0; i < count; i++) network.after(part(trouble), this::fault);
        network.run(trouble);
        network.loss = 0;
        network.doubled = 0;
        network.overtaken = 0;
        network.mtu = 65_535;
        network.heal();
        tell("healed");
        // what was planned for later: agents that come back, those that stand still or hear nothing
        network.run(Duration.ofSeconds(12));
    }

    private void fault() {
        var agent = network.agent(chance.nextInt(members));
        var time = Duration.ofMillis(200 + chance.nextInt(11_000));
        if (!agent.running()) return;
        switch (chance.nextInt(13)) {
            case 0 -> gone(agent, false, time);
            case 1 -> gone(agent, true, time);
            case 2 -> {
                tell(agent.name() + " stands still for " + time);
                agent.standStill(time);
            }
            case 3 -> {
                tell(agent.name() + " is deaf for " + time);
                agent.deafen(time);
            }
            case 4 -> cutOneWay(agent, time);
            case 5 -> partition();
            case 6 -> {
                var jump = Duration.ofSeconds(chance.nextLong(2_000_000) - 1_000_000);
                tell("the clock of " + agent.name() + " jumps by " + jump);
                agent.jump(jump);
            }
            case 7 -> leave(agent, time);
            case 8 -> {
                tell(agent.name() + " tells other groups");
                agent.announce(agent.profile.withGroups(
                        agent.profile.definedGroups(), new TreeSet<>(List.of("now-" + chance.nextInt(1000)))));
            }
            case 9 -> {
                tell(agent.name() + " tells many groups");
                var many = new TreeSet<String>();
                for (var i = 0; i < 40; i++) many.add("large-" + chance.nextInt(1000));
                agent.announce(agent.profile.withGroups(agent.profile.definedGroups(), many));
            }
            case 10 -> {
                tell(agent.name() + " moves");
                agent.moveTo(
                        new Address("10.9." + chance.nextInt(256) + "." + chance.nextInt(256), 7000 + agent.index));
            }
            case 11 -> {
                tell(agent.name() + " fires an event");
                agent.fire("event-" + faults.size());
            }
            default -> rack(agent.index, time);
        }
    }

    private void gone(SimulatedAgent agent, boolean host, Duration back) {
        var returns = chance.nextInt(3) > 0;
        var disk = chance.nextBoolean();
        tell(agent.name()
                + (host ? " vanishes" : " is killed")
                + (returns ? ", comes back " + (disk ? "" : "without its disk ") + "after " + back : ""));
        if (host) agent.vanish();
        else agent.crash();
        if (returns) comesBack(agent, disk, back);
    }

    private void comesBack(SimulatedAgent agent, boolean disk, Duration back) {
        if (!disk) agent.loseDisk();
        var seeds = seeds(agent);
        network.after(back, () -> {
            if (!agent.running()) agent.start(seeds);
        });
    }

    private List<Address> seeds(SimulatedAgent agent) {
        var others = new ArrayList<Address>();
        while (others.size() < 3) {
            var other = network.agent(chance.nextInt(members));
            if (other != agent) others.add(other.address);
        }
        return others;
    }

    private void leave(SimulatedAgent agent, Duration back) {
        tell(agent.name() + " leaves" + (chance.nextBoolean() ? "" : " for good"));
        agent.leave();
        if (chance.nextBoolean()) comesBack(agent, true, back.plusSeconds(3));
    }

    private void cutOneWay(SimulatedAgent agent, Duration time) {
        var many = 1 + chance.nextInt(members / 2);
        var in = chance.nextBoolean();
        tell(agent.name() + (in ? " hears " : " reaches ") + many + " others no more for " + time);
        var first = chance.nextInt(members);
        for (var i = 0; i < many; i++) {
            var other = (first + i) % members;
            if (in) network.cut(other, agent.index);
            else network.cut(agent.index, other);
        }
        network.after(time, () -> {
            for (var i = 0; i < many; i++) {
                network.mend((first + i) % members, agent.index);
                network.mend(agent.index, (first + i) % members);
            }
        });
    }

    private void partition() {
        var sides = new int[members];
        // in a large cluster a large partition is a minute of work for this machine
        var share = chance.nextDouble() / (members <= 100 ? 2 : 40);
        for (var i = 0; i < members; i++) sides[i] = chance.nextDouble() < share ? 1 : 0;
        tell(String.format(Locale.ROOT, "a partition cuts off %.1f %%", 100 * share));
        network.partition(sides);
        network.after(Duration.ofSeconds(2 + chance.nextInt(25)), () -> network.partition());
    }

    /** Ten lose power together. */
    private void rack(int first, Duration back) {
        tell("the rack of node-" + first + " loses power for " + back);
        for (var i = 0; i < Math.min(10, members / 10); i++) {
            var agent = network.agent((first + i) % members);
            if (!agent.running()) continue;
            agent.vanish();
            comesBack(agent, true, back.plusMillis(chance.nextInt(1000)));
        }
    }

    private static final Duration LONGEST = Duration.ofSeconds(200);

    private Duration agreement() {
        var begin = network.now;
        while (!network.agreed()) {
            if (network.now - begin > LONGEST.toNanos())
                throw failed("no agreement " + LONGEST + " after the last fault: " + network.disagreement());
            network.run(Duration.ofSeconds(2));
            if (verbose && (network.now / 1_000_000_000L) % 10 < 2)
                System.out.println("      " + network.now / 1e9 + network.disagreement());
        }
        // late echoes of the last suspicions
        network.run(Duration.ofSeconds(3));
        if (!network.agreed()) return agreement();
        return Duration.ofNanos(network.now - begin);
    }

    private Duration detection() {
        var running = network.running();
        var victim = running.get(chance.nextInt(running.size()));
        var bound = members <= 100 ? 17.7 : members <= 1000 ? 25.2 : 33.7;
        var bad = new HashSet<Node.State>(List.of(Node.State.ALIVE, Node.State.SUSPECT));
        victim.vanish();
        var begin = network.now;
        while (network.running().stream().anyMatch(agent -> bad.contains(agent.state(victim.id)))) {
            network.run(Duration.ofMillis(200));
            var took = (network.now - begin) / 1e9;
            if (took > bound) throw failed(victim.name() + " vanished " + took + " s ago, and not all know it");
        }
        return Duration.ofNanos(network.now - begin);
    }

    private void checkEvents() {
        for (var agent : network.agents)
            if (new HashSet<>(agent.events).size() != agent.events.size())
                throw failed(agent.name() + " heard an event twice: " + agent.events);
    }

    private Duration part(Duration whole) {
        return Duration.ofNanos(chance.nextLong(whole.toNanos()));
    }

    private void tell(String what) {
        var line = String.format(Locale.ROOT, "%6.1f s  %s", network.now / 1e9, what);
        faults.add(line);
        if (verbose) System.out.println(line);
    }

    private Failed failed(String what) {
        return new Failed(
                members,
                seed,
                String.format(
                        Locale.ROOT, "at %.1f s: %s%nafter:%n%s", network.now / 1e9, what, String.join("\n", faults)));
    }
}

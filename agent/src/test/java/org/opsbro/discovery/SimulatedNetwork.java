package org.opsbro.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Event.NodeChange;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/**
 * Agents and the network between them in virtual time: the same seed gives the same run. Packets are delayed, lost, doubled and overtaken; links are cut
 * one way or both; large packets vanish; agents crash, stand still, go deaf and come back with or without their disk.
 */
final class SimulatedNetwork {
    static final GossipSettings LAN = GossipSettings.lan();

    /** Header of 42 bytes and tag of 16. */
    static final int SEAL = 58;

    /** UDP and IPv4. */
    static final int UDP_IP = 28;

    /** What a stream costs beside its frames, both ways: handshakes, acknowledgements, closing. */
    static final int STREAM = 700;

    static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");

    private record Happening(long at, long serial, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(serial, other.serial);
        }
    }

    final List<SimulatedAgent> agents = new ArrayList<>();
    final SplittableRandom chance;
    final long seed;
    private final Map<Address, SimulatedAgent> byAddress = new HashMap<>();
    private final PriorityQueue<Happening> queue = new PriorityQueue<>();
    private final IdentityHashMap<Message, Integer> sizes = new IdentityHashMap<>();
    private final Set<Long> cuts = new HashSet<>();
    private int[] sides = new int[0];
    private long serial;
    long now;

    /** Shares of packets. */
    double loss;

    double doubled;
    double overtaken;
    int mtu = 65_535;

    /** Encode and decode every packet; without it they are handed over as they are, which is faster. */
    boolean encoded = true;

    /** Sees each change that an agent tells of another. */
    BiConsumer<SimulatedAgent, NodeChange> watcher = (agent, change) -> {};

    BiConsumer<SimulatedAgent, ClusterEvent> listener = (agent, event) -> {};

    long packets;
    long largest;
    private long trace = 17;

    private SimulatedNetwork(long seed) {
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
    }

    static SimulatedNetwork seeded(long seed) {
        return new SimulatedNetwork(seed);
    }

    /** Machines with an agent each, not yet started. */
    SimulatedNetwork machines(int count, GossipSettings settings) {
        for (var i = 0; i < count; i++) {
            var agent = new SimulatedAgent(this, agents.size(), settings, chance.split());
            agents.add(agent);
            byAddress.put(agent.address, agent);
        }
        return this;
    }

    /** A cluster that has been running for long: all know all. */
    static SimulatedNetwork settled(long seed, int count) {
        return settled(seed, count, LAN);
    }

    static SimulatedNetwork settled(long seed, int count, GossipSettings settings) {
        var network = seeded(seed).machines(count, settings);
        for (var agent : network.agents) agent.prepare();
        var records = network.agents.stream()
                .map(agent -> agent.mind().records().getFirst())
                .toList();
        for (var agent : network.agents) {
            agent.mind().knows(records);
            agent.start(List.of());
        }
        return network;
    }

    SimulatedAgent agent(int index) {
        return agents.get(index);
    }

    @Nullable
    SimulatedAgent at(Address address) {
        return byAddress.get(address);
    }

    void move(SimulatedAgent agent, Address from) {
        byAddress.remove(from);
        byAddress.put(agent.address, agent);
    }

    void at(long when, Runnable what) {
        queue.add(new Happening(Math.max(when, now), serial++, what));
    }

    void after(Duration wait, Runnable what) {
        at(now + wait.toNanos(), what);
    }

    void run(Duration time) {
        var end = now + time.toNanos();
        while (!queue.isEmpty() && queue.peek().at() <= end) step();
        now = end;
    }

    /** @return how long it took; the limit if it did not come true */
    Duration until(BooleanSupplier condition, Duration limit) {
        var begin = now;
        var end = now + limit.toNanos();
        while (!condition.getAsBoolean() && !queue.isEmpty() && queue.peek().at() <= end) step();
        return Duration.ofNanos(now - begin);
    }

    private void step() {
        var next = queue.remove();
        now = next.at();
        next.what().run();
    }

    /** The same for two runs only if all was the same in them. */
    long trace() {
        return trace;
    }

    void trace(long what) {
        trace = Hashes.of(trace ^ now, what);
    }

    // the network

    void cut(int from, int to) {
        cuts.add(link(from, to));
    }

    void mend(int from, int to) {
        cuts.remove(link(from, to));
    }

    /** Which side of a partition each is on; cuts of single links are mended too. */
    void partition(int... sidesOfAgents) {
        sides = sidesOfAgents;
    }

    void heal() {
        cuts.clear();
        sides = new int[0];
    }

    boolean passes(SimulatedAgent from, SimulatedAgent to) {
        // what is sealed with the key of another zone does not open
        if (!from.profile.zone().equals(to.profile.zone())) return false;
        if (sides.length > 0 && sides[from.index] != sides[to.index]) return false;
        return cuts.isEmpty() || !cuts.contains(link(from.index, to.index));
    }

    private static long link(int from, int to) {
        return ((long) from << 32) | to;
    }

    long latency() {
        return 100_000 + chance.nextLong(900_000);
    }

    int size(Message message) {
        if (message instanceof Message.Ping || message instanceof Message.Ack) return GossipCodec.size(message);
        if (sizes.size() > 10_000) sizes.clear();
        return sizes.computeIfAbsent(message, GossipCodec::size);
    }

    void send(SimulatedAgent from, Address to, List<Message> messages, int bytes) {
        packets++;
        largest = Math.max(largest, bytes);
        trace(Hashes.of(from.index, bytes) + messages.size());
        var target = byAddress.get(to);
        if (target == null || !passes(from, target) || bytes + UDP_IP > mtu || chance.nextDouble() < loss) return;
        if (target.inboundLoss > 0 && chance.nextDouble() < target.inboundLoss) return;
        deliver(from, target, messages);
        if (doubled > 0 && chance.nextDouble() < doubled) deliver(from, target, messages);
    }

    private void deliver(SimulatedAgent from, SimulatedAgent target, List<Message> messages) {
        var late = overtaken > 0 && chance.nextDouble() < overtaken ? chance.nextLong(50_000_000) : 0;
        var id = from.id;
        var address = from.address;
        at(now + latency() + late, () -> target.receive(id, address, messages));
    }

    /** The time until a stream has brought something there and an answer back; negative if it never does. */
    long roundTrip(SimulatedAgent one, SimulatedAgent other) {
        if (!passes(one, other) || !passes(other, one)) return -1;
        var wait = latency() + latency();
        // lost segments are sent again after 200 ms, then 400, 800
        var retry = 200_000_000L;
        var lossy = Math.max(loss, Math.max(one.inboundLoss, other.inboundLoss));
        for (var i = 0; i < 4; i++) {
            if (chance.nextDouble() >= lossy) return wait;
            wait += retry;
            retry *= 2;
        }
        return -1;
    }

    // what is asked of all

    List<SimulatedAgent> running() {
        return agents.stream().filter(SimulatedAgent::running).toList();
    }

    /** Whether all running agents see the same, and that is the truth: those that run are alive, all others are not. */
    boolean agreed() {
        return disagreement().isEmpty();
    }

    String disagreement() {
        for (var one : agents) {
            if (!one.running()) continue;
            for (var other : agents) {
                if (one == other) continue;
                var seen = one.state(other.id);
                if (other.running() ? seen != Node.State.ALIVE : seen == Node.State.ALIVE || seen == Node.State.SUSPECT)
                    return one.name() + " holds " + other.name() + " for " + seen + ", which "
                            + (other.running() ? "runs" : "does not run");
                if (other.running() && one.incarnation(other.id) != other.mind().incarnation())
                    return one.name() + " knows the incarnation " + one.incarnation(other.id) + " of " + other.name()
                            + ", which has " + other.mind().incarnation();
                if (other.running() && !one.profile(other.id).equals(other.profile))
                    return one.name() + " has an old profile of " + other.name();
            }
        }
        return "";
    }

    static Profile profile(int index, Address address) {
        var groups = new TreeSet<String>(List.of("linux", "debian", "debian-12", "rack-" + index % 7));
        return Profile.named("node-" + index, "internet")
                .at(address.ip(), address.port())
                .withGroups(new TreeSet<>(List.of("group-" + index % 5)), groups);
    }

    static NodeId id(int index) {
        return new NodeId(String.format("%032x", Hashes.mixed(index + 1)));
    }
}

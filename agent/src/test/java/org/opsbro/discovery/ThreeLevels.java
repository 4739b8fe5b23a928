package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.opsbro.discovery.zone.Zone;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.model.Node;
import org.opsbro.model.Profile;
import org.opsbro.model.ZoneLink;

/** Three levels of zones with their links in virtual time. Its watcher fails as soon as an agent learns what it must not. */
final class ThreeLevels {
    private static final ZoneTree TREE = ZoneTree.of(
            List.of(new Zone("world", List.of("europe", "asia"), ""), new Zone("europe", List.of("paris", "lyon"), "")),
            new ArrayList<>());
    static final List<String> ZONES = List.of("world", "europe", "paris", "lyon", "asia");
    static final int MEMBERS = 4;
    static final Duration SOON = Duration.ofSeconds(30);

    final SimulatedNetwork network;
    final List<SimulatedLink> links = new ArrayList<>();

    ThreeLevels(long seed) {
        this.network = SimulatedNetwork.seeded(seed);
        network.machines(MEMBERS * ZONES.size(), SimulatedNetwork.LAN);
        for (var agent : network.agents) settle(agent, ZONES.get(agent.index / MEMBERS));
        network.watcher = (agent, change) -> {
            var after = change.after();
            var permitted =
                    after.zone().equals(agent.profile.zone()) || TREE.sees(agent.profile.zone(), after.profile());
            if (!permitted) throw new AssertionError(agent.name() + " in " + agent.profile.zone() + " knows " + after);
            if (!after.zone().equals(agent.profile.zone())
                    && !after.profile().links().isEmpty())
                throw new AssertionError(agent.name() + " knows the links of " + after);
        };
        network.listener = (agent, event) -> {
            var zone = agent.profile.zone();
            if (!event.zone().equals(zone) && !(event.subZones() && TREE.isBelow(zone, event.zone())))
                throw new AssertionError(agent.name() + " in " + zone + " hears " + event);
        };
    }

    /** The first two of each zone are its relays; a node that moves is none. */
    private void settle(SimulatedAgent agent, String zone) {
        var links = new TreeMap<String, ZoneLink>();
        links.put("somewhere", new ZoneLink(true, SimulatedNetwork.EPOCH));
        var relay = agent.index % MEMBERS < 2;
        agent.profile = agent.profile.in(zone, relay).withLinks(relay ? links : new TreeMap<>());
        agent.surroundings = new Surroundings() {
            @Override
            public boolean isMember(Profile profile) {
                return profile.zone().equals(zone);
            }

            @Override
            public boolean isForeign(MemberRecord record) {
                var profile = record.alive().profile();
                return !profile.zone().equals(zone) && TREE.sees(zone, profile);
            }

            @Override
            public boolean hears(String other) {
                return TREE.hears(zone, other);
            }

            @Override
            public boolean answers(String asking) {
                return asking.equals(zone);
            }

            @Override
            public Optional<Message.Leave> proven(Message.ForcedLeave order, Instant now) {
                return Optional.empty();
            }
        };
    }

    ThreeLevels running() {
        for (var agent : network.agents) agent.start(List.of(first(agent.profile.zone()).address));
        for (var zone : ZONES)
            TREE.parent(zone).ifPresent(parent -> {
                for (var lower : relays(zone)) for (var upper : relays(parent)) link(lower, upper);
            });
        network.run(SOON);
        return this;
    }

    SimulatedAgent first(String zone) {
        return network.agent(MEMBERS * ZONES.indexOf(zone));
    }

    List<SimulatedAgent> relays(String zone) {
        var first = MEMBERS * ZONES.indexOf(zone);
        return network.agents.subList(first, first + 2);
    }

    SimulatedAgent plain(String zone) {
        return network.agent(MEMBERS * ZONES.indexOf(zone) + 3);
    }

    private void link(SimulatedAgent lower, SimulatedAgent upper) {
        var link = new SimulatedLink(lower, upper, TREE);
        links.add(link);
        link.turn();
    }

    /** What an agent has to know of the others, and does not; empty where all is as it should be. */
    private String wrong() {
        for (var one : network.running()) {
            var known = new TreeMap<String, Node>();
            for (var node : one.mind().nodes())
                if (known.put(node.id().uuid(), node) != null) return one.name() + " knows " + node.name() + " twice";
            for (var other : network.agents) {
                if (one == other) continue;
                var node = known.get(other.id.uuid());
                var sees =
                        other.profile.zone().equals(one.profile.zone()) || TREE.sees(one.profile.zone(), other.profile);
                if (!sees) {
                    if (node != null && node.living())
                        return one.name() + " in " + one.profile.zone() + " holds " + other.name() + ", which is in "
                                + other.profile.zone() + ", for living in " + node.zone();
                } else if (node == null) return one.name() + " does not know " + other.name();
                else if (other.running() != node.living() || !node.zone().equals(other.profile.zone()))
                    return one.name() + " holds " + other.name() + " for " + node.state() + " in " + node.zone();
            }
        }
        return "";
    }

    void agree() {
        network.until(() -> wrong().isEmpty(), Duration.ofMinutes(2));
        assertThat(wrong()).isEmpty();
    }

    static Node.State state(SimulatedAgent of, SimulatedAgent seenBy) {
        return seenBy.mind().nodes().stream()
                .filter(node -> node.id().equals(of.id))
                .map(Node::state)
                .findFirst()
                .orElseThrow();
    }

    /** An event of one agent, for the zones below too where that is wanted, reaches all that are to hear it, and each once. */
    void tell(SimulatedAgent by, String type, boolean below) {
        if (below) by.fireBelow(type);
        else by.fire(type);
        var zone = by.profile.zone();
        network.until(() -> deafTo(type, zone, below).isEmpty(), Duration.ofMinutes(2));
        assertThat(deafTo(type, zone, below)).isEmpty();
        network.run(Duration.ofSeconds(20));
        assertThat(network.running()).allMatch(agent -> times(agent, type) <= 1);
    }

    private List<String> deafTo(String type, String zone, boolean below) {
        return network.running().stream()
                .filter(agent ->
                        agent.profile.zone().equals(zone) || (below && TREE.isBelow(agent.profile.zone(), zone)))
                .filter(agent -> times(agent, type) == 0)
                .map(SimulatedAgent::name)
                .toList();
    }

    static long times(SimulatedAgent agent, String type) {
        return agent.events.stream().filter(type::equals).count();
    }

    void move(SimulatedAgent moving, String zone) {
        moving.leave();
        network.until(() -> moving.departed, SOON);
        settle(moving, zone);
        moving.start(List.of(relays(zone).getFirst().address));
    }

    void suffer() {
        var chance = network.chance;
        network.loss = chance.nextDouble() * 0.1;
        for (var i = 0; i < 6; i++) {
            var agent = network.agent(chance.nextInt(network.agents.size()));
            switch (chance.nextInt(5)) {
                case 0 -> {
                    if (agent.running()) agent.crash();
                }
                case 1 -> {
                    if (!agent.running()) agent.start(List.of(first(agent.profile.zone()).address));
                }
                case 2 -> links.get(chance.nextInt(links.size())).cut = true;
                case 3 -> {
                    if (agent.running() && agent.index % MEMBERS >= 2)
                        move(agent, ZONES.get(chance.nextInt(ZONES.size())));
                }
                default -> agent.standStill(Duration.ofSeconds(chance.nextInt(20)));
            }
            var teller = network.agent(chance.nextInt(network.agents.size()));
            if (teller.running()) teller.fireBelow("meanwhile-" + i);
            network.run(Duration.ofSeconds(1 + chance.nextInt(15)));
        }
        network.loss = 0;
        links.forEach(link -> link.cut = false);
        for (var agent : network.agents)
            if (!agent.running()) agent.start(List.of(first(agent.profile.zone()).address));
        agree();
        for (var zone : ZONES) tell(plain(zone), "after-all-" + zone, chance.nextBoolean());
    }
}

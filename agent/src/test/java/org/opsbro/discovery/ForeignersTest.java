package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.Message.Foreign;
import org.opsbro.discovery.Message.Suspect;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** Facts about nodes of another zone: copied, passed on, never judged. */
class ForeignersTest {
    private static final NodeId FAR = SimulatedNetwork.id(900);
    private SimulatedNetwork network = SimulatedNetwork.seeded(0);

    @BeforeEach
    void town() {
        network = SimulatedNetwork.seeded(31);
        network.machines(10, SimulatedNetwork.LAN);
        network.agents.forEach(agent -> agent.surroundings = seeing("lyon"));
        var seed = List.of(network.agent(0).address);
        network.agents.forEach(agent -> agent.start(seed));
        network.run(Duration.ofSeconds(20));
    }

    private static Surroundings seeing(String zone) {
        var own = Surroundings.of("internet");
        return new Surroundings() {
            @Override
            public boolean isMember(org.opsbro.model.Profile profile) {
                return own.isMember(profile);
            }

            @Override
            public boolean isForeign(MemberRecord record) {
                return record.alive().profile().zone().equals(zone);
            }

            @Override
            public boolean hears(String other) {
                return own.hears(other);
            }

            @Override
            public boolean answers(String asking) {
                return own.answers(asking);
            }

            @Override
            public Optional<Message.Leave> proven(Message.ForcedLeave order, Instant now) {
                return Optional.empty();
            }
        };
    }

    private static Foreign fact(String zone, Node.State state, long version) {
        var profile =
                SimulatedNetwork.profile(900, new Address("10.9.0.1", 6768)).in(zone, false);
        var alive = new Message.Alive(FAR, 3, 0, 1, profile, GossipCodec.hash(profile), true);
        return new Foreign(new MemberRecord(alive, state, 3, SimulatedNetwork.EPOCH.toEpochMilli()), version);
    }

    private static Optional<Node> seen(SimulatedAgent agent) {
        return agent.mind().nodes().stream()
                .filter(node -> node.id().equals(FAR))
                .findFirst();
    }

    private boolean allSee(Node.State state) {
        return network.agents.stream()
                .allMatch(agent ->
                        seen(agent).filter(node -> node.state() == state).isPresent());
    }

    @Test
    void a_fact_reaches_the_whole_zone_and_an_older_one_changes_nothing() {
        network.agent(0).foreign(fact("lyon", Node.State.ALIVE, 5));
        assertThat(network.until(() -> allSee(Node.State.ALIVE), Duration.ofSeconds(5)))
                .isLessThan(Duration.ofSeconds(2));

        network.agent(4).foreign(fact("lyon", Node.State.DEAD, 4));
        network.run(Duration.ofSeconds(5));
        assertThat(allSee(Node.State.ALIVE)).isTrue();

        network.agent(4).foreign(fact("lyon", Node.State.DEAD, 6));
        assertThat(network.until(() -> allSee(Node.State.DEAD), Duration.ofSeconds(5)))
                .isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void what_may_not_be_known_here_is_not_taken() {
        network.agent(0).foreign(fact("mars", Node.State.ALIVE, 5), fact("internet", Node.State.ALIVE, 5));
        network.run(Duration.ofSeconds(5));

        assertThat(network.agents).allMatch(agent -> seen(agent).isEmpty());
        assertThat(network.agent(0).mind().condition().notAdmitted()).isPositive();
    }

    @Test
    void nobody_here_judges_or_pings_it() {
        network.agent(0).foreign(fact("lyon", Node.State.ALIVE, 5));
        network.run(Duration.ofSeconds(2));
        var suspicion = new Suspect(FAR, 3, network.agent(1).id, false);

        network.agents.forEach(
                agent -> agent.receive(network.agent(1).id, network.agent(1).address, List.of(suspicion)));
        network.run(Duration.ofSeconds(60));

        assertThat(allSee(Node.State.ALIVE)).isTrue();
        assertThat(network.agents).allMatch(agent -> agent.state(FAR) == null);
    }

    @Test
    void a_lost_link_makes_it_stale_here_only_and_forgetting_takes_it_away() {
        network.agent(0).foreign(fact("lyon", Node.State.ALIVE, 5));
        network.run(Duration.ofSeconds(5));
        var mind = network.agent(0).mind();

        mind.foreignStale(network.agent(0).moment(), "lyon", true);
        assertThat(seen(network.agent(0)))
                .hasValueSatisfying(node -> assertThat(node.stale()).isTrue());
        assertThat(seen(network.agent(1)))
                .hasValueSatisfying(node -> assertThat(node.stale()).isFalse());

        mind.foreignStale(network.agent(0).moment(), "lyon", false);
        assertThat(seen(network.agent(0)))
                .hasValueSatisfying(node -> assertThat(node.stale()).isFalse());

        var effects = mind.forgetForeign(network.agent(0).moment(), "lyon"::equals);
        assertThat(effects).contains(new Effect.Forgotten(java.util.Set.of(FAR)));
        assertThat(seen(network.agent(0))).isEmpty();
    }
}

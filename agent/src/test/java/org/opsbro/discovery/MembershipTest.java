package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Node;

class MembershipTest {
    @Test
    void agents_that_join_one_seed_know_each_other_in_seconds() {
        var network = SimulatedNetwork.seeded(1).machines(10, SimulatedNetwork.LAN);
        var seed = List.of(network.agent(0).address);

        network.agents.forEach(agent -> agent.start(seed));

        assertThat(network.until(network::agreed, Duration.ofSeconds(5))).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void a_vanished_host_is_dead_for_all() {
        var network = SimulatedNetwork.settled(2, 20);
        network.run(Duration.ofSeconds(20));

        network.agent(3).vanish();
        network.run(Duration.ofSeconds(14));

        assertThat(network.disagreement()).isEmpty();
        assertThat(network.agent(0).changes)
                .isNotEmpty()
                .allMatch(change -> change.id().equals(network.agent(3).id));
    }

    @Test
    void an_agent_killed_on_a_living_host_is_dead_within_five_seconds() {
        var network = SimulatedNetwork.settled(3, 10);
        network.run(Duration.ofSeconds(20));

        network.agent(3).crash();
        var took = network.until(network::agreed, Duration.ofSeconds(20));

        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(network.agent(0).changes.getLast().why()).startsWith("agent down");
    }

    @Test
    void a_healthy_cluster_judges_nobody() {
        var network = SimulatedNetwork.settled(4, 50);

        network.run(Duration.ofMinutes(5));

        assertThat(network.agents).allMatch(agent -> agent.changes.isEmpty());
        assertThat(network.disagreement()).isEmpty();
    }

    @Test
    void a_departure_is_no_death() {
        var network = SimulatedNetwork.settled(5, 50);
        network.run(Duration.ofSeconds(5));

        network.agent(7).leave();
        var took = network.until(
                () -> network.agents.stream()
                        .filter(one -> one.index != 7)
                        .allMatch(one -> one.state(network.agent(7).id) == Node.State.LEAVE),
                Duration.ofSeconds(10));

        assertThat(took).isLessThan(Duration.ofMillis(1100));
        network.run(Duration.ofMinutes(1));
        assertThat(network.agent(0).changes).hasSize(1);
    }

    @Test
    void a_change_while_it_leaves_does_not_take_back_the_goodbye() {
        var network = SimulatedNetwork.settled(6, 20);
        network.run(Duration.ofSeconds(5));
        var leaving = network.agent(7);

        leaving.announce(leaving.profile.calling("before"));
        leaving.leave();
        leaving.announce(leaving.profile.calling("after"));
        network.run(Duration.ofMinutes(1));

        assertThat(network.agents.stream().filter(one -> one.index != 7).map(one -> one.state(leaving.id)))
                .containsOnly(Node.State.LEAVE);
    }
}

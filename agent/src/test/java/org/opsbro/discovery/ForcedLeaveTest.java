package org.opsbro.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/** Orders that take a node out; here an order is good if it begins with {@code good}. */
class ForcedLeaveTest {
    private SimulatedNetwork network = SimulatedNetwork.seeded(0);

    @BeforeEach
    void town() {
        network = SimulatedNetwork.seeded(41);
        var surroundings = new Surroundings() {
            @Override
            public boolean isMember(Profile profile) {
                return true;
            }

            @Override
            public boolean isForeign(MemberRecord record) {
                return false;
            }

            @Override
            public boolean hears(String other) {
                return false;
            }

            @Override
            public boolean answers(String asking) {
                return true;
            }

            @Override
            public Optional<Message.Leave> proven(Message.ForcedLeave order, Instant now) {
                var words = new String(order.order(), UTF_8).split(" ", -1);
                return words[0].equals("good")
                        ? Optional.of(new Message.Leave(new NodeId(words[1]), Long.parseLong(words[2])))
                        : Optional.empty();
            }
        };
        network.machines(10, SimulatedNetwork.LAN);
        network.agents.forEach(agent -> agent.surroundings = surroundings);
        var seed = List.of(network.agent(0).address);
        network.agents.forEach(agent -> agent.start(seed));
        network.run(Duration.ofSeconds(20));
    }

    private byte[] order(String word, SimulatedAgent about) {
        return (word + " " + about.id.uuid() + " " + network.agent(0).incarnation(about.id)).getBytes(UTF_8);
    }

    private boolean gone(SimulatedAgent one) {
        return network.running().stream()
                .filter(agent -> agent != one)
                .allMatch(agent -> agent.state(one.id) == Node.State.LEAVE);
    }

    @Test
    void a_dead_member_is_gone_for_all_and_it_is_told_why() {
        var lost = network.agent(7);
        lost.vanish();
        network.run(Duration.ofSeconds(20));

        network.agent(0).forceLeave(order("good", lost));

        assertThat(network.until(() -> gone(lost), Duration.ofSeconds(5))).isLessThan(Duration.ofSeconds(2));
        assertThat(network.agent(4).changes.getLast().why()).isEqualTo("forced out");
    }

    @Test
    void an_order_that_is_not_proven_changes_nothing_and_is_counted() {
        network.agent(0).forceLeave(order("bad", network.agent(7)));
        network.run(Duration.ofSeconds(5));

        assertThat(network.disagreement()).isEmpty();
        assertThat(network.agent(0).mind().condition().badOrders()).isEqualTo(1);
    }

    @Test
    void a_living_member_obeys_and_takes_no_part_any_more() {
        var out = network.agent(7);

        network.agent(0).forceLeave(order("good", out));
        network.run(Duration.ofSeconds(5));

        assertThat(out.forcedOut).isTrue();
        assertThat(out.departed).isTrue();
        assertThat(gone(out)).isTrue();
        var mind = out.mind();
        assertThat(mind.announce(out.moment(), out.profile.calling("another"))).isEmpty();
        assertThat(mind.onPacket(
                        out.moment(), network.agent(1).id, network.agent(1).address, List.of(new Message.Ping(5, 0))))
                .isEmpty();
        assertThat(mind.nextDue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_living_member_that_missed_the_order_hears_of_it_from_whom_it_talks_to() {
        var out = network.agent(7);
        out.deafen(Duration.ofSeconds(2));

        network.agent(0).forceLeave(order("good", out));
        network.run(Duration.ofSeconds(6));

        assertThat(out.forcedOut).isTrue();
        assertThat(gone(out)).isTrue();
    }

    @Test
    void it_comes_back_with_a_higher_incarnation_and_the_same_order_is_no_good_for_that() {
        var out = network.agent(7);
        var order = order("good", out);
        network.agent(0).forceLeave(order);
        network.run(Duration.ofSeconds(5));

        out.start(List.of(network.agent(1).address));
        assertThat(network.until(network::agreed, Duration.ofSeconds(10))).isLessThan(Duration.ofSeconds(5));

        network.agent(3).forceLeave(order);
        network.run(Duration.ofSeconds(10));
        assertThat(out.departed).isFalse();
        assertThat(network.disagreement()).isEmpty();
    }

    @Test
    void an_order_about_a_later_incarnation_than_ours_is_outdone_too() {
        var out = network.agent(7);
        var ahead = ("good " + out.id.uuid() + " 1000").getBytes(UTF_8);
        network.agent(0).forceLeave(ahead);
        network.run(Duration.ofSeconds(5));
        assertThat(gone(out)).isTrue();

        out.start(List.of(network.agent(1).address));

        assertThat(network.until(network::agreed, Duration.ofSeconds(10))).isLessThan(Duration.ofSeconds(5));
        assertThat(out.mind().incarnation()).isGreaterThan(1000);
    }
}

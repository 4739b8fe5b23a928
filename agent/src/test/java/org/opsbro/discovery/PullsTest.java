package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.opsbro.model.NodeId;

/** What is too large for a packet: its hash or a notice travels, the whole comes over a stream. */
class PullsTest {
    private final SimulatedNetwork network = SimulatedNetwork.settled(51, 50);

    private boolean allHave(NodeId id, org.opsbro.model.Profile profile) {
        return network.agents.stream()
                .filter(agent -> !agent.id.equals(id))
                .allMatch(agent -> agent.profile(id).equals(profile));
    }

    @Test
    void a_large_profile_is_pulled_by_all_in_two_seconds_once_its_hash_changes() {
        var agent = network.agent(5);
        network.run(Duration.ofSeconds(10));
        var many = new TreeSet<String>();
        for (var i = 0; i < 60; i++) many.add("a-long-name-of-a-group-" + i);

        agent.announce(agent.profile.withGroups(agent.profile.definedGroups(), many));

        assertThat(ProfileCodec.bytes(agent.profile).length).isGreaterThan(Message.MAX_INLINE);
        assertThat(network.until(() -> allHave(agent.id, agent.profile), Duration.ofSeconds(10)))
                .isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void a_profile_of_which_only_the_brief_is_told_keeps_what_was_known_until_it_is_pulled() {
        var agent = network.agent(5);
        var before = agent.profile;
        network.run(Duration.ofSeconds(5));
        var many = new TreeSet<String>();
        for (var i = 0; i < 60; i++) many.add("a-long-name-of-a-group-" + i);
        var next = before.withGroups(before.definedGroups(), many).calling("renamed");
        var told = new Message.Alive(
                agent.id, agent.mind().incarnation(), 1, 0, Self.brief(next), GossipCodec.hash(next), false);

        var mind = network.agent(6).mind();
        mind.onPacket(
                network.agent(6).moment(), network.agent(7).id, network.agent(7).address, java.util.List.of(told));

        assertThat(network.agent(6).profile(agent.id).displayName()).isEqualTo("renamed");
        assertThat(network.agent(6).profile(agent.id).detectedGroups()).isEqualTo(before.detectedGroups());
    }

    @Test
    void an_event_of_64_kib_is_heard_by_all_once_and_no_packet_is_too_large() {
        var payload = "x".repeat(Message.MAX_PAYLOAD);
        network.run(Duration.ofSeconds(5));

        network.agent(3).fire("deploy", payload);
        var took = network.until(
                () -> network.agents.stream().allMatch(agent -> agent.lastPayload.equals(payload)),
                Duration.ofSeconds(10));

        assertThat(took).isLessThan(Duration.ofSeconds(2));
        network.run(Duration.ofMinutes(2));
        assertThat(network.agents).allMatch(agent -> agent.events.equals(java.util.List.of("deploy")));
        assertThat(network.largest).isLessThanOrEqualTo(SimulatedNetwork.LAN.packetBytes());
    }

    @Test
    void a_large_event_passes_where_packets_are_lost() {
        network.run(Duration.ofSeconds(5));
        network.loss = 0.25;

        network.agent(3).fire("deploy", "ö".repeat(2000));

        assertThat(network.until(
                        () -> network.agents.stream().allMatch(agent -> agent.events.contains("deploy")),
                        Duration.ofSeconds(60)))
                .isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_small_event_needs_no_stream() {
        network.run(Duration.ofSeconds(5));
        network.agents.forEach(agent -> agent.bytesSent = 0);
        network.agent(3).fire("deploy", "x".repeat(Message.MAX_INLINE_PAYLOAD));

        network.run(Duration.ofMillis(1500));

        assertThat(network.agents).allMatch(agent -> agent.events.contains("deploy"));
        assertThat(network.agent(3).bytesSent).isLessThan(40_000);
    }

    @Test
    void events_beyond_four_mebibytes_push_out_the_oldest() {
        var one = SimulatedNetwork.seeded(5).machines(1, SimulatedNetwork.LAN);
        one.agent(0).start(java.util.List.of());
        for (var i = 0; i < 100; i++) one.agent(0).fire("event-" + i, "x".repeat(Message.MAX_PAYLOAD));

        var kept = one.agent(0).mind().kept().events();

        assertThat(kept).hasSize(EventLog.MOST_BYTES / Message.MAX_PAYLOAD);
        assertThat(kept.getLast().type()).isEqualTo("event-99");
        assertThat(new HashSet<>(one.agent(0).events)).hasSize(100);
    }

    @Test
    void a_notice_that_nobody_can_make_good_is_given_up() {
        var agent = network.agent(2);
        var notice = new Message.EventNotice(SimulatedNetwork.id(800), 3, 1, "ghost", "", 0, "internet", false, 5000);
        network.run(Duration.ofSeconds(5));
        agent.receive(network.agent(1).id, network.agent(1).address, java.util.List.of(notice));

        network.run(Duration.ofSeconds(30));

        assertThat(agent.events).isEmpty();
        assertThat(network.disagreement()).isEmpty();
    }
}

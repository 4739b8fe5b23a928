package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.Message.Detect;
import org.opsbro.discovery.Message.DetectAnswer;

/** Calls in the local network and their answers. */
class DetectionTest {
    private static final Address CALLER = new Address("10.7.7.7", 6768);
    private final SimulatedNetwork network = SimulatedNetwork.settled(21, 3);
    private final SimulatedAgent asked = network.agent(1);

    /** What is sent to the caller within a second of virtual time. */
    private List<DetectAnswer> answers(Detect... calls) {
        var mind = asked.mind();
        var begin = asked.moment();
        for (var call : calls)
            assertThat(mind.onPacket(begin, SimulatedNetwork.id(77), CALLER, List.of(call)))
                    .isEmpty();
        List<DetectAnswer> all = new ArrayList<>();
        for (var millis = 0; millis <= 1000; millis += 5) {
            var now =
                    new Moment(begin.nanos() + millis * 1_000_000L, begin.wall().plusMillis(millis));
            for (var effect : mind.advance(now))
                if (effect instanceof Effect.Send send && send.to().equals(CALLER))
                    for (var message : send.messages()) {
                        assertThat(millis).isLessThanOrEqualTo(505);
                        all.add((DetectAnswer) message);
                    }
        }
        return all;
    }

    @Test
    void an_agent_of_the_zone_answers_once_and_with_less_than_it_was_asked_with() {
        var call = network.agent(0).mind().detect(5);

        var answers = answers(call);

        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.nonce()).isEqualTo(5);
            assertThat(answer.id()).isEqualTo(asked.id);
            assertThat(GossipCodec.size(answer)).isLessThanOrEqualTo(GossipCodec.size(call));
        });
    }

    @Test
    void a_small_question_gets_no_larger_answer() {
        assertThat(answers(new Detect(5, "internet", 0))).isEmpty();
    }

    @Test
    void another_zone_gets_no_answer() {
        assertThat(answers(new Detect(5, "mars", Message.MAX_PADDING))).isEmpty();
    }

    @Test
    void a_flood_of_calls_is_answered_sixteen_times() {
        var calls = new Detect[200];
        for (var i = 0; i < calls.length; i++) calls[i] = new Detect(i, "internet", Message.MAX_PADDING);

        assertThat(answers(calls)).hasSize(16);
    }

    @Test
    void a_question_under_the_key_of_another_zone_is_answered_under_it_where_that_zone_may_ask() {
        var below = SimulatedNetwork.settled(21, 3);
        var mind = below.agent(1).mind();
        var begin = below.agent(1).moment();

        var honest = new Detect(5, "internet", Message.MAX_PADDING);
        mind.onPacketAcross(begin, "internet", CALLER, List.of(honest));
        var sent = mind.advance(
                new Moment(begin.nanos() + 600_000_000L, begin.wall().plusMillis(600)));

        assertThat(sent)
                .filteredOn(Effect.Across.class::isInstance)
                .map(Effect.Across.class::cast)
                .singleElement()
                .satisfies(across -> {
                    assertThat(across.zone()).isEqualTo("internet");
                    assertThat(across.to()).isEqualTo(CALLER);
                    assertThat(across.message()).isInstanceOf(DetectAnswer.class);
                });
    }

    @Test
    void the_zone_of_a_question_is_that_of_its_key() {
        var mind = asked.mind();
        var begin = asked.moment();

        mind.onPacketAcross(begin, "mars", CALLER, List.of(new Detect(5, "internet", Message.MAX_PADDING)));
        var sent = mind.advance(
                new Moment(begin.nanos() + 600_000_000L, begin.wall().plusMillis(600)));

        assertThat(sent).noneMatch(Effect.Across.class::isInstance);
    }

    @Test
    void nothing_but_detection_passes_from_another_zone() {
        var mind = asked.mind();
        var before = mind.nodes();

        var sent = mind.onPacketAcross(
                asked.moment(),
                "mars",
                CALLER,
                List.of(new Message.Ping(7, 0), new Message.Leave(network.agent(0).id, 99)));

        assertThat(sent).isEmpty();
        assertThat(mind.nodes()).isEqualTo(before);
    }

    @Test
    void an_answer_tells_who_is_where_by_the_address_it_came_from() {
        var profile = SimulatedNetwork.profile(1, new Address("192.168.0.1", 7000));
        var answer = new DetectAnswer(9, asked.id, Self.brief(profile));

        var effects = network.agent(0)
                .mind()
                .onPacket(network.agent(0).moment(), asked.id, new Address("10.7.7.8", 1234), List.of(answer));

        assertThat(effects)
                .contains(new Effect.Detected(9, asked.id, new Address("10.7.7.8", 7000), "node-1", "internet", false));
    }

    @Test
    void whoever_was_detected_can_be_joined() {
        var town = SimulatedNetwork.seeded(3).machines(2, SimulatedNetwork.LAN);
        town.agents.forEach(agent -> agent.start(List.of()));
        town.agent(0).join(town.agent(1));

        assertThat(town.until(town::agreed, Duration.ofSeconds(5))).isLessThan(Duration.ofSeconds(2));
    }
}

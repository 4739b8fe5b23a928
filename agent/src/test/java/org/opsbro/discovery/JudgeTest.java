package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.Message.Dead;
import org.opsbro.discovery.Message.Suspect;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/** Verdicts of one agent about twenty others, without a network. */
class JudgeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int OTHERS = 20;

    private final Common common = new Common(
            GossipSettings.lan(),
            new SplittableRandom(1),
            profile -> true,
            SimulatedNetwork.SEAL,
            new Self(new NodeId("ourselves"), 1, 1, Profile.named("we", "internet")),
            new Moment(0, Instant.parse("2026-11-25T12:00:00Z")));

    private final Pulls pulls = new Pulls(common);
    private final Judge judge = new Judge(common, pulls, new Foreigners(common, record -> false));

    JudgeTest() {
        for (var i = 0; i < OTHERS; i++) judge.alive(alive(i, 1), address(i));
        common.out.taken();
    }

    private static NodeId id(int index) {
        return SimulatedNetwork.id(index);
    }

    private static Address address(int index) {
        return new Address("10.0.0." + index, 6768);
    }

    private static Message.Alive alive(int index, long incarnation) {
        var profile = SimulatedNetwork.profile(index, address(index));
        return new Message.Alive(id(index), incarnation, 0, 7, profile, GossipCodec.hash(profile), true);
    }

    private Node.State state(int index) {
        return common.roster.find(id(index)).orElseThrow().state();
    }

    private void suspect(int index, int from) {
        judge.suspect(new Suspect(id(index), 1, id(from), false));
    }

    private void dead(int index, int from) {
        judge.dead(new Dead(id(index), 1, id(from), false));
    }

    @Test
    void one_accuser_is_believed_five_times_a_minute_and_then_two_must_confirm() {
        for (var i = 1; i <= 6; i++) suspect(i, 0);
        for (var i = 1; i <= 6; i++) dead(i, 0);

        for (var i = 1; i <= 5; i++) assertThat(state(i)).isEqualTo(Node.State.DEAD);
        assertThat(state(6)).isEqualTo(Node.State.SUSPECT);
        assertThat(common.counters.doubted).isEqualTo(1);

        suspect(6, 7);
        dead(6, 7);
        assertThat(state(6)).isEqualTo(Node.State.SUSPECT);

        suspect(6, 8);
        dead(6, 8);
        assertThat(state(6)).isEqualTo(Node.State.DEAD);
    }

    @Test
    void the_budget_is_of_each_accuser_and_of_each_minute() {
        for (var i = 1; i <= 5; i++) suspect(i, 0);
        suspect(6, 7);
        assertThat(common.counters.doubted).isZero();

        common.now += 60 * SECOND;
        for (var i = 8; i <= 12; i++) suspect(i, 0);
        assertThat(common.counters.doubted).isZero();

        suspect(13, 0);
        assertThat(common.counters.doubted).isEqualTo(1);
    }

    @Test
    void in_a_large_zone_the_budget_is_a_twentieth_of_it() {
        assertThat(GossipSettings.lan().accusationsOf(20)).isEqualTo(5);
        assertThat(GossipSettings.lan().accusationsOf(1000)).isEqualTo(50);
    }

    @Test
    void an_agent_is_down_two_seconds_after_the_second_refusal_and_not_by_one() {
        var settings = GossipSettings.lan();
        var suspicion = new Suspicion(id(1), id(2), 0, false);
        suspicion.hears(id(2), true, 0, 2, 0);

        assertThat(suspicion.agentDown(2)).isFalse();
        assertThat(suspicion.due(settings, OTHERS, 2)).isEqualTo(settings.suspicion(OTHERS, 0));

        suspicion.hears(id(2), true, 0, 2, SECOND);
        assertThat(suspicion.agentDown(2)).isFalse();

        suspicion.hears(id(3), true, 0, 2, SECOND);
        assertThat(suspicion.agentDown(2)).isTrue();
        assertThat(suspicion.due(settings, OTHERS, 2))
                .isEqualTo(SECOND + settings.agentDownGrace().toNanos())
                .isLessThan(settings.suspicionLeast(OTHERS));
    }

    @Test
    void who_changes_a_fourth_time_in_ten_minutes_flaps_and_it_is_told_once() {
        comesAndGoes();

        var told = changes();
        var flapping = told.stream()
                .filter(change -> change.change().why().startsWith("flapping"))
                .toList();
        assertThat(told.subList(0, told.size() - flapping.size())).noneMatch(Effect.Changed::quiet);
        assertThat(flapping).hasSizeGreaterThan(1);
        assertThat(flapping.getFirst().quiet()).isFalse();
        assertThat(flapping.subList(1, flapping.size())).allMatch(Effect.Changed::quiet);
        assertThat(judge.flapping()).containsExactly(id(1));
    }

    private void comesAndGoes() {
        for (var round = 1; round <= 3; round++) {
            judge.suspect(new Suspect(id(1), round, id(2), false));
            judge.dead(new Dead(id(1), round, id(2), false));
            judge.alive(alive(1, round + 1), address(1));
            common.now += 20 * SECOND;
        }
    }

    @Test
    void when_it_flaps_no_longer_it_is_told_how_it_is() {
        comesAndGoes();
        changes();

        judge.tidy();
        assertThat(changes()).isEmpty();
        common.now += 601 * SECOND;
        judge.tidy();

        assertThat(judge.flapping()).isEmpty();
        assertThat(changes()).singleElement().satisfies(change -> {
            assertThat(change.quiet()).isFalse();
            assertThat(change.change().why()).isEqualTo("flaps no longer");
            assertThat(change.change().after().state()).isEqualTo(Node.State.ALIVE);
        });
        judge.tidy();
        assertThat(changes()).isEmpty();
    }

    @Test
    void four_changes_in_more_than_ten_minutes_are_no_flapping() {
        var flaps = new Flaps();
        for (var i = 0; i < 8; i++) {
            flaps.change(id(1), i * 201L * SECOND);
            assertThat(flaps.flaps(id(1), i * 201L * SECOND)).as("change %s", i).isFalse();
        }
        flaps.change(id(1), (7L * 201 + 1) * SECOND);
        assertThat(flaps.flaps(id(1), (7L * 201 + 1) * SECOND)).isTrue();
    }

    private List<Effect.Changed> changes() {
        return common.out.taken().stream()
                .filter(Effect.Changed.class::isInstance)
                .map(Effect.Changed.class::cast)
                .toList();
    }
}

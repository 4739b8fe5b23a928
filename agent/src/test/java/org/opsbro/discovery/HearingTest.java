package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Node;

/** The guard of those who hear nobody: they are cut off themselves. */
class HearingTest {
    private static final long SECOND = 1_000_000_000L;
    private final Hearing hearing = new Hearing(GossipSettings.lan(), 0);

    @Test
    void who_hears_nobody_for_two_seconds_is_isolated_and_for_two_minutes_no_longer_believed() {
        assertThat(hearing.isolated(2 * SECOND, 5)).isFalse();
        assertThat(hearing.isolated(2 * SECOND + 1, 5)).isTrue();
        assertThat(hearing.isolated(120 * SECOND, 5)).isTrue();
        assertThat(hearing.isolated(120 * SECOND + 1, 5)).isFalse();
    }

    @Test
    void a_cluster_of_two_has_no_guard() {
        assertThat(hearing.isolated(30 * SECOND, 1)).isFalse();
        assertThat(hearing.hears(30 * SECOND, SECOND, 1)).isTrue();
    }

    @Test
    void suspicions_stand_still_while_it_lasts_but_two_minutes_at_most() {
        hearing.heard(50 * SECOND, 5);
        assertThat(hearing.suspicionTime(50 * SECOND)).isZero();

        hearing.heard(51 * SECOND, 5);
        assertThat(hearing.suspicionTime(51 * SECOND)).isEqualTo(SECOND);

        hearing.heard(651 * SECOND, 5);
        assertThat(hearing.suspicionTime(651 * SECOND)).isEqualTo((651 - 50 - 120) * SECOND);
    }

    @Test
    void it_is_told_once_and_its_end_once() {
        assertThat(hearing.begins(3 * SECOND, 5)).isTrue();
        assertThat(hearing.begins(4 * SECOND, 5)).isFalse();
        assertThat(hearing.heard(5 * SECOND, 5)).isTrue();
        assertThat(hearing.heard(6 * SECOND, 5)).isFalse();
    }

    @Test
    void who_is_cut_off_judges_nobody_for_two_minutes_and_then_everybody() {
        var network = SimulatedNetwork.settled(11, 10);
        network.run(Duration.ofSeconds(10));
        network.partition(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        network.run(Duration.ofSeconds(110));
        assertThat(network.agent(0).changes).noneMatch(change -> change.state() == Node.State.DEAD);
        assertThat(network.agent(0).mind().condition().isolated()).isTrue();
        assertThat(network.agent(1).state(network.agent(0).id)).isEqualTo(Node.State.DEAD);

        network.run(Duration.ofMinutes(4));
        assertThat(network.agent(0).mind().condition().isolated()).isFalse();
        assertThat(network.agent(0).mind().condition().dead()).isEqualTo(9);
    }

    @Test
    void who_stood_still_takes_its_own_pause_for_nobody_elses_silence() {
        var network = SimulatedNetwork.settled(12, 10);
        network.run(Duration.ofSeconds(10));
        var paused = network.agent(3);

        paused.standStill(Duration.ofSeconds(20));
        network.run(Duration.ofSeconds(60));

        assertThat(paused.logs).anyMatch(line -> line.contains("stood still for"));
        assertThat(paused.changes).isEmpty();
        assertThat(network.disagreement()).isEmpty();
    }

    @Test
    void a_pause_shifts_all_timers_and_costs_local_health() {
        var network = SimulatedNetwork.settled(13, 5);
        var mind = network.agent(0).mind();
        network.run(Duration.ofSeconds(5));
        var due = mind.nextDue();

        var effects = mind.advance(new Moment(due + 30 * SECOND, SimulatedNetwork.EPOCH.plusSeconds(40)));

        assertThat(effects)
                .filteredOn(Effect.Log.class::isInstance)
                .singleElement()
                .satisfies(log -> assertThat(((Effect.Log) log).text()).contains("stood still for 30000 ms"));
        assertThat(mind.condition().localHealth()).isEqualTo(2);
        assertThat(mind.nextDue()).isGreaterThan(due + 30 * SECOND);
        assertThat(effects).noneMatch(Effect.Changed.class::isInstance);
    }
}

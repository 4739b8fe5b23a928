package org.opsbro.detection.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.PaperHost;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.host.Host;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.CollectorReport.State;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Parameters;

class CollectorTurnsTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Collected ONE =
            new Collected.Facts(Value.object().with("n", 1).end());

    private final List<Event> told = new ArrayList<>();
    private final AtomicBoolean enabled = new AtomicBoolean(true);

    @Test
    void facts_are_told_and_stay_readable_after_a_failure() {
        var answers = new ArrayList<Supplier<Collected>>(List.of(() -> ONE, () -> {
            throw new IllegalStateException("the disk is on fire");
        }));
        var turn = turn("*", () -> answers.removeFirst().get());
        var world = world();

        var first = report(turn.take(world));
        world = world.after(new Event.FactsCollected(NOON, first));
        var second = report(turn.take(world));

        assertThat(first.state()).isEqualTo(State.OK);
        assertThat(second.state()).isEqualTo(State.ERROR);
        assertThat(second.reason()).isEqualTo("the disk is on fire");
        assertThat(second.facts()).isSameAs(first.facts());
    }

    @Test
    void equal_facts_stay_the_same_instance() {
        var turn =
                turn("*", () -> new Collected.Facts(Value.object().with("n", 1).end()));

        var first = report(turn.take(world()));
        var second = report(turn.take(world()));

        assertThat(second.facts()).isSameAs(first.facts());
    }

    @Test
    void a_node_outside_of_the_group_is_told_once_why() {
        var turn = turn("redis", () -> ONE);

        var first = report(turn.take(world()));

        assertThat(first.state()).isEqualTo(State.NOT_ELIGIBLE);
        assertThat(first.reason()).isEqualTo("node is not in group redis");
        assertThat(turn.take(world())).isEmpty();
    }

    @Test
    void who_waits_for_a_group_is_wanted_when_it_appears() {
        var turns = turns(List.of(collector("a", "redis", () -> ONE), collector("b", "*", () -> ONE)));
        var event = new Event.GroupsDetected(NOON, new TreeSet<>(List.of("redis")));
        var inRedis = world().after(event);
        for (var turn : turns.turns()) turn.take(world());

        assertThat(turns.wanted(event, world())).isEmpty();
        assertThat(turns.wanted(event, inRedis)).containsExactly("collector/a");
        turns.named("a").orElseThrow().take(inRedis);
        assertThat(turns.wanted(event, inRedis)).isEmpty();
    }

    @Test
    void who_looked_just_before_the_group_appeared_is_wanted_too() {
        var turns = turns(List.of(collector("a", "redis", () -> ONE)));
        var late = turns.named("a").orElseThrow().take(world()).getFirst();
        var inRedis = world().after(new Event.GroupsDetected(NOON, new TreeSet<>(List.of("redis"))));

        assertThat(turns.wanted(late, inRedis)).containsExactly("collector/a");
    }

    @Test
    void no_data_is_not_eligible() {
        var turn = turn("*", () -> new Collected.Facts(Value.Fields.EMPTY));

        assertThat(report(turn.take(world())).reason()).isEqualTo("the collector found no data");
    }

    @Test
    void with_the_topic_off_nothing_runs() {
        enabled.set(false);
        var turn = turn("*", () -> {
            throw new AssertionError("ran");
        });

        assertThat(report(turn.take(world())).reason()).contains("switched off");
    }

    @Test
    void a_run_on_demand_is_told_and_returned() {
        var turns = turns(List.of(collector("a", "*", () -> ONE)));

        var report = turns.run("a", world());

        assertThat(report.orElseThrow().state()).isEqualTo(State.OK);
        assertThat(told).hasSize(1);
        assertThat(turns.run("b", world())).isEmpty();
    }

    @Test
    void turns_stay_when_packs_are_read_again() {
        var turns = turns(List.of(collector("a", "*", () -> ONE)));
        var before = turns.turns();

        var change = turns.packs(Packs.NONE);

        assertThat(turns.turns()).isEqualTo(before);
        assertThat(change.gone()).isEmpty();
        assertThat(change.added()).isEmpty();
    }

    private CollectorTurn turn(String ifGroup, Supplier<Collected> run) {
        return turns(List.of(collector("a", ifGroup, run))).turns().getFirst();
    }

    private CollectorTurns turns(List<Collector> collectors) {
        var turns = new CollectorTurns(
                collectors, new Evaluator(List.of()), PaperHost.of(Map.of()), () -> NOON, enabled::get, told::addAll);
        turns.packs(Packs.NONE);
        return turns;
    }

    private static CollectorReport report(List<Event> events) {
        assertThat(events).hasSize(1);
        return ((Event.FactsCollected) events.getFirst()).report();
    }

    private static World world() {
        var groups = new TreeSet<String>();
        return World.of(
                Node.named(new NodeId("0a"), "node1", "internet")
                        .withDefinedGroups(groups)
                        .withDetectedGroups(groups),
                NOON);
    }

    private static Collector collector(String name, String ifGroup, Supplier<Collected> run) {
        return new Collector() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String doc() {
                return "for tests";
            }

            @Override
            public String ifGroup() {
                return ifGroup;
            }

            @Override
            public Duration every() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Collected collect(Host host, Parameters parameters) {
                return run.get();
            }
        };
    }
}

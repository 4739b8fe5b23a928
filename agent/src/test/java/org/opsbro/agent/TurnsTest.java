package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Turn;
import org.opsbro.model.World;

class TurnsTest {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    static final World EMPTY = World.of(Node.named(new NodeId("aa"), "web-1", "internet"), NOON);

    final List<Event> read = new CopyOnWriteArrayList<>();

    @Test
    void readers_see_the_world_that_holds_the_event() throws Exception {
        var seen = new CopyOnWriteArrayList<Set<String>>();
        try (var bulletin = new Bulletin(
                EMPTY, List.of((event, world) -> seen.add(world.node().groups())))) {
            bulletin.tell(List.of(groups("linux"), groups("linux", "debian")));
            bulletin.settled();
        }

        assertThat(seen).containsExactly(Set.of("linux"), Set.of("debian", "linux"));
    }

    @Test
    void a_reader_that_throws_does_not_stop_the_others() throws Exception {
        Bulletin.Reader broken = (event, world) -> {
            throw new IllegalStateException("a broken reader, as this test wants it");
        };
        try (var bulletin = new Bulletin(EMPTY, List.of(broken, (event, world) -> read.add(event)))) {
            bulletin.tell(List.of(groups("linux")));
            bulletin.settled();
        }

        assertThat(read).hasSize(1);
    }

    @Test
    void a_turn_runs_at_once_and_again_and_its_events_reach_the_world() throws Exception {
        var times = new AtomicInteger();
        withClockwork(clockwork -> clockwork.add(turn("counting", Duration.ofMillis(5), world -> {
            return List.of(groups("run-" + times.incrementAndGet()));
        })));

        assertThat(read).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void a_turn_that_throws_is_told_and_the_others_go_on() throws Exception {
        withClockwork(clockwork -> {
            clockwork.add(turn("broken", Duration.ofMillis(5), world -> {
                throw new IllegalStateException("a broken turn, as this test wants it");
            }));
            clockwork.add(turn("sound", Duration.ofMillis(5), world -> List.of(groups("sound"))));
        });

        assertThat(read)
                .hasAtLeastOneElementOfType(Event.TurnFailed.class)
                .hasAtLeastOneElementOfType(Event.GroupsDetected.class);
    }

    @Test
    void a_turn_that_is_still_running_is_not_started_a_second_time() throws Exception {
        var together = new AtomicInteger();
        var most = new AtomicInteger();
        var release = new CountDownLatch(1);
        withClockwork(clockwork -> {
            clockwork.add(turn("slow", Duration.ofMillis(1), world -> {
                most.accumulateAndGet(together.incrementAndGet(), Math::max);
                await(release);
                together.decrementAndGet();
                return List.of();
            }));
            clockwork.add(turn("quick", Duration.ofMillis(5), world -> List.of(groups("quick"))));
        });
        release.countDown();

        assertThat(most).hasValue(1);
    }

    @Test
    void initializing_ends_when_each_turn_has_run_once() throws Exception {
        var release = new CountDownLatch(1);
        try (var bulletin = new Bulletin(EMPTY, List.of());
                var clockwork = new Clockwork(bulletin, InstantSource.fixed(NOON), new Random(1), 4)) {
            clockwork.add(turn("late", Duration.ofHours(1), world -> {
                await(release);
                return List.of();
            }));

            assertThat(clockwork.awaitFirstRuns(20)).isFalse();
            assertThat(clockwork.waiting()).containsExactly("late");
            release.countDown();
            assertThat(clockwork.awaitFirstRuns(10_000)).isTrue();
            assertThat(clockwork.waiting()).isEmpty();
        }
    }

    @Test
    void turns_begin_on_a_beat_of_a_second_and_quicker_ones_when_they_are_due() {
        var second = 1_000_000_000L;
        assertThat(Clockwork.onBeat(3_400_000_000L, 4_310_000_000L, second)).isEqualTo(4 * second);
        assertThat(Clockwork.onBeat(4_000_100_000L, 4_910_000_000L, second)).isEqualTo(5 * second);
        assertThat(Clockwork.onBeat(4_000_100_000L, 5_090_000_000L, second)).isEqualTo(5 * second);
        assertThat(Clockwork.onBeat(4_900_000_000L, 5_790_000_000L, second)).isEqualTo(6 * second);
        assertThat(Clockwork.onBeat(4_000_100_000L, 14_600_000_000L, 10 * second))
                .isEqualTo(15 * second);
        assertThat(Clockwork.onBeat(4_000_100_000L, 4_005_300_000L, 5_000_000L)).isEqualTo(4_005_300_000L);
    }

    @Test
    void a_removed_turn_runs_no_more() throws Exception {
        try (var bulletin = new Bulletin(EMPTY, List.of());
                var clockwork = new Clockwork(bulletin, InstantSource.fixed(NOON), new Random(1), 4)) {
            clockwork.add(turn("one", Duration.ofHours(1), world -> List.of()));
            clockwork.add(turn("two", Duration.ofHours(1), world -> List.of()));
            clockwork.remove(List.of("one"));

            assertThat(clockwork.names()).containsExactly("two");
        }
    }

    @Test
    void a_turn_that_is_hurried_runs_at_once_and_again_where_it_had_begun() throws Exception {
        var runs = new AtomicInteger();
        var begun = new CountDownLatch(2);
        var release = new CountDownLatch(1);
        try (var bulletin = new Bulletin(EMPTY, List.of());
                var clockwork = new Clockwork(bulletin, InstantSource.fixed(NOON), new Random(1), 4)) {
            clockwork.add(turn("rare", Duration.ofHours(1), world -> {
                if (runs.incrementAndGet() == 2) {
                    begun.countDown();
                    await(release);
                }
                return List.of();
            }));
            clockwork.add(turn("other", Duration.ofHours(1), world -> {
                begun.countDown();
                return List.of();
            }));
            assertThat(clockwork.awaitFirstRuns(10_000)).isTrue();

            clockwork.hurry(List.of("rare"));
            await(begun);
            clockwork.hurry(List.of("rare"));
            release.countDown();

            Awaitility.await().until(() -> runs.get() == 3);
        }
    }

    /** Runs until three events or more were read. */
    private void withClockwork(java.util.function.Consumer<Clockwork> setUp) throws Exception {
        try (var bulletin = new Bulletin(EMPTY, List.of((event, world) -> read.add(event)));
                var clockwork = new Clockwork(bulletin, InstantSource.fixed(NOON), new Random(1), 4)) {
            setUp.accept(clockwork);
            Awaitility.await().until(() -> read.size() >= 6);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static Event groups(String... names) {
        return new Event.GroupsDetected(NOON, new TreeSet<>(Set.of(names)));
    }

    private static Turn turn(String name, Duration every, Function<World, List<Event>> body) {
        return new Turn() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Duration every() {
                return every;
            }

            @Override
            public List<Event> take(World world) {
                return body.apply(world);
            }
        };
    }
}

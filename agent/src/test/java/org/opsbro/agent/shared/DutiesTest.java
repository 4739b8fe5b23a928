package org.opsbro.agent.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.agent.api.KvApi;
import org.opsbro.kv.Limits;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;
import org.opsbro.wire.Route;

/** Two nodes that may both believe to have the duties, and one store, which is a real one. */
class DutiesTest {
    @TempDir
    Path folder;

    private final List<String> done = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-30T10:00:00Z");
    private boolean there = true;
    private KvKeeper keeper;
    private Leader one;
    private Leader other;

    private final class Leader {
        private final World world;
        private final Duties duties;
        private boolean leads;

        Leader(String name) {
            world = World.of(Node.named(new NodeId(name), name, "lan"), now);
            duties = new Duties(
                    () -> leads,
                    new ZoneStore(() -> there, routes(keeper)),
                    () -> world,
                    () -> now,
                    List.of(new Duties.Duty("sweep", Duration.ofHours(1), world -> done.add(name))));
        }
    }

    private static List<Route> routes(KvKeeper keeper) {
        return Stream.concat(new KvApi(keeper).routes().stream(), KvApi.own(keeper).stream())
                .toList();
    }

    @BeforeEach
    void leaders() {
        keeper = new KvKeeper(
                folder.resolve("kv"),
                "one",
                InstantSource.system(),
                System::nanoTime,
                () -> Limits.STORE_BYTES,
                changes -> {});
        one = new Leader("one");
        other = new Leader("other");
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private void passes(Duration time) {
        for (var end = now.plus(time); now.isBefore(end); ) {
            now = now.plusSeconds(30);
            one.duties.take(one.world);
            other.duties.take(other.world);
        }
    }

    @Test
    void who_has_the_duties_does_each_once_in_its_period() {
        one.leads = true;
        passes(Duration.ofMinutes(59));
        assertThat(done).containsExactly("one");

        passes(Duration.ofHours(3));
        assertThat(done).hasSize(4).containsOnly("one");
    }

    @Test
    void another_one_that_leads_goes_on_where_the_first_left() {
        one.leads = true;
        passes(Duration.ofMinutes(30));
        one.leads = false;
        other.leads = true;
        passes(Duration.ofMinutes(25));
        assertThat(done).containsExactly("one");

        passes(Duration.ofMinutes(20));
        assertThat(done).containsExactly("one", "other");
    }

    @Test
    void two_that_believe_to_lead_do_not_do_it_both() {
        one.leads = true;
        other.leads = true;
        passes(Duration.ofHours(10));

        assertThat(done).hasSizeBetween(9, 11);
    }

    @Test
    void a_clock_that_was_wrong_for_a_while_ends_nothing_for_ever() {
        one.leads = true;
        var right = now;
        now = now.plus(Duration.ofDays(400));
        passes(Duration.ofMinutes(1));
        now = right;
        passes(Duration.ofMinutes(10));

        assertThat(done).hasSize(2);
    }

    @Test
    void nobody_who_does_not_lead_does_anything() {
        passes(Duration.ofHours(2));

        assertThat(done).isEmpty();
        assertThat(keeper.exists()).isFalse();
    }

    @Test
    void alone_it_is_done_without_a_store() {
        there = false;
        one.leads = true;
        passes(Duration.ofMinutes(59));
        assertThat(done).containsExactly("one");
        passes(Duration.ofMinutes(2));

        assertThat(done).hasSize(2);
        assertThat(keeper.exists()).isFalse();
    }

    @Test
    void a_store_that_does_not_answer_keeps_it_from_being_done() {
        one.leads = true;
        keeper.hold("nobody leads it");
        passes(Duration.ofMinutes(30));

        assertThat(done).isEmpty();
    }
}

package org.opsbro.agent.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.agent.api.KvApi;
import org.opsbro.agent.api.KvMetaApi;
import org.opsbro.compliance.Place;
import org.opsbro.kv.Command;
import org.opsbro.kv.Limits;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Status;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Route;

/** Two nodes and one store, which is a real one. */
class RolloutsTest {
    private static final Place ONE = new Place("shop/proxies", 1, Duration.ofMinutes(1));

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-30T10:00:00Z");
    private long nanos = 1;
    private boolean there = true;
    private KvKeeper keeper;
    private Machine web1;
    private Machine web2;

    /** An agent with its own folder. */
    private final class Machine {
        private final Path data;
        private Rollouts rollouts;
        private World world;

        Machine(String name) throws IOException {
            data = Files.createDirectory(folder.resolve(name));
            world = World.of(Node.named(new NodeId(name), name, "lan"), now);
            rollouts = started();
        }

        Rollouts started() throws IOException {
            List<Route> routes = new ArrayList<>(new KvApi(keeper).routes());
            routes.addAll(KvApi.own(keeper));
            routes.addAll(new KvMetaApi(keeper, "web-0", () -> Value.Fields.EMPTY, keeper::restore).routes());
            return new Rollouts(new ZoneStore(() -> there, routes), () -> world, data, () -> now);
        }

        void dies() throws IOException {
            rollouts = started();
        }

        void check(String name, CheckState state, CheckState confirmed) {
            var status = new Status(
                    name, name, state, confirmed, 1, 3, false, now, now, Duration.ZERO, "it is so", "", List.of(), "");
            world = world.after(new Event.ChecksRun(now, List.of(status)));
        }

        String enters() {
            return rollouts.enter(ONE).orElse("");
        }

        /** It changed something, and is watched for a while. */
        void changes(Duration watched) {
            assertThat(enters()).isEmpty();
            rollouts.left(ONE, true, "");
            passes(watched);
        }
    }

    private void passes(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
        web1.rollouts.take(web1.world);
        web2.rollouts.take(web2.world);
    }

    @BeforeEach
    void machines() throws IOException {
        keeper = new KvKeeper(
                folder.resolve("kv"),
                "web-0",
                InstantSource.system(),
                () -> nanos,
                () -> Limits.STORE_BYTES,
                changes -> {});
        web1 = new Machine("web-1");
        web2 = new Machine("web-2");
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    @Test
    void who_changed_nothing_gives_the_place_to_the_next_at_once() {
        assertThat(web1.enters()).isEmpty();
        assertThat(web1.enters()).as("one that has it already").isEmpty();
        assertThat(web2.enters()).isEqualTo("it waits for its turn: 1 at once, now web-1");

        web1.rollouts.left(ONE, false, "");

        assertThat(web2.enters()).isEmpty();
    }

    @Test
    void who_changed_something_keeps_it_until_its_checks_were_fine_for_a_while() {
        web1.changes(Duration.ofSeconds(59));
        assertThat(web2.enters()).contains("web-1");

        web1.check("shop/answers", CheckState.CRITICAL, CheckState.OK);
        passes(Duration.ofSeconds(5));
        assertThat(web2.enters()).as("while nobody knows").contains("web-1");
        web1.check("shop/answers", CheckState.OK, CheckState.OK);
        passes(Duration.ofSeconds(1));

        assertThat(web2.enters()).isEmpty();
    }

    @Test
    void a_check_that_turns_critical_after_a_change_stops_all_until_a_person_lets_them_go_on() {
        web1.check("linux/disks", CheckState.CRITICAL, CheckState.CRITICAL);
        web1.changes(Duration.ofSeconds(30));
        web1.check("shop/answers", CheckState.CRITICAL, CheckState.CRITICAL);
        passes(Duration.ofSeconds(2));

        assertThat(web2.enters())
                .startsWith("STOPPED by web-1: the check shop/answers turned CRITICAL after the change: it is so")
                .endsWith("opsbro compliance launch shop/proxies --resume lets it go on");
        assertThat(web1.enters()).startsWith("STOPPED by web-1");

        web2.rollouts.resume(ONE.name());
        assertThat(web2.enters()).isEmpty();
    }

    @Test
    void a_check_that_was_critical_before_stops_nobody() {
        web1.check("linux/disks", CheckState.CRITICAL, CheckState.CRITICAL);
        web1.changes(Duration.ofSeconds(61));

        assertThat(web2.enters()).isEmpty();
    }

    @Test
    void what_cannot_be_mended_stops_all() {
        assertThat(web1.enters()).isEmpty();
        web1.rollouts.left(ONE, true, "the service does not start");
        passes(Duration.ofSeconds(1));

        assertThat(web2.enters()).startsWith("STOPPED by web-1: the service does not start");
    }

    @Test
    void an_agent_that_is_killed_while_it_changes_goes_on_to_watch_after_its_start() throws IOException {
        assertThat(web1.enters()).isEmpty();
        web1.dies();
        passes(Duration.ofSeconds(30));
        assertThat(web2.enters()).contains("web-1");
        web1.check("shop/answers", CheckState.CRITICAL, CheckState.CRITICAL);
        passes(Duration.ofSeconds(2));

        assertThat(web2.enters()).startsWith("STOPPED by web-1");
    }

    @Test
    void one_that_is_not_heard_any_more_loses_its_place() throws Exception {
        assertThat(web1.enters()).isEmpty();
        nanos += Duration.ofSeconds(61).toNanos();
        keeper.tell(new Command.Expire(), "");
        assertThat(web2.enters()).as("for the lock delay").contains("it waits for its turn");
        nanos += Duration.ofSeconds(16).toNanos();
        keeper.tell(new Command.Expire(), "");

        assertThat(web2.enters()).isEmpty();
        assertThat(web1.enters()).contains("lost");
    }

    @Test
    void without_a_store_of_the_zone_nothing_is_changed() {
        there = false;

        assertThat(web1.enters()).contains("needs a store of the zone", "opsbro raft found");
    }

    @Test
    void a_store_that_does_not_answer_is_no_leave_to_change_anything() {
        keeper.hold("nobody leads it");

        assertThat(web1.enters()).contains("nobody leads it");
    }

    @Test
    void several_may_have_places_at_once() {
        var two = new Place("lock:proxies", 2, Duration.ZERO);
        assertThat(web1.rollouts.enter(two)).isEmpty();
        assertThat(web2.rollouts.enter(two)).isEmpty();
    }
}

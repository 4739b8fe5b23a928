package org.opsbro.automation.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.automation.Errand;
import org.opsbro.automation.Frame;
import org.opsbro.automation.NodeRun;
import org.opsbro.automation.NodeRun.State;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Listener;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Commands.Output;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

class ExecTest {
    @TempDir
    private Path folder;

    private Fleet fleet;

    @BeforeEach
    void fleet() throws IOException {
        fleet = new Fleet(folder);
    }

    @AfterEach
    void end() throws IOException {
        fleet.close();
    }

    private static Fields result(Run run, Node node) throws Exception {
        return (Fields) ((Fields) run.whole().get("res")).get(node.id().uuid());
    }

    private static String text(Fields fields, String key) {
        return fields.get(key).display();
    }

    @Test
    void a_command_runs_on_the_nodes_of_a_group_and_on_no_other() throws Exception {
        var web = fleet.add("web-1", "web");
        var other = fleet.add("web-2", "web", "old");
        fleet.add("db-1", "db");

        var run = fleet.run(Fleet.errand("web & !old", "sh", "-c", "echo out; echo err >&2; exit 3"));

        assertThat(run.nodes()).extracting(NodeRun::name).containsExactly("web-1");
        assertThat(text(result(run, web), "output")).isEqualTo("out\n");
        assertThat(text(result(run, web), "err")).isEqualTo("err\n");
        assertThat(Fleet.only(run).code()).hasValue(3);
        assertThat(Fleet.only(run).succeeded()).isFalse();
        assertThat(fleet.run(Fleet.errand("web", "true")).nodes())
                .allMatch(NodeRun::succeeded)
                .extracting(NodeRun::node)
                .containsExactly(web.id(), other.id());
    }

    @Test
    void words_arrive_as_they_are_and_no_shell_sees_them() throws Exception {
        var web = fleet.add("web-1", "web");

        var run = fleet.run(
                Fleet.errand("web", "printf", "<%s>", "a b", "$HOME", "; echo x", "`id`", "*", "", "'\"\\", "é漢"));

        assertThat(text(result(run, web), "output")).isEqualTo("<a b><$HOME><; echo x><`id`><*><><'\"\\><é漢>");
    }

    @Test
    void a_line_for_the_shell_is_for_the_shell() throws Exception {
        var web = fleet.add("web-1", "web");

        var run = fleet.run(Fleet.shell("web", "echo $((6*7)) | tr 4 x"));

        assertThat(text(result(run, web), "output")).isEqualTo("x2\n");
    }

    @Test
    void this_node_itself_needs_no_stream() throws Exception {
        var run = fleet.run(Fleet.errand("*", "echo", "me"));

        assertThat(Fleet.only(run)).returns("boss", NodeRun::name).returns(true, NodeRun::succeeded);
    }

    @Test
    void a_command_that_takes_too_long_is_killed_with_all_that_it_started() throws Exception {
        var mark = "71" + ProcessHandle.current().pid();
        fleet.add("web-1", "web");
        var line = "sleep " + mark + " & (sleep " + mark + " & wait) ; wait";

        var run = fleet.run(new Errand("web", List.of(line), true, Duration.ofMillis(300), 1024));

        assertThat(Fleet.only(run))
                .returns(State.TIMEOUT, NodeRun::state)
                .returns("killed after 0.3 s", NodeRun::reason);
        assertThat(sleeping(mark)).isFalse();
    }

    @Test
    void a_cancelled_run_kills_what_runs_and_asks_nobody_else() throws Exception {
        var mark = "72" + ProcessHandle.current().pid();
        fleet.add("web-1", "web");
        var run = fleet.begin(Fleet.shell("web", "sleep " + mark + " & echo begun; wait"));
        Awaitility.await().until(() -> Fleet.only(run).state() == State.RUNNING && sleeping(mark));

        run.cancel();

        assertThat(Fleet.only(Fleet.ended(run)))
                .returns(State.CANCELLED, NodeRun::state)
                .returns("killed because the run was cancelled", NodeRun::reason);
        Awaitility.await("a killed process takes a moment to go").until(() -> !sleeping(mark));
    }

    private static boolean sleeping(String mark) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.contains("sleep " + mark));
    }

    @Test
    void output_beyond_the_limit_is_dropped_and_that_is_told() throws Exception {
        var web = fleet.add("web-1", "web");

        var run = fleet.run(new Errand(
                "web",
                List.of("head -c 300000 /dev/zero | tr '\\0' x; exit 4"),
                true,
                Duration.ofSeconds(20),
                100_000));

        assertThat(Fleet.only(run))
                .returns(100_000L, NodeRun::printedBytes)
                .returns(true, NodeRun::cut)
                .satisfies(node -> assertThat(node.code()).hasValue(4));
        assertThat(text(result(run, web), "output")).isEqualTo("x".repeat(64 * 1024));
        assertThat(run.bytes()).isBetween(100_000L, 120_000L);
    }

    @Test
    void events_are_told_in_order_and_again_from_any_offset() throws Exception {
        var web = fleet.add("web-1", "web");
        var run = fleet.run(Fleet.shell("web", "echo one; echo two >&2; exit 1"));

        var first = run.page(0);
        var events = ((Value.Items) first.get("events")).all();

        assertThat(first.get("more")).isEqualTo(Value.FALSE);
        assertThat(events)
                .first()
                .satisfies(event -> assertThat(text((Fields) event, "state")).isEqualTo("running"));
        assertThat(events).last().satisfies(event -> {
            assertThat(text((Fields) event, "state")).isEqualTo("done");
            assertThat(text((Fields) event, "rc")).isEqualTo("1");
            assertThat(text((Fields) event, "uuid")).isEqualTo(web.id().uuid());
        });
        assertThat(run.page(((Value.Int) first.get("next")).number()).get("events"))
                .isEqualTo(Value.Items.EMPTY);
        assertThatThrownBy(() -> run.page(1_000_000)).hasMessageContaining("want an offset that was told before");
    }

    /** Says what is written, when it is let. */
    private record Scripted(CountDownLatch go, AtomicInteger now, AtomicInteger most, int pieces) implements Commands {
        static Scripted open(int pieces) {
            return new Scripted(new CountDownLatch(0), new AtomicInteger(), new AtomicInteger(), pieces);
        }

        @Override
        public Outcome run(Command command) {
            return run(command, (output, bytes) -> true);
        }

        @Override
        public Outcome run(Command command, Listener listener) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                go.await();
                for (var i = 0; i < pieces; i++) listener.heard(Output.STANDARD, new byte[8192]);
                return new Outcome.Exited(0, "", "", false, Duration.ZERO);
            } catch (InterruptedException stopped) {
                return new Outcome.Stopped("", "");
            } finally {
                now.decrementAndGet();
            }
        }
    }

    @Test
    void a_hundred_nodes_are_asked_sixty_four_at_a_time() throws Exception {
        var script = new Scripted(new CountDownLatch(1), new AtomicInteger(), new AtomicInteger(), 3);
        for (var i = 0; i < 100; i++) fleet.add("web-" + i, script, "web");

        var run = fleet.begin(Fleet.errand("web", "anything"));
        Awaitility.await().until(() -> script.now().get() == Exec.AT_ONCE);
        script.go().countDown();
        Fleet.ended(run);

        assertThat(script.most()).hasValue(Exec.AT_ONCE);
        assertThat(run.nodes()).hasSize(100).allMatch(NodeRun::succeeded);
        assertThat(run.nodes()).allMatch(node -> node.printedBytes() == 3 * 8192);
        assertThat(fleet.audit().last(1000)).hasSize(101);
    }

    @Test
    void a_cancelled_run_on_many_nodes_ends_on_all_of_them() throws Exception {
        var script = new Scripted(new CountDownLatch(1), new AtomicInteger(), new AtomicInteger(), 1);
        for (var i = 0; i < 80; i++) fleet.add("web-" + i, script, "web");
        var run = fleet.begin(Fleet.errand("web", "anything"));
        Awaitility.await().until(() -> script.now().get() == Exec.AT_ONCE);

        run.cancel();

        assertThat(Fleet.ended(run).nodes()).extracting(NodeRun::state).containsOnly(State.CANCELLED);
        assertThat(run.nodes())
                .filteredOn(node -> node.reason().equals("cancelled before it was asked"))
                .hasSize(80 - Exec.AT_ONCE);
    }

    @Test
    void a_node_that_dies_while_it_runs_is_lost_within_the_patience() throws Exception {
        var web = fleet.known("web-1", "web");
        var silent = fleet.known("web-2", "web");
        fleet.losingPatienceAfter(Duration.ofMillis(400));
        fleet.answering(web, stream -> {
            stream.receive();
            stream.send(new Frame.Started().bytes());
        });
        var never = new CountDownLatch(1);
        fleet.answering(silent, stream -> {
            stream.receive();
            stream.send(new Frame.Started().bytes());
            awaitQuietly(never);
        });

        var run = fleet.run(Fleet.errand("web", "uptime"));
        never.countDown();

        assertThat(run.nodes()).extracting(NodeRun::state).containsOnly(State.LOST);
        assertThat(run.nodes())
                .extracting(NodeRun::reason)
                .containsExactly(
                        "the node ended the conversation before the command",
                        "the connection broke, whether it ran to its end is not known: the other end was silent");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_node_that_talks_nonsense_is_lost() throws Exception {
        fleet.answering(fleet.known("web-1", "web"), stream -> {
            stream.receive();
            stream.send(new byte[] {99, 1});
        });

        assertThat(Fleet.only(fleet.run(Fleet.errand("web", "uptime"))).reason())
                .isEqualTo("the node said what cannot be read: there is no frame of type 99");
    }

    @Test
    void a_node_that_cannot_be_reached_is_told_so_and_the_dead_are_not_asked() throws Exception {
        var gone = fleet.known("web-1", "web");
        var dead = fleet.change(fleet.known("web-2", "web").withState(Node.State.DEAD, Instant.EPOCH));
        var errand = Fleet.errand("web", "uptime");

        assertThat(fleet.exec().plan(errand).skipped()).containsExactly(dead);
        assertThat(Fleet.only(fleet.run(errand)))
                .returns(gone.id(), NodeRun::node)
                .returns(State.UNREACHABLE, NodeRun::state)
                .returns("connection refused", NodeRun::reason);
    }

    @Test
    void nothing_is_said_over_a_stream_in_clear() throws Exception {
        fleet.inClear().add("web-1", "web");

        assertThat(Fleet.only(fleet.run(Fleet.errand("web", "uptime"))))
                .returns(State.UNREACHABLE, NodeRun::state)
                .returns(
                        "the stream is not encrypted: exec wants a gossip key of the zone on both nodes",
                        NodeRun::reason);
    }

    @Test
    void without_the_private_key_nobody_orders() throws Exception {
        fleet.add("web-1", "web");
        fleet.authorities().remove(Fleet.ZONE);

        assertThatThrownBy(() -> fleet.begin(Fleet.errand("web", "uptime")))
                .isInstanceOf(Exec.CannotOrder.class)
                .hasMessageContaining("nobody may order the zone paris")
                .hasMessageContaining("paris.private.key");
    }

    @Test
    void a_run_on_no_node_is_over_at_once() throws Exception {
        var run = fleet.begin(Fleet.errand("nobody", "uptime"));

        assertThat(run.over()).isTrue();
        assertThat(run.page(0).get("more")).isEqualTo(Value.FALSE);
    }

    @Test
    void who_ordered_what_is_written_down_on_both_sides() throws Exception {
        var web = fleet.add("web-1", "web");
        var run = fleet.run(Fleet.errand("web", "sh", "-c", "exit 7"));

        var ordered = fleet.audit().last(10);
        assertThat(ordered).extracting(each -> text(each, "deed")).containsExactly("began", "done");
        assertThat(ordered.getLast())
                .satisfies(each -> assertThat(text(each, "user")).isEqualTo("alice"))
                .satisfies(each -> assertThat(text(each, "node")).isEqualTo("web-1"))
                .satisfies(each -> assertThat(text(each, "rc")).isEqualTo("7"))
                .satisfies(each -> assertThat(text(each, "run")).isEqualTo(run.id()));
        try (var there = new Audit(fleet.audit(web), InstantSource.system())) {
            // the one who ordered may know the end before it is written down there
            Awaitility.await().until(() -> there.last(10).size() == 2);
            assertThat(there.last(10)).extracting(each -> text(each, "deed")).containsExactly("began", "ended");
            assertThat(there.last(1).getFirst().get("command")).isEqualTo(Value.texts(List.of("sh", "-c", "exit 7")));
            assertThat(text(there.last(1).getFirst(), "from")).isEqualTo("boss");
        }
    }

    @Test
    void only_so_many_runs_are_under_way_and_the_old_are_forgotten() throws Exception {
        var script = new Scripted(new CountDownLatch(1), new AtomicInteger(), new AtomicInteger(), 1);
        fleet.add("web-1", script, "web");
        var errand = Fleet.errand("web", "anything");
        var runs = java.util.stream.Stream.generate(() -> fleet.begin(errand))
                .limit(4)
                .toList();

        assertThatThrownBy(() -> fleet.begin(errand)).hasMessageContaining("4 runs are under way");
        script.go().countDown();
        for (var run : runs) Fleet.ended(run);
        for (var i = 0; i < 120; i++) fleet.begin(Fleet.errand("nobody", "anything"));

        assertThat(fleet.exec().runs()).hasSizeBetween(90, 101);
        assertThat(fleet.exec().run(runs.getFirst().id())).isEmpty();
        assertThat(folder.resolve("runs").resolve(runs.getFirst().id() + ".jsonl"))
                .doesNotExist();
    }

    @Test
    void pieces_that_come_fast_are_all_there() throws Exception {
        fleet.add("web-1", Scripted.open(120), "web");

        assertThat(Fleet.only(fleet.run(Fleet.errand("web", "anything"))).printedBytes())
                .isEqualTo(120 * 8192);
    }
}

package org.opsbro.kv.raft.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.kv.raft.live.Consensus.Applied;
import org.opsbro.kv.raft.live.Consensus.Members;
import org.opsbro.kv.raft.live.Consensus.Role;
import org.opsbro.kv.raft.live.ConsensusException.Busy;
import org.opsbro.kv.raft.live.ConsensusException.Full;
import org.opsbro.kv.raft.live.ConsensusException.NotLeader;
import org.opsbro.kv.raft.live.ConsensusException.Refused;
import org.opsbro.kv.raft.live.ConsensusException.Unsure;
import org.opsbro.model.NodeId;

class RaftTest {
    @TempDir
    Path folder;

    private Cluster cluster;

    @BeforeEach
    void open() {
        cluster = new Cluster(folder);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private static Set<NodeId> nodes(String... names) {
        return Arrays.stream(names).map(NodeId::new).collect(Collectors.toSet());
    }

    @Test
    void one_server_is_enough() throws Exception {
        var a = cluster.found("a");
        cluster.leader();

        var first = a.put("x", "1");
        var second = a.put("x", "2");

        assertThat(first.answer()).isEmpty();
        assertThat(second.answer()).isEqualTo("1".getBytes(UTF_8));
        assertThat(second.index()).isEqualTo(first.index() + 1);
        assertThat(a.raft().readBarrier().get(5, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(second.index());
        var standing = a.raft().standing();
        assertThat(standing.role()).isEqualTo(Role.LEADER);
        assertThat(standing.leader()).hasValue(a.id);
        assertThat(standing.members()).isEqualTo(new Members(nodes("a"), Set.of()));
        assertThat(standing.applied()).isEqualTo(second.index());
        assertThat(standing.last()).isEqualTo(second.index());
        assertThat(standing.first()).isEqualTo(1);
    }

    @Test
    void it_grows_to_three_and_each_has_all() throws Exception {
        cluster.grow("a", "b", "c");
        cluster.leader().put("x", "1");

        cluster.settle();

        assertThat(cluster.leader().raft().standing().members()).isEqualTo(new Members(nodes("a", "b", "c"), Set.of()));
        for (var member : cluster.members.values()) {
            member.raft().readBarrier().get(10, TimeUnit.SECONDS);
            assertThat(member.machine.items).containsEntry("x", "1");
            assertThat(member.fatal).isEmpty();
        }
    }

    @Test
    void a_follower_without_room_takes_nothing_and_catches_up_when_there_is_some() throws Exception {
        cluster.grow("a", "b", "c");
        var leader = cluster.leader();
        var full = cluster.others(leader).getFirst();
        cluster.settle();
        full.machine.room(false);
        var had = full.raft().standing().last();

        for (var i = 0; i < 20; i++) leader.put("x" + i, "1");

        assertThat(full.raft().standing().last()).isEqualTo(had);
        assertThat(full.raft().standing().leader()).hasValue(leader.id);
        full.machine.room(true);
        cluster.settle();
        assertThat(full.machine.items).hasSize(20);
        assertThat(full.fatal).isEmpty();
    }

    @Test
    void a_leader_without_room_refuses_entries_answers_reads_and_can_let_another_one_lead() throws Exception {
        cluster.grow("a", "b", "c");
        var leader = cluster.leader();
        leader.put("x", "1");
        leader.machine.room(false);

        var refused = leader.raft().propose("x=2".getBytes(UTF_8));

        assertThat(refused).failsWithin(5, TimeUnit.SECONDS).withThrowableThat().withCauseInstanceOf(Full.class);
        assertThat(leader.raft().readBarrier()).succeedsWithin(10, TimeUnit.SECONDS);
        var next = cluster.others(leader).getFirst();
        Cluster.done(() -> leader.raft().transferLeadership(next.id));
        cluster.leader().put("x", "3");
        assertThat(leader.fatal).isEmpty();
    }

    @Test
    void who_asks_where_it_stands_while_it_ends_is_told_nowhere() throws Exception {
        cluster.grow("a", "b", "c");
        var closing = cluster.leader();
        var last = CompletableFuture.supplyAsync(() -> {
            var standing = closing.raft().standing();
            while (standing.role() != Role.NONE) standing = closing.raft().standing();
            return standing;
        });

        closing.close();

        assertThat(last.get(10, TimeUnit.SECONDS).members()).isEqualTo(Members.NONE);
    }

    @Test
    void another_one_leads_when_the_leader_is_gone() throws Exception {
        cluster.grow("a", "b", "c");
        var old = cluster.leader();
        old.put("x", "1");
        var term = old.raft().standing().term();
        var machine = old.machine;
        old.close();

        var next = cluster.leader();
        next.put("x", "2");
        assertThat(next.raft().standing().term()).isGreaterThan(term);

        var back = cluster.start(old.id.uuid(), false, machine);
        await().atMost(Cluster.LONG).until(() -> "2".equals(back.machine.items.get("x")));
    }

    private static Throwable failure(CompletableFuture<?> asked) {
        try {
            throw new AssertionError("got " + asked.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return Objects.requireNonNull(failed.getCause());
        } catch (InterruptedException | TimeoutException other) {
            throw new AssertionError(other);
        }
    }

    @Test
    void only_the_leader_takes_entries_and_others_say_who_it_is() throws Exception {
        cluster.grow("a", "b");
        var leader = cluster.leader();
        var other = cluster.others(leader).getFirst();
        await().atMost(Cluster.LONG)
                .until(() -> other.raft().standing().leader().isPresent());

        var refused = (NotLeader) failure(other.raft().propose("x=1".getBytes(UTF_8)));

        assertThat(refused.leader()).hasValue(leader.id);
        assertThat(failure(other.raft().addLearner(new NodeId("c")))).isInstanceOf(NotLeader.class);
        assertThat(failure(other.raft().transferLeadership(other.id))).isInstanceOf(NotLeader.class);
        var standing = other.raft().standing();
        assertThat(standing.role()).isEqualTo(Role.FOLLOWER);
        assertThat(standing.others()).isEmpty();
        leader.put("x", "1");
        await().atMost(Cluster.LONG).untilAsserted(() -> {
            var told = leader.raft().standing();
            assertThat(told.others()).containsOnlyKeys(other.id);
            assertThat(told.others().values())
                    .allSatisfy(each -> assertThat(each.last()).isEqualTo(told.last()));
        });
    }

    @Test
    void an_entry_may_be_a_mebibyte_and_no_more_than_a_little() throws Exception {
        cluster.grow("a", "b");
        var large = "v".repeat(1024 * 1024);

        cluster.leader().put("large", large);

        cluster.settle();
        assertThat(cluster.get("b").machine.items).containsEntry("large", large);
        assertThatThrownBy(() -> cluster.leader().raft().propose(new byte[Consensus.MOST_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an entry of 1114113 bytes, want 1 to 1114112");
    }

    @Test
    void more_than_it_can_hold_is_refused() throws Exception {
        var a = cluster.found("a");
        cluster.leader();
        a.machine.hold();
        var entry = ("x=" + "v".repeat(1024 * 1024)).getBytes(UTF_8);

        var asked = new ArrayList<CompletableFuture<Applied>>();
        for (var times = 0; times < 40; times++) asked.add(a.raft().propose(entry));
        var parted = asked.stream().collect(Collectors.partitioningBy(CompletableFuture::isCompletedExceptionally));
        a.machine.goOn();

        assertThat(parted.get(true))
                .hasSizeGreaterThanOrEqualTo(24)
                .allSatisfy(refused -> assertThat(failure(refused)).isInstanceOf(Busy.class));
        for (var taken : Objects.requireNonNull(parted.get(false))) taken.get(30, TimeUnit.SECONDS);
        a.put("y", "1");
    }

    @Test
    void all_that_was_written_before_is_read_on_every_member() throws Exception {
        cluster.grow("a", "b", "c");
        cluster.start("d", false, new Sample());
        Cluster.done(() -> cluster.leader().raft().addLearner(new NodeId("d")));

        for (var round = 0; round < 20; round++) {
            cluster.leader().put("x", "" + round);
            for (var member : cluster.members.values()) {
                member.raft().readBarrier().get(10, TimeUnit.SECONDS);
                assertThat(member.machine.items).containsEntry("x", "" + round);
            }
        }
    }

    @Test
    void it_grows_and_shrinks_under_a_writer_who_notices_nothing() throws Exception {
        var a = cluster.found("a");
        cluster.leader();
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var written = new AtomicLong();
        var stop = new AtomicBoolean();
        var writer = Thread.ofVirtual().start(() -> {
            while (!stop.get()) {
                try {
                    a.put("x", "" + written.get());
                    written.incrementAndGet();
                } catch (RuntimeException failed) {
                    failures.add(failed);
                }
            }
        });

        cluster.join("b");
        cluster.join("c");
        a.raft().remove(new NodeId("b")).get(30, TimeUnit.SECONDS);
        a.raft().remove(new NodeId("c")).get(30, TimeUnit.SECONDS);
        a.raft().remove(new NodeId("c")).get(30, TimeUnit.SECONDS);
        stop.set(true);
        writer.join();

        assertThat(failures).isEmpty();
        assertThat(written).hasPositiveValue();
        assertThat(a.raft().standing().members()).isEqualTo(new Members(nodes("a"), Set.of()));
        assertThat(failure(a.raft().remove(a.id))).hasMessage("a is the only one with a vote");
    }

    @Test
    void a_leader_that_takes_itself_out_is_followed_by_another() throws Exception {
        cluster.grow("a", "b", "c");
        var old = cluster.leader();
        old.put("x", "1");

        old.raft().remove(old.id).get(30, TimeUnit.SECONDS);

        await().atMost(Cluster.LONG).until(() -> !old.leads());
        var next = cluster.leader();
        next.put("x", "2");
        assertThat(next.raft().standing().members().voters()).hasSize(2).doesNotContain(old.id);
    }

    @Test
    void a_learner_has_no_vote_until_it_is_promoted_and_then_it_counts() throws Exception {
        var a = cluster.found("a");
        var b = cluster.start("b", false, new Sample());
        Cluster.done(() -> cluster.leader().raft().addLearner(b.id));
        assertThat(a.raft().standing().members()).isEqualTo(new Members(nodes("a"), nodes("b")));
        a.put("x", "1");
        cluster.settle();
        assertThat(failure(a.raft().promote(new NodeId("z")))).hasMessageContaining("add it as one first");
        assertThat(failure(a.raft().transferLeadership(b.id))).hasMessage("b has no vote");

        a.raft().promote(b.id).get(30, TimeUnit.SECONDS);
        a.put("x", "2");
        b.close();

        assertThat(failure(a.raft().propose("x=3".getBytes(UTF_8)))).isInstanceOf(Unsure.class);
    }

    @Test
    void a_learner_that_is_not_there_stays_one() throws Exception {
        cluster.grow("a", "b");
        var leader = cluster.leader();
        leader.raft().addLearner(new NodeId("c")).get(30, TimeUnit.SECONDS);

        assertThat(failure(leader.raft().promote(new NodeId("c")))).isInstanceOf(Refused.class);

        assertThat(leader.raft().standing().members()).isEqualTo(new Members(nodes("a", "b"), nodes("c")));
        leader.put("x", "1");
    }

    @Test
    void members_change_one_at_a_time() throws Exception {
        cluster.grow("a", "b", "c");
        var leader = cluster.leader();
        cluster.start("d", false, new Sample());
        leader.raft().addLearner(new NodeId("d")).get(30, TimeUnit.SECONDS);

        var first = leader.raft().promote(new NodeId("d"));
        var second = leader.raft().remove(cluster.others(leader).getFirst().id);

        assertThat(failure(second)).isInstanceOf(Busy.class);
        first.get(30, TimeUnit.SECONDS);
    }

    @Test
    void leadership_goes_where_it_is_sent() throws Exception {
        cluster.grow("a", "b", "c");
        for (var name : List.of("b", "c", "a")) {
            var to = cluster.get(name);
            Cluster.done(() -> cluster.leader().raft().transferLeadership(to.id));
            await().atMost(Cluster.LONG).until(to::leads);
            cluster.leader().put("x", name);
        }
        cluster.settle();
    }

    @Test
    void servers_of_another_group_are_not_heard() throws Exception {
        var a = cluster.found("a");
        cluster.group = "another";
        var b = cluster.found("b");
        await().atMost(Cluster.LONG).until(b::leads);
        b.put("b", "1");
        a.put("a", "1");

        a.raft().addLearner(b.id).get(30, TimeUnit.SECONDS);
        a.put("a", "2");

        assertThat(failure(a.raft().promote(b.id))).isInstanceOf(ConsensusException.class);
        assertThat(b.machine.items).containsOnly(Map.entry("b", "1"));
        b.put("b", "2");
        a.put("a", "3");
        assertThat(a.machine.items).containsOnly(Map.entry("a", "3"));
    }

    @Test
    void who_joins_gets_a_snapshot_of_what_the_log_no_longer_has() throws Exception {
        var a = cluster.found("a");
        cluster.leader();
        var value = "v".repeat(1000);
        for (var each = 0; each < 400; each++) a.put("key" + each % 50, each + value);

        await().atMost(Cluster.LONG).until(() -> a.raft().standing().first() > 100);
        assertThat(a.machine.pins.get()).isGreaterThan(2);
        var b = cluster.join("b");
        cluster.settle();

        assertThat(b.machine.loads).hasValue(1);
        assertThat(b.machine.items).hasSize(50);
        assertThat(b.raft().standing().first()).isGreaterThan(100);
    }

    @Test
    void after_a_start_it_is_told_what_it_lacks_and_nothing_twice() throws Exception {
        var a = cluster.found("a");
        cluster.leader();
        for (var each = 0; each < 300; each++) a.put("key" + each % 50, each + "v".repeat(1000));
        await().atMost(Cluster.LONG).until(() -> a.raft().standing().first() > 1);
        var items = Map.copyOf(a.machine.items);
        var kept = a.machine;
        a.close();

        var same = cluster.start("a", true, kept);
        cluster.leader();
        assertThat(kept.loads).hasValue(0);
        assertThat(kept.items).isEqualTo(items);
        same.put("more", "1");
        same.close();

        var fresh = cluster.start("a", true, new Sample());
        cluster.leader();
        assertThat(fresh.machine.loads).hasValue(1);
        assertThat(fresh.machine.items).containsAllEntriesOf(items).containsEntry("more", "1");
    }

    @Test
    void it_begins_alone_only_where_nothing_is() throws Exception {
        cluster.grow("a", "b");
        var machine = cluster.get("a").machine;
        cluster.get("a").close();

        var again = cluster.start("a", true, machine);
        cluster.leader();

        assertThat(again.raft().standing().members()).isEqualTo(new Members(nodes("a", "b"), Set.of()));
    }

    @Test
    void who_joins_waits_to_be_added() throws Exception {
        var alone = cluster.start("a", false, new Sample());

        assertThat(alone.raft().standing().role()).isEqualTo(Role.NONE);
        assertThat(alone.raft().standing().leader()).isEmpty();
        assertThat(failure(alone.raft().propose("x=1".getBytes(UTF_8)))).isInstanceOf(NotLeader.class);
    }

    @Test
    void a_state_machine_that_fails_is_fatal() throws Exception {
        var a = cluster.found("a");
        cluster.leader();
        a.put("x", "1");

        assertThat(failure(a.raft().propose("!".getBytes(UTF_8)))).isInstanceOf(Unsure.class);

        await().atMost(Cluster.LONG).until(() -> !a.fatal.isEmpty());
        assertThat(a.fatal.getFirst()).isEqualTo("the state machine cannot take entries from 3: asked to fail");
        assertThat(a.machine.items).containsOnly(Map.entry("x", "1"));
    }

    @Test
    void a_log_that_cannot_be_written_is_fatal_and_the_others_go_on() throws Exception {
        cluster.grow("a", "b", "c");
        var leader = cluster.leader();
        leader.put("x", "1");
        try (var other = DriverManager.getConnection(
                        "jdbc:sqlite:" + folder.resolve(leader.id.uuid()).resolve("raft.db"));
                var statement = other.createStatement()) {
            statement.execute("drop table log");
        }

        assertThat(failure(leader.raft().propose("x=2".getBytes(UTF_8)))).isInstanceOf(Unsure.class);

        assertThat(leader.fatal.getFirst()).contains("the log of the consensus: cannot");
        leader.close();
        cluster.leader().put("x", "3");
    }

    @Test
    void an_entry_that_was_changed_on_the_disk_is_fatal() throws Exception {
        var a = cluster.found("a");
        cluster.leader();
        a.put("x", "1");
        a.put("y", "1");
        a.close();
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("a/raft.db"));
                var statement = other.createStatement()) {
            assertThat(statement.executeUpdate(
                            "update log set entry = cast(replace(entry, 'x=1', 'x=2') as blob) where i = 2"))
                    .isEqualTo(1);
        }

        var again = cluster.start("a", true, new Sample());

        await().atMost(Cluster.LONG).until(() -> !again.fatal.isEmpty());
        assertThat(again.fatal.getFirst()).contains("the engine of the consensus stopped");
        assertThat(again.machine.items).isEmpty();
    }

    @Test
    void what_is_closed_refuses() throws Exception {
        var a = cluster.found("a");
        cluster.leader();
        var raft = a.raft();
        a.close();
        raft.close();

        assertThat(failure(raft.propose(new byte[1]))).isInstanceOf(NotLeader.class);
        assertThat(failure(raft.readBarrier())).hasMessage("this server is closed");
        assertThat(failure(raft.snapshot())).hasMessage("this server is closed");
        assertThat(raft.standing().role()).isEqualTo(Role.NONE);
    }

    @Test
    void a_file_that_is_damaged_is_told() {
        assertThatThrownBy(() -> {
                    Files.createDirectories(folder.resolve("a"));
                    Files.writeString(folder.resolve("a/raft.db"), "no database at all, but a text of some length");
                    cluster.found("a");
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the log of the consensus");
    }

    @Test
    void an_id_that_the_engine_cannot_read_is_refused() {
        assertThatThrownBy(() -> cluster.found("a:b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be in a consensus");
    }
}

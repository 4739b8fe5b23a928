package org.opsbro.kv.raft.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that fails between servers that live. */
class RaftFaultsTest {
    @TempDir
    Path folder;

    private Cluster cluster;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> writers = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        cluster = new Cluster(folder);
        cluster.grow("a", "b", "c");
    }

    @AfterEach
    void close() throws Exception {
        stop.set(true);
        for (var writer : writers) writer.join();
        cluster.close();
    }

    /** Writes keys of its own to whoever leads, until it is told to stop; what was acknowledged is remembered. */
    private void write(String prefix) {
        writers.add(Thread.ofVirtual().start(() -> {
            for (var number = 0; !stop.get(); number++) {
                for (var member : List.copyOf(cluster.members.values())) {
                    if (!member.leads()) continue;
                    try {
                        member.raft()
                                .propose((prefix + number + "=" + number).getBytes(UTF_8))
                                .get(5, TimeUnit.SECONDS);
                        acknowledged.put(prefix + number, "" + number);
                    } catch (Exception unsure) {
                        // it may be there or not
                    }
                }
            }
        }));
    }

    private void acknowledgedMore(int count) {
        acknowledgedMore(count, Cluster.LONG);
    }

    private void acknowledgedMore(int count, Duration most) {
        var before = acknowledged.size();
        await().atMost(most).until(() -> acknowledged.size() >= before + count);
    }

    /** All that was acknowledged is on every server, and they all have the same. */
    private void nothingIsLost() throws Exception {
        stop.set(true);
        for (var writer : writers) writer.join();
        cluster.faults.heal();
        cluster.faults.delay(0);
        for (var member : cluster.members.values()) {
            member.raft().readBarrier().get(30, TimeUnit.SECONDS);
            assertThat(member.machine.items).containsAllEntriesOf(acknowledged);
            assertThat(member.fatal).isEmpty();
        }
        cluster.settle();
    }

    @Test
    void a_leader_that_is_cut_off_neither_writes_nor_reads() throws Exception {
        var old = cluster.leader();
        old.put("x", "1");
        for (var other : cluster.others(old)) cluster.faults.cut(old.id, other.id);
        var read = old.raft().readBarrier();
        var written = old.raft().propose("x=lost".getBytes(UTF_8));

        await().atMost(Cluster.LONG).until(() -> cluster.others(old).stream().anyMatch(Cluster.Member::leads));
        var next = cluster.others(old).stream()
                .filter(Cluster.Member::leads)
                .findFirst()
                .orElseThrow();
        next.put("x", "2");
        assertThat(read).isNotDone();
        await().atMost(Cluster.LONG).until(() -> !old.leads());
        assertThat(written).isCompletedExceptionally();
        assertThat(old.machine.items).containsEntry("x", "1");

        cluster.faults.heal();
        assertThat(read.get(30, TimeUnit.SECONDS)).isPositive();
        assertThat(old.machine.items).containsEntry("x", "2");
        nothingIsLost();
    }

    /** The followers hear it, so they do not elect another one; it hears nothing, so it must give up by itself. */
    @Test
    void a_leader_that_hears_nobody_gives_up() throws Exception {
        var old = cluster.leader();
        old.put("x", "1");
        for (var other : cluster.others(old)) cluster.faults.silence(other.id, old.id);

        await().atMost(Cluster.LONG).until(() -> cluster.others(old).stream().anyMatch(Cluster.Member::leads));
        cluster.others(old).stream()
                .filter(Cluster.Member::leads)
                .findFirst()
                .orElseThrow()
                .put("x", "2");
        await().atMost(Cluster.LONG).until(() -> !old.leads());
        nothingIsLost();
    }

    @Test
    void a_follower_that_is_cut_off_costs_nothing_and_catches_up() throws Exception {
        var leader = cluster.leader();
        var cut = cluster.others(leader).getFirst();
        var term = leader.raft().standing().term();
        for (var other : cluster.others(cut)) cluster.faults.cut(cut.id, other.id);
        write("w");
        acknowledgedMore(300);
        await().atMost(Cluster.LONG).until(() -> cut.raft().standing().leader().isEmpty());
        acknowledgedMore(100);

        cluster.faults.heal();
        acknowledgedMore(100);
        nothingIsLost();

        // who was away asks before it takes up votes, so the leader stays
        assertThat(cluster.leader().raft().standing().term()).isEqualTo(term);
    }

    @Test
    void connections_that_break_all_the_time_lose_nothing() throws Exception {
        write("v");
        write("w");
        for (var times = 0; times < 10; times++) {
            // the engine by itself may stand still for 15 seconds
            acknowledgedMore(20, Duration.ofSeconds(12));
            cluster.faults.breakAll();
        }
        nothingIsLost();
    }

    @Test
    void answers_that_come_late_lose_nothing() throws Exception {
        cluster.faults.delay(150);
        write("v");
        write("w");
        acknowledgedMore(30);
        cluster.faults.delay(700);
        Thread.sleep(2000);
        cluster.faults.delay(20);
        acknowledgedMore(30);
        nothingIsLost();
    }

    @Test
    void messages_that_come_twice_do_no_harm() throws Exception {
        cluster.faults.twice(true);
        cluster.faults.breakAll();
        write("v");
        acknowledgedMore(100);
        cluster.faults.breakAll();
        acknowledgedMore(100);
        nothingIsLost();
    }

    @Test
    void a_follower_that_does_not_read_holds_nobody_up() throws Exception {
        cluster.close();
        cluster = new Cluster(folder.resolve("patient"));
        cluster.election = Duration.ofSeconds(6);
        cluster.grow("a", "b", "c");
        var leader = cluster.leader();
        var slow = cluster.others(leader).getFirst();
        cluster.faults.stall(slow.id);
        var large = "v".repeat(100_000);
        // on a busy machine the other one may be late for the leader, which asks for votes anew then
        for (var each = 0; each < 200; each++) {
            var value = each + large;
            var key = "large" + each % 10;
            await().atMost(Cluster.LONG)
                    .ignoreExceptions()
                    .until(() -> cluster.leader().put(key, value).index() > 0);
        }

        assertThat(cluster.leader()).isNotEqualTo(slow);
        cluster.faults.stall();
        cluster.settle();
        nothingIsLost();
    }

    @Test
    void partitions_come_and_go() throws Exception {
        write("v");
        write("w");
        for (var round = 0; round < 2; round++) {
            var one = cluster.leader();
            for (var other : cluster.others(one)) cluster.faults.cut(one.id, other.id);
            await().atMost(Cluster.LONG)
                    .until(() -> cluster.others(one).stream().anyMatch(Cluster.Member::leads));
            acknowledgedMore(20);
            cluster.faults.heal();
        }
        nothingIsLost();
    }

    /** The engine tries followers again now and then, but not learners. */
    @Test
    void a_learner_that_was_away_when_another_one_came_to_lead_is_found_again() throws Exception {
        var d = cluster.start("d", false, new Sample());
        Cluster.done(() -> cluster.leader().raft().addLearner(d.id));
        cluster.leader().put("x", "1");
        await().atMost(Cluster.LONG).until(() -> "1".equals(d.machine.items.get("x")));
        for (var other : cluster.others(d)) cluster.faults.cut(d.id, other.id);
        cluster.faults.breakAll();
        var old = cluster.leader();
        var next = cluster.others(old).getFirst();
        Cluster.done(() -> cluster.leader().raft().transferLeadership(next.id));
        await().atMost(Cluster.LONG).until(next::leads);
        cluster.leader().put("x", "2");

        cluster.faults.heal();

        await().atMost(Cluster.LONG).until(() -> "2".equals(d.machine.items.get("x")));
        nothingIsLost();
    }

    /** Of five servers two or more answer each read; while leaders change, no read may miss what was acknowledged before it began. */
    @Test
    void reads_of_five_servers_see_what_was_written_before() throws Exception {
        cluster.join("d");
        cluster.join("e");
        var last = new AtomicInteger();
        var reads = new AtomicInteger();
        writers.add(Thread.ofVirtual().start(() -> {
            for (var number = 1; !stop.get(); number++) {
                var wanted = number;
                cluster.members.values().stream()
                        .filter(Cluster.Member::leads)
                        .findFirst()
                        .ifPresent(leader -> {
                            try {
                                leader.raft()
                                        .propose(("x=" + wanted).getBytes(UTF_8))
                                        .get(5, TimeUnit.SECONDS);
                                last.set(wanted);
                            } catch (Exception unsure) {
                                // as above
                            }
                        });
            }
        }));
        var stale = new ConcurrentHashMap<String, String>();
        for (var member : cluster.members.values())
            writers.add(Thread.ofVirtual().start(() -> {
                while (!stop.get()) {
                    var known = last.get();
                    try {
                        member.raft().readBarrier().get(30, TimeUnit.SECONDS);
                    } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException nobody) {
                        continue;
                    }
                    var found = Integer.parseInt(member.machine.items.getOrDefault("x", "0"));
                    if (found < known) stale.put(member.id.uuid(), found + " where " + known + " was written");
                    reads.incrementAndGet();
                }
            }));
        for (var round = 0; round < 2; round++) {
            var before = reads.get();
            var known = last.get();
            await().atMost(Cluster.LONG).until(() -> reads.get() > before + 500 && last.get() > known + 20);
            var leader = cluster.leader();
            for (var other : cluster.others(leader)) cluster.faults.cut(leader.id, other.id);
            await().atMost(Cluster.LONG)
                    .until(() -> cluster.others(leader).stream().anyMatch(Cluster.Member::leads));
            cluster.faults.heal();
        }
        stop.set(true);

        assertThat(stale).isEmpty();
    }
}

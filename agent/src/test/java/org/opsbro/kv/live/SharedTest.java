package org.opsbro.kv.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.kv.Command;
import org.opsbro.kv.Entry;
import org.opsbro.kv.EntryCodec;
import org.opsbro.kv.Limits;
import org.opsbro.kv.Outcome;
import org.opsbro.kv.OutcomeCodec;
import org.opsbro.kv.live.KvKeeper.Freshness;
import org.opsbro.kv.raft.live.Consensus;
import org.opsbro.kv.raft.live.StateMachine;
import org.opsbro.model.NodeId;
import org.opsbro.store.Database;
import org.opsbro.wire.Stream;

/** A store that is told by a consensus, here one of one server that does what it is told to. */
class SharedTest {
    private static final NodeId SELF = new NodeId("a1");

    @TempDir
    Path folder;

    private final AtomicLong millis = new AtomicLong(1);
    private KvKeeper keeper;
    private Optional<One> started = Optional.empty();

    /** The log of one server, which leads or not. */
    private static final class One implements Consensus {
        private final StateMachine machine;
        private final Consumer<Consensus> changed;
        private long last;
        private volatile boolean leads = true;

        One(StateMachine machine, Consumer<Consensus> changed, long last) {
            this.machine = machine;
            this.changed = changed;
            this.last = last;
        }

        void leads(boolean now) {
            leads = now;
            changed.accept(this);
        }

        byte[] tell(long index, byte[] entry) throws IOException {
            last = index;
            return machine.apply(List.of(new StateMachine.Entry(index, 1, entry)))
                    .getFirst();
        }

        @Override
        public synchronized CompletableFuture<Applied> propose(byte[] entry) {
            try {
                return CompletableFuture.completedFuture(new Applied(last + 1, tell(last + 1, entry)));
            } catch (IOException failed) {
                return CompletableFuture.failedFuture(failed);
            }
        }

        @Override
        public CompletableFuture<Long> readBarrier() {
            return CompletableFuture.completedFuture(last);
        }

        @Override
        public Standing standing() {
            var members = new Members(Set.of(SELF), Set.of());
            return new Standing(
                    leads ? Role.LEADER : Role.FOLLOWER, Optional.of(SELF), 1, members, last, last, 1, last, Map.of());
        }

        @Override
        public CompletableFuture<Void> addLearner(NodeId node) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> promote(NodeId node) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> remove(NodeId node) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> transferLeadership(NodeId to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> snapshot() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void serve(Stream stream) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void open() {
        keeper = keeper();
    }

    private KvKeeper keeper() {
        return new KvKeeper(
                folder.resolve("kv"),
                "node-1",
                InstantSource.system(),
                () -> millis.get() * 1_000_000,
                () -> Limits.STORE_BYTES,
                changes -> {});
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private void share(boolean first, long last) throws IOException {
        keeper.share(first, (machine, changed) -> {
            var one = new One(machine, changed, last);
            started = Optional.of(one);
            return one;
        });
    }

    private One one() {
        return started.orElseThrow();
    }

    private static byte[] put(String key, String value, long ttl) {
        return EntryCodec.write(
                new Entry("", 1, 0, new Command.Put(key, value.getBytes(UTF_8), 0, ttl, Command.Condition.ALWAYS)));
    }

    private void write(String key, String value) throws Exception {
        keeper.tell(Command.Put.of(key, value.getBytes(UTF_8)), "");
    }

    private String value(String key) throws Exception {
        return keeper.read(
                Freshness.STALE,
                shelf -> shelf.item(key)
                        .map(item -> new String(item.value(), UTF_8))
                        .orElse(""));
    }

    private long applied() throws Exception {
        return keeper.read(Freshness.STALE, shelf -> shelf.counters().applied());
    }

    @Test
    void a_store_that_is_founded_keeps_what_it_has_and_counts_its_entries_anew() throws Exception {
        write("a", "1");
        write("b", "2");
        assertThat(applied()).isPositive();

        share(true, 0);

        assertThat(one().machine.appliedIndex()).isZero();
        assertThat(value("a") + value("b")).isEqualTo("12");
        write("a", "3");
        assertThat(applied()).isEqualTo(1);
        assertThat(value("a")).isEqualTo("3");
        keeper.close();
        keeper = keeper();
        share(false, 1);
        assertThat(one().machine.appliedIndex()).isEqualTo(1);
        assertThat(value("a")).isEqualTo("3");
    }

    private long committed() {
        try (var beside = new Shelf(Database.reading(folder.resolve("kv/store.sqlite"), 64))) {
            return beside.counters().applied();
        }
    }

    @Test
    void what_a_log_has_is_committed_when_somebody_reads_or_a_moment_later() throws Exception {
        share(true, 0);
        for (var i = 0; i < 20; i++) write("a", "" + i);
        assertThat(one().machine.appliedIndex()).isEqualTo(20);

        assertThat(value("a")).isEqualTo("19");
        assertThat(committed()).isEqualTo(20);
        write("a", "20");
        await().until(() -> committed() == 21);
    }

    @Test
    void entries_that_are_taken_back_are_not_looked_for_and_told_again_after_a_start() throws Exception {
        share(true, 0);
        write("a", "1");
        assertThat(value("a")).isEqualTo("1");
        try (var beside = Database.writing(folder.resolve("kv/store.sqlite"), 64)) {
            beside.run("alter table graves rename to away");
            write("a", "2");
            assertThatThrownBy(() -> write("b", "1")).hasMessageContaining("no such table");

            assertThatThrownBy(() -> value("a")).hasMessageContaining("lost what its log has to tell again");
            assertThatThrownBy(() -> write("a", "3")).hasMessageContaining("lost what its log has to tell again");
            beside.run("alter table away rename to graves");
        }
        keeper.close();
        keeper = keeper();
        share(false, 1);
        assertThat(one().machine.appliedIndex()).isEqualTo(1);
        write("a", "2");
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void entries_between_which_others_stand_have_their_own_indices() throws Exception {
        share(true, 0);

        var answers = one().machine
                .apply(List.of(
                        new StateMachine.Entry(3, 1, put("a", "1", 0)),
                        new StateMachine.Entry(4, 1, put("b", "2", 0)),
                        new StateMachine.Entry(9, 2, put("c", "3", 0))));

        assertThat(answers).hasSize(3).allMatch(answer -> OutcomeCodec.read(answer) instanceof Outcome.Done);
        assertThat(one().machine.appliedIndex()).isEqualTo(9);
        assertThat(value("a") + value("b") + value("c")).isEqualTo("123");
    }

    @Test
    void a_copy_takes_the_place_of_what_is_there_and_wakes_who_waits() throws Exception {
        share(true, 0);
        write("a", "1");
        var copy = Files.createDirectory(folder.resolve("copy"));
        try (var pinned = one().machine.pin()) {
            pinned.write(copy);
        }
        write("a", "2");
        write("b", "2");
        try (var watch = keeper.watch("nothing", false)) {
            one().machine.load(copy, 7);

            assertThat(watch.changed()).isDone();
        }
        assertThat(value("a") + value("b")).isEqualTo("1");
        assertThat(one().machine.appliedIndex()).isEqualTo(7);
        one().tell(8, put("c", "3", 0));
        assertThat(value("c")).isEqualTo("3");
    }

    private boolean growsOlder() throws Exception {
        write("b", "1");
        long before = keeper.read(shelf -> shelf.counters().age());
        millis.incrementAndGet();
        write("b", "2");
        return keeper.<Long>read(shelf -> shelf.counters().age()) > before;
    }

    @Test
    void nothing_grows_older_while_nobody_leads() throws Exception {
        share(true, 0);
        keeper.tell(new Command.Put("a", new byte[0], 0, 10_000, Command.Condition.ALWAYS), "");
        one().leads(false);
        await().atMost(Duration.ofSeconds(20)).until(() -> !growsOlder());

        millis.addAndGet(3_600_000);
        one().leads(true);
        await().atMost(Duration.ofSeconds(20)).until(this::growsOlder);
        assertThat(keeper.<Boolean>read(shelf -> shelf.item("a").isPresent())).isTrue();

        millis.addAndGet(11_000);
        write("b", "2");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !keeper.<Boolean>read(shelf -> shelf.item("a").isPresent()));
    }

    /** Tells so many of its commands, and no more. */
    private long put(Path backup, long most) throws Exception {
        var told = new AtomicLong();
        try (var parts = keeper.parts(backup)) {
            parts.tell("one", part -> {
                if (told.incrementAndGet() > most) throw new IOException("enough");
                try {
                    assertThat(keeper.tell(part, part.request())).isInstanceOf(Outcome.Done.class);
                } catch (Unavailable cannot) {
                    throw new IOException(cannot);
                }
            });
        }
        return told.get();
    }

    @Test
    void the_parts_of_a_backup_take_the_place_of_what_is_there_with_the_last_of_them_only() throws Exception {
        for (var i = 0; i < 600; i++) write("k" + i, "backed up");
        write("large", "x".repeat(500_000));
        write("larger", "x".repeat(500_000));
        var backup = folder.resolve("backup");
        keeper.backup(backup);
        share(true, 0);
        write("k0", "later");
        keeper.tell(new Command.DeletePrefix("large"), "");
        write("new", "1");

        assertThatThrownBy(() -> put(backup, 3)).hasMessage("enough");
        assertThat(value("k0") + value("new")).isEqualTo("later1");
        long last = applied();
        keeper.close();
        keeper = keeper();
        share(false, last);
        assertThat(value("k0") + value("new")).isEqualTo("later1");
        try (var watch = keeper.watch("nothing", false)) {
            assertThat(put(backup, 100)).isGreaterThan(5);

            assertThat(watch.changed()).isDone();
        }
        assertThat(value("k0") + value("k599") + value("new")).isEqualTo("backed upbacked up");
        assertThat(value("larger")).hasSize(500_000);
        assertThat(keeper.<Long>read(Freshness.STALE, shelf -> shelf.counters().keys()))
                .isEqualTo(602);
        assertThat(folder.resolve("kv/parts.sqlite")).doesNotExist();
    }

    @Test
    void while_it_is_held_all_are_told_to_try_again_and_a_backup_is_not_put_back() throws Exception {
        write("a", "1");
        keeper.backup(folder.resolve("backup"));
        share(true, 0);
        assertThatThrownBy(() -> keeper.restore(folder.resolve("backup")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the parts of a backup");

        keeper.hold("just now");

        assertThatThrownBy(() -> write("a", "2")).isInstanceOfSatisfying(Unavailable.class, cannot -> {
            assertThat(cannot).hasMessage("just now");
            assertThat(cannot.kind()).isEqualTo(Unavailable.Kind.AGAIN);
        });
        assertThat(keeper.state()).isEqualTo(new KvKeeper.State.Held("just now"));
        keeper.release();
        assertThat(value("a")).isEqualTo("1");
        keeper.hold("again");
        keeper.putAside();
        keeper.release();
        assertThat(value("a")).isEmpty();
        assertThat(folder.resolve("kv/store.sqlite.before")).exists();
    }

    @Test
    void one_that_was_only_looked_at_is_missed_by_nobody() throws Exception {
        assertThat(keeper.isUsed()).isFalse();
        assertThat(value("a")).isEmpty();
        assertThat(keeper.exists()).isTrue();
        assertThat(keeper.isUsed()).isFalse();
        keeper.hold("a while");
        assertThat(keeper.isUsed()).isFalse();
        keeper.putAside();
        assertThat(folder.resolve("kv/store.sqlite")).doesNotExist();
        assertThat(folder.resolve("kv/store.sqlite.before")).doesNotExist();
        keeper.release();
        write("a", "1");
        assertThat(keeper.isUsed()).isTrue();
        keeper.hold("a while");
        assertThat(keeper.isUsed()).isTrue();
    }
}

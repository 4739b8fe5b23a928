package org.opsbro.kv.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.kv.Bounds;
import org.opsbro.kv.Command;
import org.opsbro.kv.Command.Acquire;
import org.opsbro.kv.Command.Condition;
import org.opsbro.kv.Command.Expire;
import org.opsbro.kv.Command.Put;
import org.opsbro.kv.Command.SessionCreate;
import org.opsbro.kv.Item;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.Limits;
import org.opsbro.kv.Outcome;
import org.opsbro.kv.Outcome.Done;
import org.opsbro.kv.Outcome.Refused;

class KvKeeperTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(1_000);
    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private final List<Change> heard = Collections.synchronizedList(new ArrayList<>());
    private final List<KvKeeper> opened = new ArrayList<>();

    private KvKeeper keeper() {
        var keeper = new KvKeeper(
                folder.resolve("kv"),
                "node-1",
                () -> Instant.ofEpochMilli(clock.get()),
                nanos::get,
                () -> Limits.STORE_BYTES,
                Bounds.USUAL,
                heard::addAll);
        opened.add(keeper);
        return keeper;
    }

    @AfterEach
    void close() {
        opened.forEach(KvKeeper::close);
    }

    private static Put put(String key, String value) {
        return Put.of(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Put put(String key, long ttl) {
        return new Put(key, new byte[0], 0, ttl, Condition.ALWAYS);
    }

    private static Optional<String> value(KvKeeper keeper, String key) throws Exception {
        return keeper.read(shelf -> shelf.item(key)).map(item -> new String(item.value(), StandardCharsets.UTF_8));
    }

    private Path file() {
        return folder.resolve("kv/store.sqlite");
    }

    @Test
    void nothing_is_there_before_somebody_uses_it() {
        var keeper = keeper();

        keeper.look();

        assertThat(folder.resolve("kv")).doesNotExist();
        assertThat(keeper.state()).isEqualTo(new KvKeeper.State.Closed(false));
    }

    @Test
    void what_was_told_is_there_after_a_start_with_its_index() throws Exception {
        try (var keeper = keeper()) {
            assertThat(keeper.tell(put("a", "1"), "")).isInstanceOf(Done.class);
            assertThat(keeper.tell(put("b", "2"), "")).isInstanceOf(Done.class);
        }

        var again = keeper();

        assertThat(value(again, "a")).hasValue("1");
        var counters = again.read(Shelf::counters);
        assertThat(counters.applied()).isEqualTo(2);
        assertThat(counters.revision()).isEqualTo(3);
        assertThat(Files.getPosixFilePermissions(file())).hasSize(2);
        assertThat(Files.getPosixFilePermissions(folder.resolve("kv"))).hasSize(3);
    }

    @Test
    void many_writers_at_once_are_all_answered_and_share_the_disk() throws Exception {
        var keeper = keeper();
        List<Thread> threads = new ArrayList<>();
        List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
        for (var writer = 0; writer < 50; writer++) {
            var name = "k" + writer;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    for (var i = 0; i < 20; i++) outcomes.add(keeper.tell(put(name, "v" + i), ""));
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            }));
        }
        for (var thread : threads) thread.join();

        assertThat(outcomes).hasSize(1000).allMatch(Done.class::isInstance);
        assertThat(outcomes.stream().map(each -> ((Done) each).revision())).doesNotHaveDuplicates();
        List<Item> items = keeper.read(shelf -> shelf.items("k", "", 100, 1000));
        assertThat(items).hasSize(50);
    }

    @Test
    void a_change_is_told_after_it_can_be_read() throws Exception {
        var keeper = keeper();
        try (var watch = keeper.watch("a/", true);
                var other = keeper.watch("b/", true)) {
            keeper.tell(put("a/1", "x"), "");

            watch.changed().get();
            assertThat(value(keeper, "a/1")).hasValue("x");
            assertThat(other.changed()).isNotDone();
        }
        assertThat(heard).containsExactly(new Change("a/1", 2, false));
    }

    @Test
    void a_key_expires_by_itself_after_its_ttl() throws Exception {
        var keeper = new KvKeeper(
                folder.resolve("kv"),
                "node-1",
                Instant::now,
                System::nanoTime,
                () -> Limits.STORE_BYTES,
                changes -> {});
        opened.add(keeper);
        keeper.tell(put("a", 1000), "");
        assertThat(value(keeper, "a")).isPresent();

        await().atMost(PATIENCE).until(() -> value(keeper, "a").isEmpty());
    }

    @Test
    void a_clock_set_back_a_day_or_forward_changes_no_ttl() throws Exception {
        var keeper = keeper();
        keeper.tell(put("a", 60_000), "");
        clock.addAndGet(86_400_000);
        keeper.tell(new Expire(), "");
        assertThat(value(keeper, "a")).isPresent();
        clock.addAndGet(-2 * 86_400_000);
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        keeper.tell(new Expire(), "");

        assertThat(value(keeper, "a")).isEmpty();
    }

    @Test
    void a_ttl_goes_on_where_it_stopped_when_the_agent_was_away() throws Exception {
        try (var keeper = keeper()) {
            keeper.tell(put("a", 60_000), "");
            nanos.addAndGet(Duration.ofSeconds(50).toNanos());
            keeper.tell(put("b", "x"), "");
        }
        nanos.addAndGet(Duration.ofDays(30).toNanos());

        var again = keeper();
        again.tell(new Expire(), "");
        assertThat(value(again, "a")).isPresent();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        again.tell(new Expire(), "");
        assertThat(value(again, "a")).isEmpty();
    }

    @Test
    void a_file_that_is_no_database_is_told_and_left_alone() throws IOException {
        Files.createDirectory(folder.resolve("kv"));
        Files.writeString(file(), "this is no database, but somebody may want it\n".repeat(100));
        var keeper = keeper();

        assertThatThrownBy(() -> keeper.tell(put("a", "1"), ""))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the store is damaged")
                .hasMessageContaining("kv-store restore");
        assertThatThrownBy(() -> value(keeper, "a")).isInstanceOf(Unavailable.class);
        assertThat(keeper.state()).isInstanceOf(KvKeeper.State.Broken.class);
        assertThat(file()).content().startsWith("this is no database");
    }

    @Test
    void a_database_damaged_in_its_middle_is_told_and_a_backup_puts_it_right() throws Exception {
        var backup = folder.resolve("backup");
        try (var keeper = keeper()) {
            for (var i = 0; i < 500; i++) keeper.tell(put("key-" + i, "x".repeat(100)), "");
            keeper.backup(backup);
        }
        try (var raw = new RandomAccessFile(file().toFile(), "rw")) {
            for (var page = 1; page < raw.length() / 4096; page++) {
                raw.seek(page * 4096L);
                raw.write(new byte[4096]);
            }
        }
        var keeper = keeper();

        assertThatThrownBy(() -> keeper.tell(put("a", "1"), ""))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("damaged");
        var counters = keeper.restore(backup);

        assertThat(counters.keys()).isEqualTo(500);
        assertThat(keeper.tell(put("a", "1"), "")).isInstanceOf(Done.class);
        assertThat(value(keeper, "key-499")).hasValue("x".repeat(100));
    }

    @Test
    void a_store_that_is_put_back_goes_on_behind_all_revisions_and_tokens_and_ends_sessions() throws Exception {
        var keeper = keeper();
        keeper.tell(new SessionCreate("s1", "", "node-1", 0, 15_000, false), "");
        keeper.tell(new Acquire("lock", "s1", new byte[0], 0), "");
        var backup = folder.resolve("backup");
        keeper.backup(backup);
        for (var i = 0; i < 10; i++) keeper.tell(put("later", "x" + i), "");
        var before = keeper.read(Shelf::counters);
        try (var watch = keeper.watch("lock", false)) {
            keeper.restore(backup);
            assertThat(watch.changed()).isDone();
        }

        var after = keeper.read(Shelf::counters);
        assertThat(after.revision()).isGreaterThan(before.revision());
        assertThat(after.compacted()).isEqualTo(after.revision());
        assertThat(after.token()).isGreaterThanOrEqualTo(before.token());
        assertThat(value(keeper, "later")).isEmpty();
        assertThat(keeper.read(shelf -> shelf.item("lock")).orElseThrow().lock())
                .matches(lock -> !lock.isHeld());
        keeper.tell(new SessionCreate("s2", "", "node-1", 0, 15_000, false), "");
        assertThat(keeper.tell(new Acquire("lock", "s2", new byte[0], 0), ""))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Outcome.Reason.DELAYED));
    }

    @Test
    void a_backup_that_is_damaged_changes_nothing() throws Exception {
        var keeper = keeper();
        keeper.tell(put("a", "1"), "");
        var backup = folder.resolve("backup");
        keeper.backup(backup);
        keeper.tell(put("a", "2"), "");
        var bytes = Files.readAllBytes(backup);
        bytes[bytes.length / 2] ^= 1;
        Files.write(backup, bytes);

        assertThatThrownBy(() -> keeper.restore(backup))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("checksum");
        assertThat(value(keeper, "a")).hasValue("2");
        try (var left = Files.list(folder.resolve("kv"))) {
            assertThat(left.map(path -> path.getFileName().toString())
                            .filter(name -> !name.startsWith("store.sqlite") && !name.startsWith("libsqlite")))
                    .isEmpty();
        }
    }

    @Test
    void after_it_was_closed_it_says_so() throws Exception {
        var keeper = keeper();
        keeper.tell(put("a", "1"), "");
        keeper.close();

        assertThatThrownBy(() -> keeper.tell(put("a", "2"), ""))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("stops");
    }

    @Test
    void what_is_too_large_all_in_all_is_refused() throws Exception {
        var keeper = keeper();
        var half = Put.of("a", new byte[400 * 1024]);

        var outcome = keeper.tell(new Command.Transaction(List.of(), List.of(half, half, half), List.of()), "");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.message()).contains("want at most " + Limits.ENTRY_BYTES));
    }
}

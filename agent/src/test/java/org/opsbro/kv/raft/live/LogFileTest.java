package org.opsbro.kv.raft.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.kv.raft.live.LogFile.Row;
import org.opsbro.kv.raft.live.LogFile.Vote;

class LogFileTest {
    @TempDir
    Path folder;

    private LogFile log;

    @BeforeEach
    void open() throws Exception {
        log = new LogFile(path());
    }

    @AfterEach
    void close() throws Exception {
        log.close();
    }

    private Path path() {
        return folder.resolve("raft.db");
    }

    private void reopen() throws Exception {
        close();
        open();
    }

    static byte[] content(long index) {
        var bytes = new byte[16 + (int) (index % 100)];
        new Random(index).nextBytes(bytes);
        return bytes;
    }

    static List<Row> rows(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(index -> new Row(index, index % 10 == 0, content(index)))
                .toList();
    }

    static void assertHolds(LogFile log, long first, long last) {
        assertThat(log.first()).isEqualTo(first);
        assertThat(log.last()).isEqualTo(last);
        for (var index = first; index <= last; index++)
            assertThat(log.entry(index)).hasValue(content(index));
        assertThat(log.entry(first - 1)).isEmpty();
        assertThat(log.entry(Math.max(first - 1, last) + 1)).isEmpty();
    }

    private long rowsOnDisk() throws SQLException {
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + path());
                var statement = other.createStatement();
                var row = statement.executeQuery("select count(*) from log")) {
            return row.getLong(1);
        }
    }

    @Test
    void a_new_log_is_empty_and_begins_with_1() throws Exception {
        assertHolds(log, 1, 0);
        reopen();
        assertHolds(log, 1, 0);
        assertThat(log.configurations()).isEmpty();
        assertThat(log.vote()).isEqualTo(Vote.NONE);
    }

    @Test
    void what_was_added_is_there_after_it_was_opened_anew() throws Exception {
        log.append(rows(1, 3));
        log.append(rows(4, 25));
        assertHolds(log, 1, 25);

        reopen();

        assertHolds(log, 1, 25);
        assertThat(log.configurations()).containsExactly(content(10), content(20));
        log.append(rows(26, 26));
        assertHolds(log, 1, 26);
    }

    @Test
    void only_its_owner_can_read_it() throws Exception {
        log.append(rows(1, 3));

        try (var files = Files.list(folder)) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void the_first_entry_says_where_a_log_begins() throws Exception {
        log.append(rows(7, 9));
        assertHolds(log, 7, 9);
        reopen();
        assertHolds(log, 7, 9);
    }

    @Test
    void a_beginning_is_kept_even_if_no_entry_is_left() throws Exception {
        log.append(rows(1, 30));
        log.truncatePrefix(11);
        assertHolds(log, 11, 30);
        assertThat(log.configurations()).containsExactly(content(20), content(30));
        reopen();
        assertHolds(log, 11, 30);

        log.truncatePrefix(101);
        assertHolds(log, 101, 0);
        reopen();
        assertHolds(log, 101, 0);
        assertThat(log.configurations()).isEmpty();

        log.append(rows(101, 102));
        reopen();
        assertHolds(log, 101, 102);
    }

    @Test
    void the_end_is_dropped() throws Exception {
        log.append(rows(1, 30));
        log.truncateSuffix(19);
        assertHolds(log, 1, 19);
        assertThat(log.configurations()).containsExactly(content(10));
        log.append(rows(20, 21));
        log.truncatePrefix(5);
        reopen();
        assertHolds(log, 5, 21);

        log.truncateSuffix(4);
        assertHolds(log, 5, 0);
        reopen();
        assertHolds(log, 5, 0);
    }

    @Test
    void a_log_that_is_reset_is_empty() throws Exception {
        log.append(rows(1, 30));
        log.reset(15);
        assertHolds(log, 15, 0);
        reopen();
        assertHolds(log, 15, 0);
        log.append(rows(15, 16));
        assertHolds(log, 15, 16);
        assertThat(rowsOnDisk()).isEqualTo(2);
    }

    @Test
    void old_entries_go_a_few_at_a_time() throws Exception {
        log.append(rows(1, 1000));
        log.truncatePrefix(1001);
        assertThat(rowsOnDisk()).isEqualTo(1000);

        log.append(rows(1001, 1001));
        assertThat(rowsOnDisk()).isEqualTo(1001 - 66);
        reopen();
        for (var index = 1002; index <= 1020; index++) log.append(rows(index, index));

        assertThat(rowsOnDisk()).isEqualTo(20);
        assertHolds(log, 1001, 1020);
    }

    @Test
    void large_old_entries_go_by_their_bytes() throws Exception {
        for (var index = 1; index <= 12; index++) log.append(List.of(new Row(index, false, new byte[512 * 1024])));
        log.truncatePrefix(13);

        log.append(rows(13, 13));

        assertThat(rowsOnDisk()).isEqualTo(12 - 3 + 1);
    }

    @Test
    void a_log_that_is_dropped_as_fast_as_it_grows_takes_no_more_of_the_disk() throws Exception {
        var sizes = new ArrayList<Long>();
        for (var round = 0; round < 40; round++) {
            for (var at = 0; at < 20; at++) {
                var next = round * 2000L + at * 100L + 1;
                log.append(rows(next, next + 99));
            }
            log.truncatePrefix(round * 2000L + 1500);
            sizes.add(Files.size(path()) + Files.size(folder.resolve("raft.db-wal")));
        }

        // what waits in the log of SQLite, 16 MiB, and as much again of places that are used anew
        assertThat(sizes.getLast()).isLessThan(32L * 1024 * 1024);
    }

    @Test
    void a_gap_is_refused_and_nothing_is_taken_after_it() throws Exception {
        log.append(rows(1, 3));

        assertThatThrownBy(() -> log.append(rows(5, 6))).hasMessageContaining("gap");
        assertThatThrownBy(() -> log.append(rows(4, 4))).hasMessageContaining("takes no more");
        assertThatThrownBy(() -> log.vote(new Vote(1, "a"))).hasMessageContaining("takes no more");
        reopen();
        assertHolds(log, 1, 3);
        assertThatThrownBy(() -> log.append(rows(3, 4))).hasMessageContaining("gap");
    }

    @Test
    void a_vote_is_kept() throws Exception {
        log.vote(new Vote(7, "node-a:1"));
        log.vote(new Vote(8, "node-b:1"));
        assertThat(log.vote()).isEqualTo(new Vote(8, "node-b:1"));
        reopen();
        assertThat(log.vote()).isEqualTo(new Vote(8, "node-b:1"));
    }

    private void change(String sql) throws Exception {
        close();
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + path());
                var statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void damage_is_told() throws Exception {
        log.append(rows(1, 30));
        log.vote(new Vote(7, "node-a:1"));

        change("update vote set term = 8");
        open();
        assertThatThrownBy(() -> log.vote()).hasMessageContaining("is damaged: the vote of term 8");

        change("delete from log where i = 12");
        assertThatThrownBy(this::open).hasMessageContaining("is damaged: it has 29 entries from 1 to 30");

        change("pragma user_version=2");
        assertThatThrownBy(this::open).hasMessageContaining("later version of the agent");

        Files.writeString(path(), "this is no database at all, only a text that somebody put here");
        assertThatThrownBy(this::open).hasMessageContaining("not a database");
    }

    /** The commits of a write-ahead log are found one behind the other: a tail that was not written whole must take nothing along. */
    @Test
    void a_torn_tail_takes_nothing_along_that_was_on_the_disk() throws Exception {
        var wal = folder.resolve("raft.db-wal");
        var ends = new ArrayList<Long>();
        for (var index = 1; index <= 8; index++) {
            log.append(rows(index, index));
            ends.add(Files.size(wal));
        }
        var whole = Files.readAllBytes(wal);
        var random = new Random(42);

        for (var length = ends.get(1); length <= ends.getLast(); length += 1 + random.nextInt(900)) {
            var torn = Files.createDirectories(folder.resolve("torn" + length));
            Files.copy(path(), torn.resolve("raft.db"));
            var tail = new byte[random.nextInt(5000)];
            random.nextBytes(tail);
            try (var out = Files.newOutputStream(torn.resolve("raft.db-wal"))) {
                out.write(whole, 0, (int) (long) length);
                out.write(tail);
            }
            var cut = length;
            var written = ends.stream().filter(end -> end <= cut).count();
            try (var left = new LogFile(torn.resolve("raft.db"))) {
                assertHolds(left, 1, written);
                left.append(rows(written + 1, written + 2));
            }
            try (var left = new LogFile(torn.resolve("raft.db"))) {
                assertHolds(left, 1, written + 2);
            }
        }
    }
}

package org.opsbro.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private Spool open() throws IOException {
        return new Spool(folder, MIB);
    }

    private static void add(Spool spool, String... pieces) throws IOException {
        for (var piece : pieces) spool.add(1, piece.getBytes(UTF_8));
    }

    private static List<String> texts(List<Spool.Piece> pieces) {
        return pieces.stream().map(piece -> new String(piece.bytes(), UTF_8)).toList();
    }

    private static List<String> take(Spool spool, int most) throws IOException {
        var pieces = spool.first(most, MIB);
        spool.taken(pieces);
        return texts(pieces);
    }

    @Test
    void pieces_wait_in_their_order_until_they_are_taken() throws Exception {
        try (var spool = open()) {
            assertThat(spool.first(5, MIB)).isEmpty();
            add(spool, "a", "b", "c");

            assertThat(texts(spool.first(2, MIB))).containsExactly("a", "b");
            assertThat(spool.waiting()).isEqualTo(3);
            assertThat(take(spool, 2)).containsExactly("a", "b");
            assertThat(take(spool, 2)).containsExactly("c");
            assertThat(take(spool, 2)).isEmpty();
            assertThat(spool.waiting()).isZero();
        }
    }

    /** The files of a process that is killed are what it wrote: another spool on the same folder sees them, though the first was not closed. */
    @Test
    void what_was_not_taken_is_there_after_a_killed_process() throws Exception {
        var killed = open();
        add(killed, "a", "b", "c");
        take(killed, 1);

        try (var spool = open()) {
            assertThat(spool.waiting()).isEqualTo(2);
            add(spool, "d");
            assertThat(take(spool, 9)).containsExactly("b", "c");
            assertThat(take(spool, 9)).containsExactly("d");
        }
        try (var spool = open()) {
            assertThat(spool.first(9, MIB)).isEmpty();
            assertThat(spool.dropped()).isZero();
        }
    }

    @Test
    void beyond_its_size_the_oldest_goes_and_is_counted() throws Exception {
        try (var spool = open()) {
            var large = "x".repeat(1000);
            for (var i = 0; i < 3000; i++) add(spool, i + " " + large);

            assertThat(spool.bytes()).isLessThanOrEqualTo(MIB);
            assertThat(spool.dropped()).isPositive();
            assertThat(spool.dropped() + spool.waiting()).isEqualTo(3000);
            assertThat(take(spool, 1).getFirst()).startsWith(spool.dropped() + " ");
        }
        assertThat(sizes()).isLessThanOrEqualTo(MIB + 100);
    }

    private long sizes() throws IOException {
        try (var files = Files.list(folder)) {
            var sum = 0L;
            for (var file : files.toList()) sum += Files.size(file);
            return sum;
        }
    }

    @Test
    void a_piece_that_went_while_it_was_sent_is_not_counted_as_lost() throws Exception {
        try (var spool = open()) {
            add(spool, "first");
            var sent = spool.first(1, MIB);
            for (var i = 0; i < 2000; i++) add(spool, "x".repeat(1000));
            var dropped = spool.dropped();
            spool.taken(sent);

            assertThat(dropped).isPositive();
            assertThat(spool.dropped()).isEqualTo(dropped - 1);
        }
    }

    @Test
    void what_does_not_fit_at_all_is_refused_and_a_smaller_spool_keeps_the_newest() throws Exception {
        try (var spool = new Spool(folder, 4L * MIB)) {
            spool.add(7, new byte[5 * MIB]);
            assertThat(spool.dropped()).isEqualTo(7);
            for (var i = 0; i < 3; i++) spool.add(1, new byte[MIB]);
        }
        try (var spool = open()) {
            assertThat(spool.bytes()).isLessThanOrEqualTo(MIB);
            assertThat(spool.waiting() + spool.dropped()).isEqualTo(3);
        }
    }

    @Test
    void a_torn_end_and_a_damaged_mark_lose_nothing_that_was_whole() throws Exception {
        try (var spool = open()) {
            add(spool, "a", "b", "c");
            take(spool, 1);
        }
        try (var files = Files.list(folder)) {
            for (var file : files.toList())
                if (file.toString().endsWith("taken")) Files.write(file, new byte[] {1, 2, 3});
                else Files.write(file, new byte[] {0, 0, 0, 9, 1}, StandardOpenOption.APPEND);
        }

        try (var spool = open()) {
            assertThat(take(spool, 9)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void a_damaged_file_is_given_up_and_what_follows_is_sent() throws Exception {
        try (var spool = open()) {
            add(spool, "a", "b");
            spool.first(1, MIB);
            Path file;
            try (var files = Files.list(folder)) {
                file = files.filter(each -> each.toString().endsWith(".spool"))
                        .findFirst()
                        .orElseThrow();
            }
            var bytes = Files.readAllBytes(file);
            bytes[12] ^= 1;
            Files.write(file, bytes, StandardOpenOption.WRITE);

            assertThat(spool.first(9, MIB)).isEmpty();
            assertThat(spool.dropped()).isEqualTo(2);
            add(spool, "c");
            assertThat(take(spool, 9)).containsExactly("c");
        }
    }

    @Test
    void only_the_owner_reads_it() throws Exception {
        try (var spool = open()) {
            add(spool, "a");
            try (var files = Files.list(folder)) {
                assertThat(files.toList())
                        .hasSize(2)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    /** Beside a plain list: adding, taking, and opening anew as after kill -9. */
    @Test
    void it_is_a_queue_whatever_happens() throws Exception {
        var random = new SplittableRandom(8);
        var model = new ArrayList<String>();
        var next = 0;
        var spool = new Spool(folder, 64L * MIB);
        for (var round = 0; round < 3000; round++) {
            switch (random.nextInt(20)) {
                case 0 -> spool = new Spool(folder, 64L * MIB);
                case 1, 2, 3, 4, 5, 6, 7 -> {
                    var some = random.nextInt(1, 6);
                    var got = take(spool, some);
                    assertThat(got).isEqualTo(model.subList(0, got.size()));
                    assertThat(got.isEmpty()).isEqualTo(model.isEmpty());
                    model.subList(0, got.size()).clear();
                }
                default -> {
                    var piece = next++ + "y".repeat(random.nextInt(20_000));
                    add(spool, piece);
                    model.add(piece);
                }
            }
            assertThat(spool.waiting()).isEqualTo(model.size());
        }
        assertThat(spool.dropped()).isZero();
        spool.close();
    }
}

package org.opsbro.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFileTest {
    @TempDir
    Path folder;

    @Test
    void each_piece_is_found_by_its_number() throws IOException {
        try (var file = write(1_000)) {
            for (var number = 0; number < 2_000; number++) {
                var entry = file.find(number);
                assertThat(entry != null).isEqualTo(number % 2 == 1);
                if (entry == null) continue;
                var piece = new byte[number % 17];
                Arrays.fill(piece, bytes(number));
                assertThat(file.piece(entry)).isEqualTo(piece);
                assertThat(entry.last()).isEqualTo(4_000_000_000L + number);
            }
            assertThat(file.count()).isEqualTo(1_000);
            assertThat(file.through()).isEqualTo(42);
            assertThat(file.first()).isEqualTo(1);
            assertThat(file.last()).isEqualTo(4_000_001_999L);
        }
    }

    @Test
    void the_bytes_in_memory_are_read_as_the_file() throws IOException {
        var memory = new BlockFileWriter();
        memory.add(3, 5, 6, new byte[] {1, 2, 3}, 3);
        var image = memory.image(7);

        try (var file = BlockFile.of(image);
                var onDisk = BlockFile.persist(image, folder.resolve("a"))) {
            assertThat(file.piece(Objects.requireNonNull(file.find(3)))).containsExactly(1, 2, 3);
            assertThat(onDisk.piece(Objects.requireNonNull(onDisk.find(3)))).containsExactly(1, 2, 3);
            assertThat(onDisk.through()).isEqualTo(7);
        }
    }

    @Test
    void an_empty_file_has_nothing() throws IOException {
        try (var file = write(0)) {
            assertThat(file.find(1)).isNull();
            assertThat(file.entries().next()).isNull();
            assertThat(file.first()).isGreaterThan(file.last());
        }
    }

    @Test
    void a_file_cut_or_changed_anywhere_is_refused_or_the_piece_is() throws IOException {
        write(120).close();
        var path = folder.resolve("file");
        var whole = Files.readAllBytes(path);
        var random = new SplittableRandom(9);
        for (var round = 0; round < 3_000; round++) {
            var changed = whole.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(damaged(changed)).isTrue();
        }
        for (var length = 0; length < whole.length; length += 13) {
            var cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> BlockFile.of(cut));
        }
    }

    private static boolean damaged(byte[] bytes) {
        try (var file = BlockFile.of(bytes)) {
            var entries = file.entries();
            for (var entry = entries.next(); entry != null; entry = entries.next()) file.piece(entry);
            return false;
        } catch (IOException told) {
            return true;
        }
    }

    @Test
    void what_is_not_published_is_not_there() throws IOException {
        try (var writer = new BlockFileWriter(folder.resolve("file"))) {
            writer.add(1, 1, 1, new byte[1], 1);
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void who_reads_a_closed_file_is_told() throws IOException {
        var file = write(3);
        file.close();

        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.find(1));
    }

    @Test
    void a_reader_that_is_interrupted_does_not_close_it_for_others() throws Exception {
        try (var file = write(3)) {
            var reader = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                try {
                    file.find(1);
                } catch (IOException told) {
                    assertThat(told).isInstanceOf(ClosedChannelException.class);
                }
            });
            reader.join();

            assertThat(file.find(1)).isNotNull();
        }
    }

    private BlockFile write(int count) throws IOException {
        try (var writer = new BlockFileWriter(folder.resolve("file"))) {
            for (var i = 0; i < count; i++) {
                var number = 2 * i + 1;
                var piece = new byte[number % 17];
                Arrays.fill(piece, bytes(number));
                writer.add(number, number, 4_000_000_000L + number, piece, piece.length);
            }
            return writer.publish(42);
        }
    }

    private static byte bytes(int number) {
        return (byte) (number * 31);
    }
}

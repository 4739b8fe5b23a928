package org.opsbro.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameLogTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("a.log");
    }

    @Test
    void frames_come_back_as_they_were_written() throws IOException {
        var large = "x".repeat(200_000);
        append("one", "", large, "four");

        assertThat(read()).containsExactly("one", "", large, "four");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_log_cut_anywhere_keeps_the_frames_before_and_goes_on() throws IOException {
        append("one", "two", "three");
        var whole = Files.readAllBytes(path);
        for (var length = 0; length <= whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            var left = read();

            assertThat(left).isEqualTo(List.of("one", "two", "three").subList(0, left.size()));
            append("next");
            left.add("next");
            assertThat(read()).isEqualTo(left);
        }
    }

    @Test
    void a_changed_byte_ends_the_log_where_it_is() throws IOException {
        append("one", "two", "three");
        var whole = Files.readAllBytes(path);
        var random = new SplittableRandom(3);
        for (var at = 0; at < whole.length; at++) {
            var changed = whole.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(path, changed);

            assertThat(read()).hasSize(at < 11 ? 0 : at < 22 ? 1 : 2);
        }
    }

    @Test
    void zeros_at_the_end_as_a_power_cut_leaves_them_are_no_frames() throws IOException {
        append("one");
        Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 4096));

        assertThat(read()).containsExactly("one");
        append("two");
        assertThat(read()).containsExactly("one", "two");
    }

    private void append(String... frames) throws IOException {
        try (var log = new FrameLog(path, frame -> {})) {
            for (var frame : frames) log.append(ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8)));
            log.sync();
            assertThat(log.size()).isEqualTo(Files.size(path));
        }
    }

    private List<String> read() throws IOException {
        List<String> read = new ArrayList<>();
        FrameLog.read(
                path, frame -> read.add(StandardCharsets.UTF_8.decode(frame).toString()));
        return read;
    }
}

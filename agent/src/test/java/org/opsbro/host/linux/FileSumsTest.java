package org.opsbro.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.host.Sum;

class FileSumsTest {
    /** What sha256sum of coreutils prints for "abc". */
    private static final String SUM = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    /** Later than the steps of the file system's clock, so that each sum is kept. */
    private final FileSums sums = new FileSums(() -> Instant.now().plusSeconds(10));

    @TempDir
    private Path folder;

    @Test
    void a_sum_follows_the_file_even_where_its_time_is_put_back() throws IOException {
        var path = folder.resolve("a");
        write(path, "abc");
        var changed = Files.getAttribute(path, "unix:ctime");
        assertThat(sums.of(path, Sum.SHA256)).contains(SUM);
        assertThat(sums.of(path, Sum.SHA256)).contains(SUM);

        do write(path, "abd");
        while (changed.equals(Files.getAttribute(path, "unix:ctime")));

        assertThat(sums.of(path, Sum.SHA256))
                .contains("a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9");
    }

    private static void write(Path path, String text) throws IOException {
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.fromMillis(0));
    }

    @Test
    void what_is_no_file_has_none() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("l"), Files.writeString(folder.resolve("a"), "abc"));

        assertThat(sums.of(link, Sum.SHA256)).isEmpty();
        assertThat(sums.of(folder, Sum.SHA256)).isEmpty();
        assertThat(sums.of(folder.resolve("none"), Sum.SHA256)).isEmpty();
    }

    /** Larger than the heap of these tests may be read at once, and than an agent reads of any file. */
    @Test
    void a_large_file_is_read_piece_by_piece() throws IOException {
        var path = folder.resolve("large");
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(100L * 1024 * 1024);
        }

        assertThat(sums.of(path, Sum.SHA256))
                .contains("20492a4d0d84f8beb1767f6616229f85d44c2827b64bdbfb260ee12fa1109e0e");
    }
}

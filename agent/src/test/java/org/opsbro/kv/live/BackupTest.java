package org.opsbro.kv.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir
    Path folder;

    private Path backup(byte[] content) throws IOException {
        var database = Files.write(folder.resolve("database"), content);
        var backup = folder.resolve("backup");
        Backup.write(database, backup);
        return backup;
    }

    @Test
    void what_was_packed_is_unpacked_and_is_for_its_owner_only() throws IOException {
        var content = new byte[200_000];
        new SplittableRandom(1).nextBytes(content);
        var backup = backup(content);

        Backup.read(backup, folder.resolve("again"));

        assertThat(folder.resolve("again")).hasBinaryContent(content);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("backup.next")).doesNotExist();
    }

    @Test
    void a_file_that_differs_in_one_bit_or_was_cut_is_refused() throws IOException {
        var random = new SplittableRandom(2);
        var whole =
                Files.readAllBytes(backup("a database".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        for (var i = 0; i < 200; i++) {
            var broken = whole.clone();
            if (i % 2 == 0) broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            else broken = Arrays.copyOf(broken, random.nextInt(broken.length));
            var file = Files.write(folder.resolve("broken"), broken);
            Files.deleteIfExists(folder.resolve("out"));

            assertThatThrownBy(() -> Backup.read(file, folder.resolve("out")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}

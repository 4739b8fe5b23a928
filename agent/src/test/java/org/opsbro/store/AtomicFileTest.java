package org.opsbro.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void an_absent_file_is_no_text() throws Exception {
        assertThat(new AtomicFile(folder.resolve("absent")).read()).isEmpty();
    }

    @Test
    void only_the_owner_reads_it_and_nothing_else_is_left_lying() throws Exception {
        var file = new AtomicFile(folder.resolve("identity.json"));

        file.write("one");
        file.write("two");

        assertThat(file.read()).contains("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactly(file.path());
        }
    }

    @Test
    void a_half_written_next_version_of_a_killed_writer_is_no_obstacle() throws Exception {
        var file = new AtomicFile(folder.resolve("identity.json"));
        file.write("one");
        Files.writeString(folder.resolve("identity.json.next"), "tw");

        file.write("two");

        assertThat(file.read()).contains("two");
    }
}

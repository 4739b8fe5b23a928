package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
    @TempDir
    Path data;

    @Test
    void a_second_agent_is_told_who_has_the_folder() throws Exception {
        try (var held = DataLock.take(data)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DataLock.take(data))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data-dir");
        }
    }

    @Test
    void the_folder_is_free_again_after_the_first_has_ended() throws Exception {
        DataLock.take(data).close();

        try (var again = DataLock.take(data)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void a_file_in_the_place_of_the_folder_is_told_with_a_remedy() throws Exception {
        var file = Files.writeString(data.resolve("file"), "");

        assertThatThrownBy(() -> DataLock.take(file))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("cannot be used")
                .hasMessageContaining("--data-dir");
    }
}

package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.NodeId;

class IdentityTest {
    static final Supplier<NodeId> NEVER = () -> {
        throw new AssertionError("no fresh identity was wanted");
    };
    static final NodeId FIRMWARE = new NodeId("f1");

    @TempDir
    Path data;

    @Test
    void the_first_identity_comes_from_the_machine_and_stays() {
        assertThat(new Identity(data).of("web-1", Optional.of(FIRMWARE), NEVER)).isEqualTo(FIRMWARE);
        assertThat(new Identity(data).of("web-1", Optional.empty(), NEVER)).isEqualTo(FIRMWARE);
    }

    @Test
    void a_new_host_name_is_a_new_node_and_the_old_name_brings_the_old_one_back() {
        var fresh = new NodeId("aa");
        new Identity(data).of("web-1", Optional.of(FIRMWARE), NEVER);

        assertThat(new Identity(data).of("web-2", Optional.of(FIRMWARE), () -> fresh))
                .isEqualTo(fresh);
        assertThat(new Identity(data).of("web-1", Optional.empty(), NEVER)).isEqualTo(FIRMWARE);
    }

    @Test
    void a_damaged_file_stops_the_start_instead_of_making_a_new_node() throws Exception {
        Files.writeString(data.resolve("identity.json"), "{\"web-1\": ");

        assertThatThrownBy(() -> new Identity(data).of("web-1", Optional.empty(), NEVER))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("identity.json is damaged")
                .hasMessageContaining("line 1");
    }
}

package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that share a host. */
class SharedHostTest {
    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @BeforeEach
    void machines() throws Exception {
        hosts = new Hosts(folder, 1);
    }

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    @Test
    void two_agents_on_neighbouring_ports_are_told_what_is_in_the_way() throws Exception {
        var host = hosts.host(1);
        host.does("agent start --daemon --port 6769");
        var other = "OPSBRO_CONFIG_DIR=/etc/b OPSBRO_DATA_DIR=/var/lib/b OPSBRO_LOG_DIR=/var/log/b ./opsbro agent start"
                + " --daemon --port ";

        var below = host.shell(other + 6768);
        var above = host.shell(other + 6770);

        assertThat(below.error() + below.out())
                .contains("TCP port 6769", "one above, which is taken by the process", "two apart");
        assertThat(above.error() + above.out()).contains("6770", "taken by the process", "two apart");
        assertThat(host.shell(other + 6771).code()).isZero();
    }
}

package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortOwnerTest {
    @Test
    void whoever_listens_on_a_port_is_named() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortOwner.of(listening.getLocalPort()))
                    .startsWith("the process " + ProcessHandle.current().pid() + " (");
        }
    }

    @Test
    void a_port_that_is_free_again_has_no_owner() throws Exception {
        int port;
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listening.getLocalPort();
        }
        assertThat(PortOwner.of(port)).isEqualTo("nobody any more");
    }
}

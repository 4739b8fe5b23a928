package org.opsbro.packs.openports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.Collected;
import org.opsbro.detection.FolderHost;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

class OpenPortsTest {
    private static final String HEADING =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

    @TempDir
    private Path root;

    private static String row(int number, String local, String state) {
        return "  %d: %s 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0        0 1 1\n"
                .formatted(number, local, state);
    }

    @Test
    void sockets_are_counted_by_state_and_those_that_listen_are_told() throws IOException {
        FolderHost.put(
                root,
                "/proc/net/tcp",
                HEADING
                        + row(0, "0100007F:0CEA", "0A")
                        + row(1, "00000000:0050", "0A")
                        + row(2, "00000000:0050", "0A")
                        + row(3, "0500000A:0050", "01")
                        + row(4, "0500000A:0050", "06")
                        + row(5, "0500000A:0050", "08")
                        + row(6, "0500000A:0050", "03"));
        FolderHost.put(
                root,
                "/proc/net/tcp6",
                HEADING
                        + row(0, "00000000000000000000000000000000:0016", "0A")
                        + row(1, "00000000000000000000000001000000:0019", "0A")
                        + row(2, "B80D0120000000000000000001000000:01BB", "0A"));
        FolderHost.put(root, "/proc/net/udp", HEADING + row(0, "00000000:0044", "07") + row(1, "0500000A:1000", "01"));

        var facts = ((Collected.Facts) new OpenPorts().collect(new FolderHost(root), Parameters.NONE)).fields();

        assertThat(Json.write(facts.get("tcp"))).isEqualTo("[22,25,80,443,3306]");
        assertThat(facts.get("ports")).isEqualTo(facts.get("tcp"));
        assertThat(Json.write(facts.get("udp"))).isEqualTo("[68]");
        assertThat(Json.write(facts.get("states")))
                .isEqualTo(
                        "{\"established\":1,\"syn_sent\":0,\"syn_recv\":1,\"fin_wait1\":0,\"fin_wait2\":0,\"time_wait\":1,"
                                + "\"close\":0,\"close_wait\":1,\"last_ack\":0,\"listen\":6,\"closing\":0}");
        assertThat(((Value.Items) ((Value.Fields) facts.get("details")).get("tcp"))
                        .all().stream()
                                .map(each -> ((Value.Fields) each).get("source").display()))
                .containsExactly("127.0.0.1:3306", "0.0.0.0:80", "[::]:22", "[::1]:25", "[2001:db8:0:0:0:0:0:1]:443");
        assertThat(Json.write(((Value.Fields) facts.get("details")).get("udp")))
                .isEqualTo("[{\"proto\":\"udp\",\"source\":\"0.0.0.0:68\",\"dest\":\"0.0.0.0:*\",\"state\":\"\"}]");
    }
}

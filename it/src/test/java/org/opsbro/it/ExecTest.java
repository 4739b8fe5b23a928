package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.freePort;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on the nodes of a group, as a person runs them. */
class ExecTest {
    @TempDir
    private Path folder;

    private Server server = new Server(Path.of("."));

    @BeforeEach
    void machine() {
        server = new Server(folder);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    @Test
    void a_person_runs_commands_once_a_key_is_there() throws Exception {
        server.start();
        var off = server.opsbro("executors", "exec", "*", "--", "id");
        assertThat(off.code()).isEqualTo(1);
        assertThat(off.error()).contains("nobody may order the zone internet", "gossip zone authority generate");

        server.does("gossip", "zone", "authority", "generate");

        assertThat(server.does("executors", "exec", "linux", "--", "printf", "<%s>\\n", "a b", "$HOME; id", "é"))
                .contains(" | <a b>\n", " | <$HOME; id>\n", " | <é>\n");
        var failed = server.opsbro("executors", "exec", "linux", "--shell", "echo out; echo err >&2; exit 3");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).endsWith(" | out\n");
        assertThat(failed.error()).contains(" ! err\n", "exit code 3", "0 of 1 node returned 0");
        assertThat(server.opsbro("executors", "exec", "nobody", "--", "id").code())
                .isEqualTo(2);
        assertThat(server.opsbro("executors", "exec", "*", "--timeout", "1", "--", "sleep", "60")
                        .error())
                .contains("timeout: killed after 1.0 s");

        server.kill();
        server.start();
        assertThat(server.does("executors", "history")).contains("→ here begins", "'$HOME; id'", "killed after 1.0 s");
    }

    @Test
    void whoever_goes_away_takes_the_command_with_him() throws Exception {
        server.start();
        server.does("gossip", "zone", "authority", "generate");
        var mark = "78" + ProcessHandle.current().pid();
        var person = server.begins("executors", "exec", "*", "--timeout", "1h", "--shell", "sleep " + mark + " & wait");
        within(20, () -> sleeping(mark));

        person.destroy();

        within(20, () -> !sleeping(mark));
        assertThat(server.does("executors", "history")).contains("killed because the run was cancelled");
    }

    private static boolean sleeping(String mark) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.equals("/usr/bin/sleep " + mark) || line.equals("sleep " + mark));
    }

    @Test
    void nobody_orders_over_tcp_not_even_with_the_token() throws Exception {
        var port = freePort();
        server.start(port);
        server.does("gossip", "zone", "authority", "generate");
        var token = server.token();
        try (var client = HttpClient.newHttpClient()) {
            var order = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/exec"))
                    .header("Authorization", "Bearer " + token)
                    .POST(BodyPublishers.ofString("{\"group\": \"*\", \"command\": [\"id\"]}"))
                    .build();

            assertThat(client.send(order, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
        }
    }
}

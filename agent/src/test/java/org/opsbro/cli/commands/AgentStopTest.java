package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AgentStopTest {
    @Test
    void a_process_that_nobody_reaps_has_ended_all_the_same() throws Exception {
        // the shell becomes a program that knows nothing of the child
        var parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & echo $!; exec sleep 30").start();
        try (var out = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            var child = Long.parseLong(out.readLine());

            Awaitility.await().until(() -> !AgentStop.runs(child));

            assertThat(ProcessHandle.of(child)).isPresent();
            assertThat(AgentStop.runs(parent.pid())).isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void a_process_that_is_not_there_does_not_run() {
        assertThat(AgentStop.runs(1L << 40)).isFalse();
    }
}

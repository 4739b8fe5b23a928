package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.Collected;
import org.opsbro.detection.FolderHost;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

class AgentFactsTest {
    @TempDir
    private Path first;

    @TempDir
    private Path second;

    private static String stat(long user, long system) {
        return "4711 (java) S 1 4711 4711 0 -1 4194560 900 0 3 0 %d %d 0 0 20 0 23 0 500 900000000 18000 %s\n"
                .formatted(user, system, String.join(" ", Collections.nCopies(27, "0")));
    }

    @Test
    void what_the_agent_costs_is_read_from_its_own_process() throws IOException {
        FolderHost.put(first, "/proc/self/stat", stat(100, 50));
        FolderHost.put(first, "/proc/self/fd/0", "");
        FolderHost.put(first, "/proc/self/fd/1", "");
        FolderHost.put(second, "/proc/self/stat", stat(110, 65));
        var host = new FolderHost(first);
        var facts = new AgentFacts(() -> 40, () -> 12_000L, () -> 3);

        var before = fields(facts, host);
        host.become(second);
        var after = fields(facts, host);

        assertThat(before.has("cpu%")).isFalse();
        assertThat(after.get("cpu_seconds")).isEqualTo(Value.of(1.75));
        assertThat(after.get("cpu%")).isEqualTo(Value.of(2.5));
        assertThat(after.get("rss_bytes")).isEqualTo(Value.of(18_000L * 4096));
        assertThat(after.get("threads")).isEqualTo(Value.of(23L));
        assertThat(after.get("open_files")).isEqualTo(Value.of(2L));
        assertThat(after.get("turns")).isEqualTo(Value.of(40L));
        assertThat(after.get("events")).isEqualTo(Value.of(12_000L));
        assertThat(after.get("events_waiting")).isEqualTo(Value.of(3L));
        assertThat(after.get("heap_used_bytes"))
                .isInstanceOfSatisfying(
                        Value.Int.class, bytes -> assertThat(bytes.number()).isPositive());
        assertThat(after.keys()).isEqualTo(facts.keys());
    }

    private static Value.Fields fields(AgentFacts facts, FolderHost host) {
        return ((Collected.Facts) facts.collect(host, Parameters.NONE)).fields();
    }
}

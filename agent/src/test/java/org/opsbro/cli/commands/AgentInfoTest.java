package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.opsbro.cli.FakeAgent;
import org.opsbro.cli.Tool;

class AgentInfoTest {
    private static final String INFO = """
            {"name": "node1", "agent_state": "ok", "pid": 4242, "uuid": "cb29", "zone": "internet", "is_zone_protected": false,
             "system_distro": "debian", "system_distroversion": "12", "is_managed_system": true, "groups": ["linux", "debian"],
             "monitoring": {"ok": 3, "critical": 1}, "collectors": {"a": {"state": "OK"}, "b": {"state": "ERROR"}},
             "logs": {"ERROR": ["disk full"], "WARNING": []}, "memory_consumption": 73400320, "uptime_seconds": 200,
             "problems": [{"file": "packs/a.yml", "line": 3, "column": 5, "path": "check.interval", "message": "want 10s", "severity": "error"}]}
            """;

    @Test
    void each_topic_has_a_frame_and_what_is_wrong_is_shown() throws IOException {
        try (var agent = new FakeAgent().answering("GET /agent/info", INFO)) {
            var outcome = Tool.on(agent).run("agent", "info");

            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out())
                    .contains(
                            "┌─────────────────── generic\n Name:               node1\n State:              ✓ ok\n",
                            " System:             debian (version 12)  ✓ managed",
                            " Zone:               internet (‼ zone has no gossip key)",
                            " Groups:             linux, debian",
                            " Collectors:         1 OK / 1 ERROR / 0 NOT-ELIGIBLE / 0 PENDING",
                            " Check states:       3 OK / 0 WARNING / 1 CRITICAL / 0 UNKNOWN / 0 PENDING",
                            " Process:            4242, up 3m 20s",
                            " Memory:             70 MiB",
                            "| packs/a.yml:3:5: check.interval want 10s");
        }
    }

    @Test
    void an_empty_answer_is_still_drawn() throws IOException {
        try (var agent = new FakeAgent().answering("GET /agent/info", "{}")) {
            var outcome = Tool.on(agent).run("agent", "info", "--show-logs");

            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out()).contains(" Name:               ?", "─── Last logs: ERROR ──");
        }
    }

    @Test
    void json_is_the_answer_of_the_agent() throws IOException {
        try (var agent = new FakeAgent().answering("GET /agent/info", INFO)) {
            assertThat(Tool.on(agent).run("agent", "info", "--json").out()).contains("\"uuid\" : \"cb29\"");
        }
    }

    @Test
    void one_value_is_printed_alone() throws IOException {
        try (var agent = new FakeAgent().answering("GET /agent/info", INFO)) {
            assertThat(Tool.on(agent).run("agent", "print", "uuid").out()).isEqualTo("cb29\n");
            assertThat(Tool.on(agent).run("agent", "print", "public-addr").exitCode())
                    .isEqualTo(5);
        }
    }
}

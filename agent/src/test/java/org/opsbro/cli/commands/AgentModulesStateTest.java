package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.opsbro.cli.FakeAgent;
import org.opsbro.cli.Tool;

class AgentModulesStateTest {
    @Test
    void each_module_is_shown_with_its_state_and_the_reason() throws IOException {
        var info = """
                {"modules": {"dns": {"pack": "dns-listener", "state": "DISABLED", "module_type": "listener", "log": "node is not in group dns-listener"}}}
                """;
        try (var agent = new FakeAgent().answering("GET /agent/info", info)) {
            assertThat(Tool.on(agent).run("agent", "modules", "state").out())
                    .contains(
                            "  - dns-listener > listener > dns",
                            "… DISABLED",
                            "    | node is not in group dns-listener");
            assertThat(Tool.on(agent).run("agent", "info").out())
                    .contains(" Modules:            0 STARTED / 1 DISABLED / 0 ERROR");
        }
    }
}

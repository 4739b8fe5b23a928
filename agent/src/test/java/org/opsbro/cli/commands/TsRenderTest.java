package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.opsbro.cli.FakeAgent;
import org.opsbro.cli.Tool;

class TsRenderTest {
    private static final String CALL = "GET /render?target=a&from=-1h&until=now&format=";

    @Test
    void tells_who_was_silent_beside_what_the_others_have() throws IOException {
        try (var agent = new FakeAgent().telling("X-Opsbro-Silent", "web-2,web-3")) {
            agent.answering(CALL + "json&maxDataPoints=120", "[]")
                    .answering(CALL + "json", "[]")
                    .answering(CALL + "csv", "a,1,2\n");
            for (var form : new String[] {"", "--json", "--csv"}) {
                var told = Tool.on(agent).run(("ts render a " + form).strip().split(" "));

                assertThat(told.exitCode()).isZero();
                assertThat(told.error()).isEqualTo("opsbro: web-2 does not answer\nopsbro: web-3 does not answer\n");
                assertThat(told.out()).doesNotContain("web-");
            }
        }
    }
}

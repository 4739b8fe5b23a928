package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a person starts it: four hosts, HAProxy installed by a rule, then a fifth host, then one is lost. Needs root. */
class DemoTest {
    private static final Pattern TOOK = Pattern.compile("after (\\d+\\.\\d) s: (.*)");
    private static final double SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void a_load_balancer_follows_its_servers_and_nobody_edits_a_file() throws Exception {
        var server = new Server(folder);

        var outcome = server.shell("HOSTS_DIR=" + folder.resolve("hosts") + " demo/run");

        assertThat(outcome.code()).as("%s%s", outcome.out(), outcome.error()).isZero();
        var steps = TOOK.matcher(outcome.out()).results().toList();
        assertThat(steps)
                .extracting(step -> step.group(2))
                .containsExactly(
                        "a rule has installed HAProxy",
                        "HAProxy runs",
                        "the client asks for load-balancer.group.opsbro, and gets the pages of web-1 and web-2",
                        "it is in the configuration of HAProxy",
                        "its page is served",
                        "no client is sent to it",
                        "it has left the configuration of HAProxy");
        assertThat(steps)
                .allSatisfy(step -> assertThat(Double.parseDouble(step.group(1)))
                        .as(step.group())
                        .isLessThan(SECONDS));
        assertThat(outcome.out()).contains("+    server web-1 10.99.0.1:80\n").endsWith("nobody has edited a file\n");
    }
}

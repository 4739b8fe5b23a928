package org.opsbro.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Status;
import org.opsbro.model.Value;
import org.opsbro.model.World;

class TroublesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    private static Status check(String name, CheckState state, CheckState confirmed, String output) {
        return new Status(
                name, name, state, confirmed, 1, 3, false, NOW, NOW, Duration.ZERO, output, "", List.of(), "");
    }

    private static Status check(String name, CheckState state, String output) {
        return check(name, state, state, output);
    }

    private static Value.Fields of(List<Status> checks) {
        var world = World.of(Node.named(new NodeId("a1"), "web-1", "lan"), NOW).after(new Event.ChecksRun(NOW, checks));
        return Troubles.of(world);
    }

    private static List<String> names(Value.Fields troubles) {
        return ((Value.Items) troubles.get("bad"))
                .all().stream()
                        .map(each -> ((Value.Fields) each).get("name").display())
                        .toList();
    }

    @Test
    void what_is_confirmed_to_be_wrong_is_told_the_worst_first() {
        var troubles = of(List.of(
                check("a/fine", CheckState.OK, "fine"),
                check("b/warned", CheckState.WARNING, "w"),
                check("c/unknown", CheckState.UNKNOWN, "u"),
                check("d/critical", CheckState.CRITICAL, "c"),
                check("e/soft", CheckState.CRITICAL, CheckState.OK, "not yet"),
                check("f/pending", CheckState.PENDING, "")));

        assertThat(names(troubles)).containsExactly("d/critical", "c/unknown", "b/warned");
        assertThat(troubles.get("node")).isEqualTo(Value.of("web-1"));
        assertThat(troubles.get("more")).isEqualTo(Value.of(0));
    }

    @Test
    void it_stays_small_however_much_is_wrong() {
        var checks = new ArrayList<Status>();
        for (var i = 0; i < 500; i++) checks.add(check("pack/check-" + i, CheckState.CRITICAL, "€".repeat(5000)));

        var troubles = of(checks);

        assertThat(names(troubles)).hasSize(Troubles.MOST);
        assertThat(troubles.get("more")).isEqualTo(Value.of(500 - Troubles.MOST));
        assertThat(Json.write(troubles).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hasSizeLessThan(16 * 1024);
    }

    @Test
    void another_text_is_no_news_and_another_state_is() {
        var disks = of(List.of(check("linux/disks", CheckState.WARNING, "95%")));

        assertThat(Troubles.gist(disks))
                .isEqualTo(Troubles.gist(of(List.of(check("linux/disks", CheckState.WARNING, "96%")))))
                .isNotEqualTo(Troubles.gist(of(List.of(check("linux/disks", CheckState.CRITICAL, "99%")))))
                .isNotEqualTo(Troubles.gist(of(List.of())));
    }
}

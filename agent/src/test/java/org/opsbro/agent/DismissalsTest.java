package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.discovery.Message;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

class DismissalsTest {
    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    final Node gone = Node.named(new NodeId("aa"), "web-1", "paris").withIncarnation(7);

    @TempDir
    private Path folder;

    private ZoneAuthorities authorities() {
        return new ZoneAuthorities(folder, zone -> List.of(zone, "europe"));
    }

    private Dismissals dismissals() {
        return new Dismissals(authorities(), zone -> List.of(zone, "europe"));
    }

    @Test
    void an_order_of_the_zone_or_of_one_above_takes_the_node_out_up_to_its_incarnation() throws Exception {
        authorities().generate("europe", false);

        var order = dismissals().of(gone, "web-9", NOON);

        assertThat(dismissals().proven(order, "paris", NOON)).contains(new Message.Leave(gone.id(), 7));
        assertThat(order.length).isLessThan(Message.MAX_ORDER);
    }

    @Test
    void without_the_authority_there_is_no_order() {
        assertThatThrownBy(() -> dismissals().of(gone, "web-9", NOON))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody may order the zone paris");
    }

    @Test
    void it_holds_in_its_zone_and_for_ten_minutes_only() throws Exception {
        authorities().generate("paris", false);
        var order = dismissals().of(gone, "web-9", NOON);

        assertThat(dismissals().proven(order, "lyon", NOON)).isEmpty();
        assertThat(dismissals().proven(order, "paris", NOON.plus(Duration.ofMinutes(11))))
                .isEmpty();
    }

    @Test
    void no_changed_byte_and_no_noise_holds() throws Exception {
        authorities().generate("paris", false);
        var order = dismissals().of(gone, "web-9", NOON);
        var chance = new SplittableRandom(1);

        for (var round = 0; round < 2000; round++) {
            var changed = order.clone();
            changed[chance.nextInt(changed.length)] ^= (byte) (1 << chance.nextInt(7));
            var proven = dismissals().proven(changed, "paris", NOON);
            assertThat(proven.filter(leave -> !leave.equals(new Message.Leave(gone.id(), 7))))
                    .isEmpty();
        }
        assertThat(dismissals().proven("{}".getBytes(StandardCharsets.UTF_8), "paris", NOON))
                .isEmpty();
    }
}

package org.opsbro.discovery.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.BadMessage;
import org.opsbro.discovery.keys.KeyOrder.Step;
import org.opsbro.model.NodeId;

class KeyOrderTest {
    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    final KeyAdmission admission = new KeyAdmission(new NodeId("bb"), NOON.minusSeconds(600));

    static KeyOrder order(Step step, String nonce, Instant notAfter) {
        return new KeyOrder(
                "paris",
                "europe",
                new NodeId("bb"),
                new NodeId("aa"),
                step,
                "07b51586",
                step == Step.INSTALL ? SECRET : "",
                NOON,
                nonce.repeat(32),
                notAfter);
    }

    static KeyOrder order() {
        return order(Step.INSTALL, "a", NOON.plusSeconds(60));
    }

    private String objection(KeyOrder order, Instant now) {
        return admission
                .objection(order, new NodeId("aa"), "paris", List.of("paris", "europe"), now)
                .orElse("");
    }

    @Test
    void an_order_comes_back_from_its_bytes_and_says_itself_without_the_key() {
        for (var step : Step.values()) {
            var order = order(step, "a", NOON);

            assertThat(KeyOrder.read(order.signed(new byte[64]))).isEqualTo(order);
            assertThat(order.toString()).doesNotContain(SECRET).contains("07b51586");
        }
    }

    @Test
    void an_order_has_one_form_only() {
        var frame = order().signed(new byte[64]);
        var spaced = new String(frame, UTF_8)
                .replace("\n" + NOON.toEpochMilli(), "\n+" + NOON.toEpochMilli())
                .getBytes(UTF_8);

        assertThatThrownBy(() -> KeyOrder.read(spaced)).hasMessageContaining("only form");
    }

    @Test
    void noise_is_refused_with_a_reason_that_holds_nothing_of_the_key() {
        var chance = new Random(7);
        for (var round = 0; round < 20_000; round++) {
            var frame = order().signed(new byte[64]);
            var changes = 1 + chance.nextInt(3);
            for (var i = 0; i < changes; i++) frame[64 + chance.nextInt(frame.length - 64)] = (byte) chance.nextInt();
            try {
                KeyOrder.read(frame);
            } catch (BadMessage refused) {
                assertThat(refused.getMessage()).doesNotContain(SECRET.substring(4, 12));
            }
        }
        assertThatThrownBy(() -> KeyOrder.read(new byte[5000])).isInstanceOf(BadMessage.class);
        assertThatThrownBy(() -> KeyOrder.read(new byte[3])).isInstanceOf(BadMessage.class);
    }

    @Test
    void an_order_is_obeyed_once() {
        assertThat(objection(order(), NOON)).isEmpty();
        assertThat(objection(order(), NOON)).contains("obeyed before");
        assertThat(objection(order(Step.USE, "b", NOON.plusSeconds(60)), NOON)).isEmpty();
    }

    @Test
    void an_order_is_for_one_node_one_zone_and_of_who_brings_it() {
        var all = List.of("paris", "europe");
        var stranger = new KeyAdmission(new NodeId("cc"), NOON.minusSeconds(600));

        assertThat(stranger.objection(order(), new NodeId("aa"), "paris", all, NOON))
                .hasValueSatisfying(reason -> assertThat(reason).contains("for the node bb"));
        assertThat(admission.objection(order(), new NodeId("dd"), "paris", all, NOON))
                .hasValueSatisfying(reason -> assertThat(reason).contains("dd brought it"));
        assertThat(admission.objection(order(), new NodeId("aa"), "lyon", all, NOON))
                .hasValueSatisfying(reason -> assertThat(reason).contains("sealed for lyon"));
        assertThat(admission.objection(order(), new NodeId("aa"), "paris", List.of("paris"), NOON))
                .hasValueSatisfying(reason -> assertThat(reason).contains("may not order"));
        assertThat(objection(order(), NOON)).isEmpty();
    }

    @Test
    void an_order_that_is_late_or_early_is_refused_and_the_clocks_are_named() {
        assertThat(objection(order(), NOON.plusSeconds(61))).contains("61 s ago", "compare the clocks");
        assertThat(objection(order(), NOON.minusSeconds(61))).contains("in the future");
        assertThat(objection(order(), NOON.plusSeconds(59))).isEmpty();
    }

    @Test
    void after_a_restart_and_after_a_clock_that_went_back_old_orders_are_not_obeyed_again() {
        var restarted = new KeyAdmission(new NodeId("bb"), NOON.plusSeconds(5));
        var all = List.of("europe");
        assertThat(restarted.objection(order(), new NodeId("aa"), "paris", all, NOON.plusSeconds(6)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("before this agent started"));

        assertThat(objection(order(), NOON)).isEmpty();
        assertThat(objection(order(Step.USE, "b", NOON.plusSeconds(200)), NOON.plusSeconds(150)))
                .isEmpty();
        assertThat(objection(order(), NOON)).contains("before what it remembers");
    }
}

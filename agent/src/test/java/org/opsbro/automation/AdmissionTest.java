package org.opsbro.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opsbro.automation.Admission.Admitted;
import org.opsbro.automation.Admission.Authorities;
import org.opsbro.automation.Admission.Here;
import org.opsbro.automation.Admission.Refused;
import org.opsbro.model.NodeId;

class AdmissionTest {
    /** Signs by the name of the zone in front of the text: what cannot be forged is the matter of another test. */
    private static final Authorities PAPER_KEYS = new Authorities() {
        @Override
        public Optional<String> missing(String zone) {
            return zone.equals("paris") || zone.equals("europe")
                    ? Optional.empty()
                    : Optional.of("no public key of the zone " + zone);
        }

        @Override
        public boolean signed(String zone, byte[] text, byte[] signature) {
            return Arrays.equals(signature, sign(zone, text));
        }
    };

    private static byte[] sign(String zone, byte[] text) {
        return (zone + Arrays.hashCode(text)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static final Here HERE = new Here(Orders.DB, true, List.of("paris", "europe"));

    private static Frame.Signed signed(Order order) {
        return new Frame.Signed(order.bytes(), sign(order.authority(), order.bytes()));
    }

    private static Admission ask(Frame.Signed frame, Here here, SeenOrders seen, Instant now) {
        return Admission.of(frame, here, Orders.WEB.id(), PAPER_KEYS, seen, now);
    }

    private static String refusal(Order order) {
        return refusal(ask(signed(order), HERE, SeenOrders.NONE, Orders.NOW));
    }

    private static String refusal(Admission verdict) {
        return verdict instanceof Refused refused ? refused.reason() : "admitted";
    }

    @Test
    void a_signed_order_for_this_node_is_obeyed() {
        assertThat(ask(signed(Orders.order()), HERE, SeenOrders.NONE, Orders.NOW))
                .isEqualTo(new Admitted(Orders.order()));
    }

    @Test
    void the_authority_of_a_zone_above_is_obeyed_too_and_no_other() {
        var db = Orders.DB.id();
        var web = Orders.WEB.id();
        var until = Orders.order().notAfter();

        assertThat(refusal(Orders.with(Orders.order(), db, "paris", "europe", web, until)))
                .isEqualTo("admitted");
        assertThat(refusal(Orders.with(Orders.order(), db, "paris", "asia", web, until)))
                .isEqualTo("this node does not obey the zone asia: only paris, europe");
        assertThat(refusal(Orders.with(Orders.order(), db, "europe", "europe", web, until)))
                .isEqualTo("the order is for the zone europe, and this node is in paris");
    }

    @Test
    void not_one_bit_of_it_may_be_changed() {
        var frame = signed(Orders.order());
        for (var at = 0; at < frame.order().length; at++) {
            var bytes = frame.order().clone();
            bytes[at] ^= 1;
            assertThat(ask(new Frame.Signed(bytes, frame.signature()), HERE, SeenOrders.NONE, Orders.NOW))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.signed()).isFalse());
        }
        assertThat(refusal(ask(new Frame.Signed(frame.order(), new byte[0]), HERE, SeenOrders.NONE, Orders.NOW)))
                .startsWith("the order is not signed by the authority of the zone paris as this node knows it");
    }

    @Test
    void without_a_key_exec_is_off() {
        var none = new Authorities() {
            @Override
            public Optional<String> missing(String zone) {
                return Optional.of("no key");
            }

            @Override
            public boolean signed(String zone, byte[] text, byte[] signature) {
                return true;
            }
        };

        var verdict = Admission.of(signed(Orders.order()), HERE, Orders.WEB.id(), none, SeenOrders.NONE, Orders.NOW);

        assertThat(refusal(verdict)).isEqualTo("exec is off on this node: no key");
        var off = new Here(Orders.DB, false, HERE.obeyed());
        assertThat(refusal(ask(signed(Orders.order()), off, SeenOrders.NONE, Orders.NOW)))
                .isEqualTo("configuration automation is switched off on this node");
    }

    @Test
    void an_order_for_another_node_or_brought_by_another_is_refused() {
        var until = Orders.order().notAfter();
        var other = new NodeId("cccc");

        assertThat(refusal(Orders.with(Orders.order(), other, "paris", "paris", Orders.WEB.id(), until)))
                .isEqualTo("the order is for the node cccc, and this is bbbb");
        assertThat(refusal(Orders.with(Orders.order(), Orders.DB.id(), "paris", "paris", other, until)))
                .isEqualTo("the order is of the node cccc, and aaaa brought it");
    }

    @Test
    void an_order_is_good_for_a_minute_and_clocks_may_differ_by_as_much() {
        for (var seconds : List.of(-59, 0, 59))
            assertThat(refusal(at(seconds))).as("%d s", seconds).isEqualTo("admitted");

        assertThat(refusal(at(61)))
                .startsWith("the order was made 61.0 s ago by the clock of web-1, and is good for 60 s")
                .contains("compare the clocks");
        assertThat(refusal(at(-61))).startsWith("the order was made 61.0 s in the future by the clock of web-1");
    }

    private static Admission at(int seconds) {
        return ask(signed(Orders.order()), HERE, SeenOrders.NONE, Orders.NOW.plusSeconds(seconds));
    }

    @Test
    void a_node_that_the_selector_does_not_mean_refuses_whatever_the_one_who_orders_thinks() {
        assertThat(refusal(Orders.order(Orders.errand("web", "uptime")))).isEqualTo("node is not in group web");
        assertThat(refusal(Orders.order(Orders.errand("!db", "uptime")))).isEqualTo("node is in group db");
    }

    @Test
    void an_order_is_taken_once() {
        var order = Orders.order();
        var seen = SeenOrders.NONE.with(order, Orders.NOW);

        assertThat(refusal(ask(signed(order), HERE, seen, Orders.NOW)))
                .isEqualTo("this order was taken before: it is for once");
        var restarted = SeenOrders.from(seen.toValue());
        assertThat(refusal(ask(signed(order), HERE, restarted, Orders.NOW))).contains("taken before");
    }

    @Test
    void a_clock_that_goes_back_makes_no_old_order_good_again() {
        var order = Orders.order();
        var seen = SeenOrders.NONE.with(order, Orders.NOW);
        var later = Orders.NOW.plus(Duration.ofHours(1));
        var another = Orders.with(order, Orders.DB.id(), "paris", "paris", Orders.WEB.id(), later.plusSeconds(30));
        var forgotten = seen.with(withNonce(another, "f"), later);
        assertThat(forgotten.notAfterByNonce()).hasSize(1);

        assertThat(refusal(ask(signed(order), HERE, forgotten, Orders.NOW)))
                .startsWith("this order may have been taken before: the clock of this node went back");
    }

    private static Order withNonce(Order order, String digit) {
        return new Order(
                order.run(),
                order.target(),
                order.zone(),
                order.authority(),
                order.errand(),
                order.requester(),
                digit.repeat(32),
                order.notAfter());
    }

    @Test
    void a_memory_that_is_lost_takes_no_order_that_may_have_been_taken() {
        var lost = SeenOrders.unknown(Orders.NOW);

        assertThat(refusal(ask(signed(Orders.order()), HERE, lost, Orders.NOW))).contains("memory of orders was lost");
        var later = Orders.NOW.plusSeconds(61);
        var fresh =
                Orders.with(Orders.order(), Orders.DB.id(), "paris", "paris", Orders.WEB.id(), later.plus(Order.LIFE));
        assertThat(refusal(ask(signed(fresh), HERE, lost, later))).isEqualTo("admitted");
    }

    @Test
    void what_is_remembered_is_bounded() {
        var seen = new SeenOrders(
                java.util.stream.IntStream.range(0, 4096)
                        .boxed()
                        .collect(java.util.stream.Collectors.toMap(String::valueOf, at -> Orders.NOW)),
                Instant.EPOCH);

        assertThat(refusal(ask(signed(Orders.order()), HERE, seen, Orders.NOW)))
                .isEqualTo("more than 4096 orders came within 120 s");
        assertThat(new SeenOrders(Map.of("x", Orders.NOW.minusSeconds(1)), Instant.EPOCH)
                        .with(Orders.order(), Orders.NOW))
                .isEqualTo(new SeenOrders(
                        Map.of(Orders.order().nonce(), Orders.order().notAfter()), Orders.NOW.minusSeconds(1)));
    }

    @Test
    void a_refusal_floods_no_disk() {
        var quota = RefusalQuota.full(Orders.NOW);
        var written = 0;
        for (var i = 0; i < 100_000; i++) {
            quota = quota.after(Orders.NOW.plusMillis(i));
            if (quota.unwritten() == 0) written++;
        }

        assertThat(written).isBetween(60, 71);
        assertThat(quota.unwritten()).isPositive();
        assertThat(quota.after(Orders.NOW.plusSeconds(200)).unwritten()).isZero();
    }
}

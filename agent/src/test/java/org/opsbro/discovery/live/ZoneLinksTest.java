package org.opsbro.discovery.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.discovery.live.LinkPapers.Standing;
import org.opsbro.discovery.live.ZoneLinks.NoLink;
import org.opsbro.discovery.zone.Zone;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.discovery.zone.ZoneWatch.State;
import org.opsbro.wire.HeldKeys;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.Verify;
import org.opsbro.wire.ZoneKey;

/** A relay of europe above and one of paris below, with real sockets on the loopback. */
class ZoneLinksTest {
    private static final ZoneTree TREE =
            ZoneTree.of(List.of(new Zone("europe", List.of("paris"), "")), new ArrayList<>());
    private static final Standing WRONG = new Standing(false, "its certificate is of another node", Instant.EPOCH);

    @TempDir
    private Path folder;

    private final KeyRing key = KeyRing.of(ZoneKey.generate(new SecureRandom(), Instant.EPOCH));
    private final List<LiveRelay> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (var each : open) each.close();
    }

    private LiveRelay relay(String name, String zone, ZoneTree tree) throws IOException {
        var keys = new HeldKeys(zone, Map.of("paris", key), Verify.ON, Verify.ON);
        var relay = new LiveRelay(name, zone, tree, keys, folder);
        open.add(relay);
        return relay;
    }

    private static void soon(ThrowingRunnable holds) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(holds);
    }

    private static State seen(LiveRelay from, String zone) {
        var sight = from.links().sights().get(zone);
        return sight == null ? State.NONE : sight.state();
    }

    @Test
    void each_tells_the_other_what_it_may() throws IOException {
        var above = relay("e1", "europe", TREE);
        var below = relay("p1", "paris", TREE);
        below.parents = List.of(above.address());

        soon(() -> assertThat(below.sees(above)).isTrue());
        soon(() -> assertThat(above.sees(below)).isTrue());
        soon(() -> assertThat(seen(below, "europe")).isEqualTo(State.OK));
        assertThat(below.links().links()).singleElement().satisfies(link -> {
            assertThat(link.upper()).isTrue();
            assertThat(link.proof()).isEqualTo("proven");
        });
        soon(() -> assertThat(below.links().links().getFirst().roundTrip()).isPresent());
        assertThat(below.links().failures()).isEmpty();
    }

    @Test
    void a_relay_with_a_wrong_certificate_is_refused_counted_and_told_at_both_ends() throws IOException {
        var above = relay("e1", "europe", TREE);
        var below = relay("p1", "paris", TREE);
        below.standing = WRONG;
        below.parents = List.of(above.address());

        soon(() -> assertThat(below.links().unproven()).isGreaterThan(1));
        assertThat(below.links().failures())
                .containsEntry(above.address().toString(), new NoLink("its certificate is of another node", true));
        soon(() -> assertThat(above.links().endedBelow("paris"))
                .contains(new NoLink(
                        "the zone paris takes no link from this node: its certificate is of another node", true)));
        assertThat(seen(below, "europe")).isEqualTo(State.NONE);
        assertThat(below.sees(above)).isFalse();
        assertThat(above.sees(below)).isFalse();

        below.standing = new Standing(true, "proven", Instant.MAX);
        soon(() -> assertThat(seen(below, "europe")).isEqualTo(State.OK));
        assertThat(below.links().failures()).isEmpty();
    }

    @Test
    void a_link_ends_with_the_certificate() throws IOException {
        var above = relay("e1", "europe", TREE);
        var below = relay("p1", "paris", TREE);
        below.standing = new Standing(true, "proven", Instant.now().plusSeconds(2));
        below.parents = List.of(above.address());

        soon(() -> assertThat(below.links().failures().values())
                .extracting(NoLink::why)
                .containsExactly("the certificate of the relay is over"));
    }

    @Test
    void who_is_not_below_is_told_so_and_that_is_no_wrong_certificate() throws IOException {
        var above = relay("e1", "europe", ZoneTree.lone("europe"));
        var below = relay("p1", "paris", TREE);
        below.parents = List.of(above.address());

        soon(() -> assertThat(below.links().failures().values())
                .containsExactly(new NoLink("here no file says that the zone paris is below europe", false)));
        assertThat(below.links().unproven()).isZero();
        assertThat(above.sees(below)).isFalse();
    }

    @Test
    void an_order_goes_down_to_the_zone_it_is_for_and_never_up() throws IOException {
        var above = relay("e1", "europe", TREE);
        var below = relay("p1", "paris", TREE);
        below.parents = List.of(above.address());
        soon(() -> assertThat(seen(above, "paris")).isEqualTo(State.OK));

        assertThat(above.links().order("paris", new byte[] {7})).isTrue();
        assertThat(below.links().order("europe", new byte[] {8})).isFalse();

        soon(() -> assertThat(below.orders).containsExactly(new byte[] {7}));
        assertThat(above.orders).isEmpty();
    }
}

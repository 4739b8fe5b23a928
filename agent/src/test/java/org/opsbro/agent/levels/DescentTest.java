package org.opsbro.agent.levels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opsbro.agent.levels.Contents.Entry;
import org.opsbro.kv.raft.live.Pipe;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;
import org.opsbro.model.World;
import org.opsbro.wire.Authority;

/** A relay of the zone lan takes the level global from one of the zone top. */
class DescentTest {
    private static final Authority TOP = Authority.generate(new SecureRandom());
    private static final String KEY = "opsbro/levels/global";

    private final MemoryStock above = new MemoryStock();
    private final MemoryStock below = new MemoryStock();
    private String known = TOP.publicKey();
    private boolean upperIsRelay = true;

    private static Optional<String> parent(String zone) {
        return zone.equals("lan") ? Optional.of("top") : Optional.empty();
    }

    private static Node node(String name, String zone, boolean relay) {
        return Node.named(new NodeId(name), name, zone)
                .with(Profile.named(name, zone).in(zone, relay).at("10.0.0.1", 6768));
    }

    private Descent.Ground ground(World world) {
        return new Descent.Ground(
                () -> world, DescentTest::parent, () -> "top", zone -> Optional.of(known), zone -> true);
    }

    private Descent upper() {
        return new Descent(
                ground(World.of(node("far", "top", upperIsRelay), Instant.EPOCH)),
                above,
                (to, zone, purpose, patience) -> {
                    throw new IOException("nobody is above");
                });
    }

    /** One turn of the relay below. */
    private void turn() {
        var relay = node("far", "top", true);
        var world = World.of(node("near", "lan", true), Instant.EPOCH)
                .after(new Event.NodesChanged(
                        Instant.EPOCH, List.of(new Event.NodeChange(Optional.empty(), relay, "", false))));
        var descent = new Descent(ground(world), below, (to, zone, purpose, patience) -> {
            assertThat(zone).isEqualTo("lan");
            var pipe = Pipe.open();
            Thread.ofVirtual().start(() -> {
                try (var end = pipe.otherEnd()) {
                    upper().serve(end);
                } catch (IOException refused) {
                    // the other end sees that it is closed
                }
            });
            return pipe;
        });
        descent.take(world);
    }

    private Manifest publish(long version, String text, Authority authority) throws Exception {
        var content = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var hash = Contents.hash(content);
        var list = new Contents(List.of(new Entry("shop/package.yml", content.length, false, hash))).bytes();
        var blobs = new Blobs(above);
        blobs.put(hash, content, java.util.Set.of());
        blobs.put(Contents.hash(list), list, java.util.Set.of());
        var manifest = Manifest.signed(
                Level.GLOBAL,
                "top",
                version,
                "t1",
                Instant.EPOCH,
                list,
                bytes -> authority.sign(Manifest.PURPOSE, bytes));
        above.change(KEY, manifest.bytes());
        return manifest;
    }

    private Stock.Found found() throws IOException {
        return below.get(KEY).orElseThrow();
    }

    @Test
    void what_is_published_above_is_in_the_store_below_as_it_was_signed() throws Exception {
        var manifest = publish(1, "name: shop\n", TOP);

        turn();

        assertThat(found().value()).isEqualTo(manifest.bytes());
        assertThat(below.all.keySet()).containsExactlyElementsOf(above.all.keySet());
        var revision = found().revision();
        turn();
        assertThat(found().revision()).isEqualTo(revision);
    }

    @Test
    void something_newer_takes_its_place_and_something_older_does_not() throws Exception {
        publish(1, "one\n", TOP);
        turn();
        var two = publish(2, "two\n", TOP);

        turn();

        assertThat(found().value()).isEqualTo(two.bytes());
        assertThat(below.keys(Blobs.PREFIX)).hasSize(2);
        publish(1, "one\n", TOP);
        turn();
        assertThat(found().value()).isEqualTo(two.bytes());
    }

    @Test
    void what_the_authority_of_the_top_did_not_sign_does_not_come_down() throws Exception {
        publish(1, "evil\n", Authority.generate(new SecureRandom()));

        turn();

        assertThat(below.all).isEmpty();
    }

    @Test
    void a_part_that_is_another_one_does_not_come_down() throws Exception {
        publish(1, "good\n", TOP);
        var good = "good\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        above.change(Blobs.piece(Contents.hash(good), 0), "evil\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        turn();

        assertThat(below.all).doesNotContainKey(KEY);
    }

    @Test
    void something_forged_below_is_replaced() throws Exception {
        var manifest = publish(1, "good\n", TOP);
        below.change(KEY, new byte[] {1, 2, 3});

        turn();

        assertThat(found().value()).isEqualTo(manifest.bytes());
    }

    @Test
    void only_relays_give_and_nothing_but_the_level_global() throws Exception {
        publish(1, "good\n", TOP);
        upperIsRelay = false;

        turn();

        assertThat(below.all).isEmpty();
        upperIsRelay = true;
        above.change("opsbro/levels/zone", new byte[] {1});
        for (var key : List.of("opsbro/levels/zone", "web/secret", "opsbro/blobs/../x", "")) {
            var pipe = Pipe.open();
            pipe.send(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            try {
                upper().serve(pipe.otherEnd());
                assertThat(key).as("is served").isEmpty();
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("something else");
            }
        }
    }
}

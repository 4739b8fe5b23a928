package org.opsbro.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;

class SealerTest {
    private static final NodeId ONE = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
    private static final NodeId TWO = new NodeId("0d31b1be-3e0e-4e0a-bb58-73df4ce0e3a2");
    private static final InetSocketAddress FROM = new InetSocketAddress(InetAddress.getLoopbackAddress(), 6768);
    private static final ZoneKey COUNTING =
            ZoneKey.parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", Instant.EPOCH);

    private final SecureRandom random = new SecureRandom();
    private final ZoneKey key = ZoneKey.generate(random, Instant.EPOCH);
    private final ZoneKey other = ZoneKey.generate(random, Instant.EPOCH);
    private final HeldKeys held = HeldKeys.of("lan", KeyRing.of(key));
    private final WireCounters counters = new WireCounters(() -> Instant.EPOCH);
    private final Keys receivers = new Keys(held);
    private final Sealer receiver = sealer(TWO, receivers);

    private Sealer sealer(NodeId self, Keys keys) {
        return new Sealer(keys, self, Sealer.MOST_BYTES, random, counters);
    }

    private Sealer sender(HeldKeys keys) {
        return sealer(ONE, new Keys(keys));
    }

    private static byte[] packet(Sealer sealer, String zone, byte[] bytes) {
        var packet = sealer.seal(zone, ByteBuffer.wrap(bytes)).orElseThrow();
        var copy = new byte[packet.remaining()];
        packet.get(copy);
        return copy;
    }

    private static byte[] packet(Sealer sealer, String text) {
        return packet(sealer, "lan", text.getBytes(UTF_8));
    }

    /** The text that came, or the word of the refusal. */
    private String open(byte[] packet) {
        return switch (receiver.open(ByteBuffer.wrap(packet), FROM)) {
            case Opened.Packet good -> UTF_8.decode(good.plain()).toString();
            case Opened.Refused refused -> refused.reason().word();
        };
    }

    private Peer peer(byte[] packet) {
        return receiver.open(ByteBuffer.wrap(packet), FROM) instanceof Opened.Packet good
                ? good.peer()
                : new Peer(new NodeId("refused"), "", false, FROM);
    }

    @Test
    void what_one_seals_the_other_opens() {
        var sender = sender(held);
        for (var length : new int[] {0, 1, 15, 16, 17, 300, sender.room()}) {
            var bytes = new byte[length];
            random.nextBytes(bytes);

            var packet = packet(sender, "lan", bytes);

            assertThat(packet.length).isEqualTo(58 + length).isLessThanOrEqualTo(Sealer.MOST_BYTES);
            assertThat(receiver.open(ByteBuffer.wrap(packet), FROM))
                    .isEqualTo(new Opened.Packet(new Peer(ONE, "lan", true, FROM), ByteBuffer.wrap(bytes)));
        }
    }

    @Test
    void a_packet_is_the_same_bytes_in_every_version() {
        var keys = new Keys(HeldKeys.of("lan", KeyRing.of(COUNTING)));
        var sender = new Sealer(keys, ONE, Sealer.MOST_BYTES, 0x0123456789abcdefL, 8, counters);

        // computed from docs/wire.md with Python's hmac and cryptography 48.0.0
        assertThat(HexFormat.of().formatHex(packet(sender, "hello")))
                .isEqualTo("4f420107b51586f1475f0c005f0b8a5c1f5e4d5f9b570a7c8a1d9e01"
                        + "0123456789abcdef000000000001de4014348dc5bb7b6b70c9ffc067981f8bdc643d82");
        assertThat(HexFormat.of().formatHex(packet(sender, "")))
                .isEqualTo("4f420107b51586f1475f0c005f0b8a5c1f5e4d5f9b570a7c8a1d9e01"
                        + "0123456789abcdef000000000002e7ff66ae84a6d0a6024657d300852303");
    }

    @ParameterizedTest
    @ValueSource(ints = {1400, 1200, 508, 256})
    void a_packet_is_never_longer_than_its_profile(int most) {
        var sender = new Sealer(new Keys(held), ONE, most, random, counters);

        assertThat(packet(sender, "lan", new byte[sender.room()])).hasSize(most);
        assertThatThrownBy(() -> sender.seal("lan", ByteBuffer.allocate(sender.room() + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("want at most " + (most - 58));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "web-1",
                "abcd",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01"
            })
    void every_form_of_an_id_comes_through(String id) {
        var sender = sealer(new NodeId(id), new Keys(held));

        assertThat(peer(packet(sender, "hello"))).isEqualTo(new Peer(new NodeId(id), "lan", true, FROM));
    }

    @Test
    void a_packet_with_any_bit_changed_changes_nothing() {
        var packet = packet(sender(held), "hello");
        for (var at = 0; at < packet.length; at++) {
            for (var bit = 0; bit < 8; bit++) {
                var changed = packet.clone();
                changed[at] ^= (byte) (1 << bit);
                assertThat(receiver.open(ByteBuffer.wrap(changed), FROM)).isInstanceOf(Opened.Refused.class);
            }
        }
        assertThat(open(packet)).isEqualTo("hello");
    }

    @Test
    void a_packet_of_any_other_length_changes_nothing() {
        var sender = sender(held);
        packet(sender, "first");
        var packet = packet(sender, "hello");
        for (var length = 0; length < packet.length; length++)
            assertThat(receiver.open(ByteBuffer.wrap(packet, 0, length), FROM)).isInstanceOf(Opened.Refused.class);
        for (var length = packet.length + 1; length < 2000; length += 50)
            assertThat(receiver.open(ByteBuffer.wrap(Arrays.copyOf(packet, length)), FROM))
                    .isInstanceOf(Opened.Refused.class);
        assertThat(open(packet)).isEqualTo("hello");
        assertThat(counters.refusedPackets(Refusal.TRUNCATED)).isGreaterThan(40);
    }

    @Test
    void a_packet_is_taken_once_in_whatever_order_they_come() {
        var sender = sender(held);
        var packets = new ArrayList<byte[]>();
        for (var number = 0; number < ReplayWindow.SIZE; number++) packets.add(packet(sender, "p" + number));
        Collections.shuffle(packets, new Random(7));

        for (var packet : packets) assertThat(open(packet)).startsWith("p");
        for (var packet : packets) assertThat(open(packet)).isEqualTo("replayed");
        assertThat(counters.refusedPackets(Refusal.REPLAYED)).isEqualTo(ReplayWindow.SIZE);
    }

    @Test
    void a_packet_that_comes_much_too_late_is_not_taken() {
        var sender = sender(held);
        var first = packet(sender, "first");
        var second = packet(sender, "second");
        for (var number = 0; number < ReplayWindow.SIZE - 2; number++) packet(sender, "lost");

        assertThat(open(packet(sender, "newest"))).isEqualTo("newest");

        assertThat(open(first)).isEqualTo("replayed");
        assertThat(open(second)).isEqualTo("second");
    }

    @Test
    void forged_packets_do_not_move_the_window() {
        var sender = sender(held);
        assertThat(open(packet(sender, "one"))).isEqualTo("one");
        var forged = packet(sender, "two");
        forged[36] = (byte) 0x7f; // the highest byte of the counter

        assertThat(open(forged)).isEqualTo("forged");
        assertThat(open(packet(sender, "three"))).isEqualTo("three");
    }

    @Test
    void a_sender_that_started_anew_is_heard_and_its_old_packets_stay_refused() {
        var before = sender(held);
        var old = packet(before, "old");
        assertThat(open(old)).isEqualTo("old");

        assertThat(open(packet(sender(held), "new"))).isEqualTo("new");

        assertThat(open(old)).isEqualTo("replayed");
    }

    @Test
    void packets_of_many_old_starts_do_not_make_it_forget_a_sender_that_lives() {
        var small = new Sealer(receivers, TWO, Sealer.MOST_BYTES, 1, 4, counters);
        var living = sender(held);
        var captured = new ArrayList<byte[]>();
        for (var start = 0; start < 100; start++) {
            var now = packet(living, "now");
            captured.add(now);
            assertThat(small.open(ByteBuffer.wrap(now), FROM)).isInstanceOf(Opened.Packet.class);
            for (var other = 0; other < 3; other++)
                assertThat(small.open(ByteBuffer.wrap(packet(sender(held), "of an old start")), FROM))
                        .isInstanceOf(Opened.Packet.class);
        }
        for (var packet : captured)
            assertThat(small.open(ByteBuffer.wrap(packet), FROM)).isEqualTo(new Opened.Refused(Refusal.REPLAYED, FROM));
    }

    @Test
    void our_own_packet_that_a_broadcast_brings_back_is_none() {
        assertThat(open(packet(receiver, "hello"))).isEqualTo("echo");
    }

    @Test
    void random_bytes_change_nothing_and_never_throw() {
        var genuine = sender(held);
        var good = packet(genuine, "good");
        assertThat(open(packet(genuine, "first"))).isEqualTo("first");
        var chance = new Random(42);
        var before = refused();
        for (var round = 0; round < 100_000; round++) {
            var bytes = new byte[chance.nextInt(120)];
            chance.nextBytes(bytes);
            // half of them begin as a genuine packet does, up to anywhere
            if (round % 2 == 0) System.arraycopy(good, 0, bytes, 0, Math.min(bytes.length, chance.nextInt(44)));
            assertThat(receiver.open(ByteBuffer.wrap(bytes), FROM) instanceof Opened.Refused)
                    .isTrue();
        }
        assertThat(refused() - before).isEqualTo(100_000);
        assertThat(open(good)).isEqualTo("good");
    }

    private long refused() {
        return Arrays.stream(Refusal.values())
                .mapToLong(counters::refusedPackets)
                .sum();
    }

    @Test
    void a_key_is_changed_while_packets_are_under_way() {
        var senders = new Keys(held);
        var sender = sealer(ONE, senders);
        var underWay = packet(sender, "sealed with the old key");

        senders.swap(held.with("lan", KeyRing.of(key).install(other)));
        assertThat(open(packet(sender, "still with the old key"))).startsWith("still");
        receivers.swap(held.with("lan", KeyRing.of(key).install(other)));
        senders.swap(held.with("lan", KeyRing.of(key).install(other).use(other.id())));
        assertThat(open(packet(sender, "with the new key"))).startsWith("with");
        assertThat(open(underWay)).startsWith("sealed");
        var late = packet(sealer(ONE, new Keys(held)), "too late");
        receivers.swap(held.with("lan", KeyRing.of(other)));

        assertThat(open(late)).isEqualTo("unknown_key");
        assertThat(open(packet(sender, "and after it"))).startsWith("and");
    }

    @Test
    void a_key_that_is_removed_and_installed_again_meets_no_nonce_twice() {
        var senders = new Keys(held);
        var sender = sealer(ONE, senders);
        var first = packet(sender, "aaaa");
        senders.swap(HeldKeys.clear("lan"));
        packet(sender, "in clear");
        senders.swap(held);
        var again = packet(sender, "aaaa");

        assertThat(Arrays.copyOfRange(again, 36, 42)).isNotEqualTo(Arrays.copyOfRange(first, 36, 42));
        assertThat(open(first)).isEqualTo("aaaa");
        assertThat(open(again)).isEqualTo("aaaa");
    }

    @Test
    void without_any_key_packets_go_in_clear_and_say_so() {
        receivers.swap(HeldKeys.clear("lan"));

        var packet = packet(sender(HeldKeys.clear("lan")), "hello");

        assertThat(new String(packet, UTF_8)).endsWith("hello");
        assertThat(peer(packet)).isEqualTo(new Peer(ONE, "lan", false, FROM));
        assertThat(packet).hasSize(42 + 5);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            OFF,  hello, 0
            WARN, hello, 1
            ON,   clear, 1
            """)
    void what_comes_in_clear_is_taken_or_told_or_dropped(Verify incoming, String outcome, int told) {
        receivers.swap(held.verifying(incoming, Verify.ON));

        assertThat(open(packet(sender(HeldKeys.clear("lan")), "hello"))).isEqualTo(outcome);

        assertThat(lately()).hasSize(told);
        assertThat(counters.refusedPackets(Refusal.CLEAR)).isEqualTo(incoming == Verify.ON ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            OFF,  false
            WARN, false
            ON,   true
            """)
    void what_goes_out_is_sealed_only_when_it_is_to_be(Verify outgoing, boolean sealed) {
        receivers.swap(held.verifying(Verify.OFF, Verify.ON));

        var packet = packet(sender(held.verifying(Verify.OFF, outgoing)), "hello");

        assertThat(peer(packet)).isEqualTo(new Peer(ONE, "lan", sealed, FROM));
    }

    @Test
    void a_seal_without_a_key_to_open_it_is_told_with_its_source() {
        assertThat(open(packet(sender(HeldKeys.of("lan", KeyRing.of(other))), "hello")))
                .isEqualTo("unknown_key");

        assertThat(lately()).singleElement().satisfies(last -> {
            assertThat(last.get("message").display())
                    .isEqualTo("127.0.0.1 uses the key " + other.id() + " of the zone lan, this node has " + key.id()
                            + ": whichever is behind needs the other's key, opsbro gossip zone key import --erase"
                            + " --from a copy of zone_keys/lan.gossip.key");
            assertThat(last.get("reason").display()).isEqualTo("unknown_key");
        });
    }

    @Test
    void another_zone_is_none_of_ours_even_with_the_same_key() {
        var both =
                new HeldKeys("lan", Map.of("lan", KeyRing.of(key), "lan.shop", KeyRing.of(key)), Verify.ON, Verify.ON);
        var sender = sender(both);

        assertThat(open(packet(sender, "lan.shop", "hello".getBytes(UTF_8)))).isEqualTo("unknown_zone");
        receivers.swap(both);
        assertThat(peer(packet(sender, "lan.shop", new byte[0])).zone()).isEqualTo("lan.shop");
        assertThat(peer(packet(sender, "lan", new byte[0])).zone()).isEqualTo("lan");
        assertThat(sender.seal("elsewhere", ByteBuffer.allocate(1))).isEmpty();
    }

    @Test
    void a_flood_of_sources_keeps_the_table_of_refusals_small() throws Exception {
        var packet = packet(sender(HeldKeys.of("lan", KeyRing.of(other))), "hello");
        for (var source = 0; source < 10_000; source++) {
            var address = InetAddress.getByAddress(new byte[] {10, 0, (byte) (source >> 8), (byte) source});
            receiver.open(ByteBuffer.wrap(packet), new InetSocketAddress(address, 1));
        }

        assertThat(lately()).hasSize(Refusals.MOST_SOURCES);
        assertThat(counters.refusedPackets(Refusal.UNKNOWN_KEY)).isEqualTo(10_000);
    }

    private List<Value.Fields> lately() {
        var list = new ArrayList<Value.Fields>();
        if (counters.toValue(receivers.now()).get("refused_lately") instanceof Value.Items items)
            for (var item : items.all()) if (item instanceof Value.Fields fields) list.add(fields);
        return list;
    }
}

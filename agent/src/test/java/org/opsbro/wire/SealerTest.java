package org.opsbro.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.opsbro.model.NodeId;

class SealerTest {
    private static final NodeId ONE = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
    private static final NodeId TWO = new NodeId("0d31b1be-3e0e-4e0a-bb58-73df4ce0e3a2");
    private static final InetSocketAddress FROM = new InetSocketAddress(InetAddress.getLoopbackAddress(), 6768);

    private final SecureRandom random = new SecureRandom();
    private final ZoneKey key = ZoneKey.generate(random, Instant.EPOCH);
    private final WireCounters counters = new WireCounters(InstantSource.system());

    private Sealer sealer(NodeId self, HeldKeys held) {
        return new Sealer(new Keys(held), self, Sealer.MOST_BYTES, random, counters);
    }

    @Test
    void what_one_seals_the_other_opens() {
        var held = HeldKeys.of("lan", KeyRing.of(key));
        var packet = sealer(ONE, held)
                .seal("lan", ByteBuffer.wrap("hello".getBytes(UTF_8)))
                .orElseThrow();
        var opened = sealer(TWO, held).open(packet, FROM);
        assertThat(opened).isInstanceOfSatisfying(Opened.Packet.class, good -> {
            assertThat(good.peer()).isEqualTo(new Peer(ONE, "lan", true, FROM));
            assertThat(UTF_8.decode(good.plain()).toString()).isEqualTo("hello");
        });
    }
}

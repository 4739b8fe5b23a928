package org.opsbro.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.opsbro.model.NodeId;

/**
 * Seals the packets that go to a zone with its primary key, and opens what comes with any of its keys (AES-256-GCM; docs/wire.md has the layout).
 *
 * <p>Each start of each sender has a subkey of its own and counts its packets, so no nonce is ever used twice. What came before is refused, as far as this
 * start of this node remembers: a packet that is sent again to a node that was started anew is taken once more, which is harmless where facts carry
 * incarnations, as those of the gossip do. For one thread; the keys may be swapped by another.
 */
public final class Sealer {
    /** The longest packet: it fits into one Ethernet frame, tunnels included. */
    public static final int MOST_BYTES = 1400;

    static final String LABEL = "opsbro packet";
    private static final int LEAST_BYTES = 256;
    private static final int MOST_SUBKEYS = 64;

    private final Keys keys;
    private final byte[] self;
    private final long salt;
    private final int mostBytes;
    private final WireCounters counters;
    private final Opener opener;
    private final Gcm gcm = new Gcm();
    private final Map<ZoneKey, SecretKey> subkeys = new HashMap<>();
    private final ByteBuffer packet = ByteBuffer.allocate(MOST_BYTES);
    private long counter;

    /**
     * @param mostBytes the longest packet to make, at most {@link #MOST_BYTES}: 1200 or 508 for networks that carry no more
     * @throws IllegalArgumentException if the id cannot be written, or the packets are too long or short
     */
    public Sealer(Keys keys, NodeId self, int mostBytes, SecureRandom random, WireCounters counters) {
        this(keys, self, mostBytes, random.nextLong(), Senders.MOST, counters);
    }

    Sealer(Keys keys, NodeId self, int mostBytes, long salt, int mostSenders, WireCounters counters) {
        if (mostBytes > MOST_BYTES || mostBytes < LEAST_BYTES)
            throw new IllegalArgumentException(
                    "packets of " + mostBytes + " bytes, want " + LEAST_BYTES + " to " + MOST_BYTES);
        this.keys = keys;
        this.self = SenderId.bytes(self);
        this.salt = salt;
        this.mostBytes = mostBytes;
        this.counters = counters;
        this.opener = new Opener(keys, salt, mostSenders, counters);
    }

    /** How many bytes one packet can carry. */
    public int room() {
        return mostBytes - Header.length(self.length) - Gcm.TAG_BYTES;
    }

    /**
     * A packet that carries what remains of the bytes to members of a zone: sealed, or in clear where the zone has no key here or is not to be sealed yet.
     * Empty if this node does not talk with the zone. Valid until the next packet is sealed.
     *
     * @throws IllegalArgumentException if they are more than {@link #room}
     */
    public Optional<ByteBuffer> seal(String zone, ByteBuffer bytes) {
        if (bytes.remaining() > room())
            throw new IllegalArgumentException(bytes.remaining() + " bytes in a packet, want at most " + room());
        var held = keys.now();
        var known = held.zone(zone);
        if (known == null) return Optional.empty();
        if (counter == Header.MOST_COUNTER)
            throw new IllegalStateException("2^48 packets were sent: restart the agent");
        counter++; // of all keys and zones together: a key that is removed and installed again meets no counter twice
        var key = held.sealing(known);
        Header.write(packet.array(), key == null ? 0 : key.number(), known.number(), self, salt, counter);
        packet.clear().position(Header.length(self.length));
        if (key == null) packet.put(bytes);
        else gcm.seal(subkey(key), counter, packet.duplicate().flip(), bytes, packet);
        counters.packets().sent(key != null);
        return Optional.of(packet.flip());
    }

    private SecretKey subkey(ZoneKey key) {
        if (subkeys.size() >= MOST_SUBKEYS) subkeys.clear(); // most of them of keys that were given up
        return subkeys.computeIfAbsent(key, fresh -> subkey(fresh, salt, self));
    }

    /** The key that one start of one sender seals its packets with. */
    static SecretKey subkey(ZoneKey key, long salt, byte[] sender) {
        var bytes = new byte[Header.SALT_BYTES];
        BigEndian.int64(bytes, 0, salt);
        return Derivation.key(key, bytes, LABEL, sender);
    }

    /** Opens what remains of a packet. Never throws, whatever it is. */
    public Opened open(ByteBuffer packet, InetSocketAddress from) {
        return opener.open(packet, from);
    }
}

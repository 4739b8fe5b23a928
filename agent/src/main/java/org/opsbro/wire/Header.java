package org.opsbro.wire;

import org.jspecify.annotations.Nullable;

/**
 * The part of a packet that is in clear, and authenticated where the packet is sealed: magic {@code OB} 2, version 1, key id 4 (0 for a clear packet), zone 4,
 * sender 2 to 65, boot salt 8, counter 6. What is called an origin is all of it between the version and the counter.
 */
final class Header {
    static final int VERSION = 1;
    static final int KEY_AT = 3;
    static final int ZONE_AT = 7;
    static final int SENDER_AT = 11;
    static final int SALT_BYTES = 8;
    static final int COUNTER_BYTES = 6;
    static final long MOST_COUNTER = (1L << 48) - 1;
    private static final int LEAST = SENDER_AT + 2 + SALT_BYTES + COUNTER_BYTES;

    private Header() {}

    static int length(int senderBytes) {
        return SENDER_AT + senderBytes + SALT_BYTES + COUNTER_BYTES;
    }

    static void write(byte[] packet, int key, int zone, byte[] sender, long salt, long counter) {
        packet[0] = 'O';
        packet[1] = 'B';
        packet[2] = VERSION;
        BigEndian.int32(packet, KEY_AT, key);
        BigEndian.int32(packet, ZONE_AT, zone);
        System.arraycopy(sender, 0, packet, SENDER_AT, sender.length);
        BigEndian.int64(packet, SENDER_AT + sender.length, salt);
        BigEndian.int48(packet, SENDER_AT + sender.length + SALT_BYTES, counter);
    }

    /** Why these bytes begin with no header; null if they do. */
    static @Nullable Refusal objection(byte[] packet, int length) {
        if (length < 2 || packet[0] != 'O' || packet[1] != 'B') return Refusal.NOT_OURS;
        if (length < KEY_AT) return Refusal.TRUNCATED;
        if (packet[2] != VERSION) return Refusal.VERSION;
        if (length < LEAST) return Refusal.TRUNCATED;
        var sender = SenderId.length(packet[SENDER_AT]);
        if (sender == 0) return Refusal.NOT_OURS;
        return length < length(sender) ? Refusal.TRUNCATED : null;
    }

    /** The length of the header that these bytes begin with. */
    static int length(byte[] packet) {
        return length(SenderId.length(packet[SENDER_AT]));
    }
}

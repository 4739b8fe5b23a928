package org.opsbro.wire;

import java.util.Arrays;
import java.util.LinkedHashMap;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.NodeId;

/**
 * The senders that were heard: each start of each under each key, with its subkey and its replay window. Of more than there is place for, the one that sent
 * nothing new for the longest time is forgotten. To make this node forget the window of a sender that lives, one has to hold as many genuine packets of
 * other starts, and to deliver them all between two of its packets.
 */
final class Senders {
    static final int MOST = 16_384;

    private final LinkedHashMap<Origin, Sender> all = new LinkedHashMap<>();
    private final int most;

    Senders(int most) {
        this.most = most;
    }

    /** The bytes of a header that tell the key, the zone, the sender and its start. */
    static final class Origin {
        private final byte[] bytes;
        private final int from;
        private final int to;

        Origin(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        private Origin kept() {
            return new Origin(Arrays.copyOfRange(bytes, from, to), 0, to - from);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Origin origin
                    && Arrays.equals(bytes, from, to, origin.bytes, origin.from, origin.to);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(BigEndian.int64(bytes, to - Header.SALT_BYTES)); // the salt is random
        }
    }

    /** One start of a sender under one key. */
    record Sender(ZoneKey key, SecretKey subkey, NodeId id, ReplayWindow window) {}

    @Nullable
    Sender find(Origin origin) {
        return all.get(origin);
    }

    /** Keeps one that sent a genuine packet. */
    void add(Origin origin, Sender sender) {
        all.putLast(origin.kept(), sender);
        if (all.size() > most) all.pollFirstEntry();
    }

    /** Notes something new of one that is kept. */
    void heard(Origin origin, Sender sender, long counter) {
        sender.window().note(counter);
        all.putLast(origin, sender); // the key that is kept stays
    }

    int size() {
        return all.size();
    }
}

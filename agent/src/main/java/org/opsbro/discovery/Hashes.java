package org.opsbro.discovery;

import java.nio.charset.StandardCharsets;
import org.opsbro.model.NodeId;

/** 64-bit hashes that tell differences among members who trust each other; nothing secret hangs on them. */
final class Hashes {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hashes() {}

    /** FNV-1a, its bits spread by {@link #mixed}. */
    static long of(byte[] bytes, int from, int to) {
        var hash = OFFSET;
        for (var i = from; i < to; i++) hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
        return mixed(hash);
    }

    static long of(NodeId id) {
        var hash = OFFSET;
        var text = id.uuid();
        for (var i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * PRIME;
        return mixed(hash);
    }

    static long of(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    static long of(long one, long two) {
        return mixed(mixed(one) + two);
    }

    /** The finaliser of MurmurHash3: each bit of the input changes half of the output. */
    static long mixed(long hash) {
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}

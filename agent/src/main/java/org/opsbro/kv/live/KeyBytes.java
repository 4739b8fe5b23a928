package org.opsbro.kv.live;

import java.nio.charset.StandardCharsets;

/** Keys as they lie in the database: their bytes in UTF-8, whose order is that of the letters. */
final class KeyBytes {
    /** Larger than every key: no text in UTF-8 begins so. */
    private static final byte[] END = {(byte) 0xff};

    private KeyBytes() {}

    static byte[] of(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    /** The first that no longer begins so. */
    static byte[] after(String prefix) {
        if (prefix.isEmpty()) return END;
        var next = of(prefix);
        next[next.length - 1]++; // no byte of UTF-8 is 0xff
        return next;
    }
}

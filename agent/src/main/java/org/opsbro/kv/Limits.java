package org.opsbro.kv;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How large things may be. What is larger is refused with a reason, by whoever proposes it and by the fold again. */
public final class Limits {
    public static final int KEY_BYTES = 512;
    public static final int VALUE_BYTES = 512 * 1024;

    /** Of keys and values of the whole store, unless it is configured. */
    public static final long STORE_BYTES = 256L * 1024 * 1024;

    /** What an item costs beside its key and its value. */
    public static final int ITEM_BYTES = 64;

    /** Writes of one branch of a transaction, and its comparisons. */
    public static final int MOST_WRITES = 128;

    /** Items of one part of a store that is put back. */
    public static final int MOST_ITEMS = 1024;

    /** Bytes of an entry, all in all. */
    public static final int ENTRY_BYTES = 1024 * 1024;

    public static final int MOST_SESSIONS = 10_000;
    public static final int NAME_BYTES = 256;
    public static final int REQUEST_BYTES = 128;
    public static final long SHORTEST_TTL_MILLIS = 1_000;
    public static final long LONGEST_TTL_MILLIS = 366L * 24 * 3600 * 1000;

    /** How long nobody may have a lock whose holder was lost, unless the session says another time. */
    public static final long LOCK_DELAY_MILLIS = 15_000;

    public static final long LONGEST_LOCK_DELAY_MILLIS = 60_000;

    private Limits() {}

    /** Why a text is no key; empty if it is one. */
    public static Optional<String> refusedKey(String key) {
        if (key.isEmpty()) return Optional.of("the key is empty");
        var bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > KEY_BYTES) return Optional.of("the key has " + bytes + " bytes, want at most " + KEY_BYTES);
        return refusedText("the key", key);
    }

    /** Why a text cannot begin keys; the empty one can. */
    public static Optional<String> refusedPrefix(String prefix) {
        return prefix.isEmpty() ? Optional.empty() : refusedKey(prefix);
    }

    /** Why a value is too large; empty if it is not. */
    public static Optional<String> refusedValue(byte[] value) {
        return value.length <= VALUE_BYTES
                ? Optional.empty()
                : Optional.of("the value has " + value.length + " bytes, want at most " + VALUE_BYTES + " (512 KiB)");
    }

    static Optional<String> refusedTtl(long millis) {
        return millis == 0 || (millis >= SHORTEST_TTL_MILLIS && millis <= LONGEST_TTL_MILLIS)
                ? Optional.empty()
                : Optional.of("the TTL is " + millis + " ms, want 1 second to 366 days");
    }

    static Optional<String> refusedText(String what, String text) {
        for (var at = 0; at < text.length(); ) {
            var letter = text.codePointAt(at);
            if (letter < 0x20 || letter == 0x7f)
                return Optional.of(what + " has a control character at " + at + ", want none");
            if (letter == 0xFFFD || (letter >= 0xD800 && letter <= 0xDFFF))
                return Optional.of(what + " is no UTF-8 at " + at);
            at += Character.charCount(letter);
        }
        return Optional.empty();
    }
}

package org.opsbro.wire;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key that the members of a zone share: 32 random bytes. It says itself by its id only, so that no log shows it.
 *
 * <p>Two are equal if their bytes are; the id is the first 8 hexadecimal digits of a SHA-256 of them, and tells nothing about them.
 */
public final class ZoneKey {
    static final int BYTES = 32;
    private static final int BYTES_OF_THE_ORIGINAL = 16;
    private static final int MOST_CHARACTERS = 128;

    private final byte[] bytes;
    private final int number;
    private final Instant created;

    private ZoneKey(byte[] bytes, Instant created) {
        this.bytes = bytes;
        this.number = Derivation.number("opsbro zone key", bytes);
        this.created = created;
    }

    /** A new one. */
    public static ZoneKey generate(SecureRandom random, Instant now) {
        var bytes = new byte[BYTES];
        ZoneKey key;
        do {
            random.nextBytes(bytes);
            key = new ZoneKey(bytes.clone(), now);
        } while (key.number == 0); // on the wire, 0 says that there is no key
        return key;
    }

    /**
     * Reads what {@link #text} wrote, or a key of 16 bytes as the original made them: of those, 32 bytes are derived.
     *
     * @throws BadKey if it is neither
     */
    public static ZoneKey parse(String text, Instant created) {
        var bytes = decode(text.strip());
        if (bytes.length == BYTES_OF_THE_ORIGINAL)
            bytes = Derivation.bytes(bytes, new byte[0], "opsbro zone key from 16 bytes", new byte[0]);
        if (bytes.length != BYTES)
            throw new BadKey("the key has " + bytes.length + " bytes, want 32 (or 16): opsbro agent keygen makes one");
        var key = new ZoneKey(bytes, created);
        if (key.number == 0) throw new BadKey("the key has the id 00000000, which stands for no key: make another");
        return key;
    }

    private static byte[] decode(String text) {
        if (text.isEmpty())
            throw new BadKey("the key is empty, want 32 bytes in base64: opsbro agent keygen makes one");
        if (text.length() > MOST_CHARACTERS)
            throw new BadKey("the key has " + text.length() + " characters, want 44: 32 bytes in base64");
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw new BadKey("the key is not base64, want 32 bytes in base64, 44 characters");
        }
    }

    /** Eight hexadecimal digits. */
    public String id() {
        return idOf(number);
    }

    static String idOf(int number) {
        return HexFormat.of().toHexDigits(number);
    }

    /** The id as it is on the wire, never 0. */
    int number() {
        return number;
    }

    /** When it was made; EPOCH while unknown. */
    public Instant created() {
        return created;
    }

    /** The secret itself, in base64: for the file that keeps it. */
    public String text() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ZoneKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "key " + id();
    }
}

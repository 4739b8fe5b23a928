package org.opsbro.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Sums by which a content is known, written in hexadecimal digits as {@code sha256sum} and its sisters print them. */
public enum Sum {
    SHA256("SHA-256", 64),
    /** Two contents with one sum can be made, but none to a given sum. */
    SHA1("SHA-1", 40),
    /** As {@link #SHA1}. */
    MD5("MD5", 32);

    private static final int PIECE = 64 * 1024;

    private final String algorithm;
    private final int digits;

    Sum(String algorithm, int digits) {
        this.algorithm = algorithm;
        this.digits = digits;
    }

    /** {@code sha256}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many hexadecimal digits it has. */
    public int digits() {
        return digits;
    }

    /** For a content that comes in pieces. */
    public MessageDigest begin() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has " + algorithm, missing);
        }
    }

    public static String end(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    public String of(byte[] content) {
        return HexFormat.of().formatHex(begin().digest(content));
    }

    /** Of a text in UTF-8. */
    public String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of all that comes, however much. */
    public String of(InputStream content) throws IOException {
        var digest = begin();
        var piece = new byte[PIECE];
        for (var count = content.read(piece); count >= 0; count = content.read(piece)) digest.update(piece, 0, count);
        return end(digest);
    }
}

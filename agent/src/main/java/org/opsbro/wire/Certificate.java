package org.opsbro.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.opsbro.model.NodeId;

/**
 * The word of a zone's authority that a node is a relay of that zone, up to a day.
 *
 * @param publicKey of the node, if it has one of its own; else empty
 * @param notAfter to the second
 * @param signature of the authority, 64 bytes
 */
public record Certificate(String zone, NodeId node, String publicKey, Instant notAfter, byte[] signature) {
    /** The most that {@link #bytes} takes. */
    public static final int MOST_BYTES = 512;

    private static final String PURPOSE = "opsbro relay certificate";
    private static final int VERSION = 1;
    private static final int MOST_ZONE_BYTES = 255;

    /** @throws IllegalArgumentException if the name of the zone is too long, or the public key is none */
    public static Certificate issue(Authority authority, String zone, NodeId node, String publicKey, Instant notAfter) {
        var body = body(zone, node, publicKey, notAfter);
        return new Certificate(
                zone, node, publicKey, Instant.ofEpochSecond(notAfter.getEpochSecond()), authority.sign(PURPOSE, body));
    }

    /** Whether the owner of this public key signed it, and it is not over. */
    public boolean isGood(String authority, Instant now) {
        return !now.isAfter(notAfter)
                && Authority.verify(authority, PURPOSE, body(zone, node, publicKey, notAfter), signature);
    }

    /**
     * As it travels, and in one form only: version 1, length of the zone 1, zone (UTF-8), node 2 to 65 (docs/wire.md), 0 or 32 as the length of the public key 1,
     * public key, end 8 (seconds since 1970), signature 64.
     */
    public byte[] bytes() {
        var body = body(zone, node, publicKey, notAfter);
        var all = Arrays.copyOf(body, body.length + signature.length);
        System.arraycopy(signature, 0, all, body.length, signature.length);
        return all;
    }

    private static byte[] body(String zone, NodeId node, String publicKey, Instant notAfter) {
        var name = zone.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MOST_ZONE_BYTES)
            throw new IllegalArgumentException("the name of a zone has " + name.length + " bytes, want 1 to 255");
        var key = publicKey.isEmpty()
                ? new byte[0]
                : Authority.publicBytes(publicKey).orElseThrow(Certificate::noKey);
        var out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.write(name.length);
        out.writeBytes(name);
        out.writeBytes(SenderId.bytes(node));
        out.write(key.length);
        out.writeBytes(key);
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .putLong(notAfter.getEpochSecond())
                .array());
        return out.toByteArray();
    }

    private static IllegalArgumentException noKey() {
        return new IllegalArgumentException("the public key is none, want 32 bytes in base64");
    }

    /** Reads what {@link #bytes} wrote; empty if it is anything else. Whether it is good is another question. */
    public static Optional<Certificate> read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) return Optional.empty();
        try {
            var in = ByteBuffer.wrap(bytes);
            if (in.get() != VERSION) return Optional.empty();
            var zone = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(slice(in, in.get() & 0xff))
                    .toString();
            var idLength = SenderId.length(in.get(in.position()));
            var id = new byte[idLength];
            in.get(id);
            var key = new byte[in.get() & 0xff];
            in.get(key);
            var seconds = in.getLong();
            var signature = new byte[Authority.SIGNATURE_BYTES];
            in.get(signature);
            if (in.hasRemaining() || zone.isEmpty() || (key.length != 0 && key.length != Authority.PUBLIC_BYTES))
                return Optional.empty();
            return SenderId.read(id)
                    .map(node -> new Certificate(zone, node, text(key), Instant.ofEpochSecond(seconds), signature));
        } catch (java.nio.BufferUnderflowException
                | IndexOutOfBoundsException
                | CharacterCodingException
                | java.time.DateTimeException bad) {
            return Optional.empty();
        }
    }

    private static ByteBuffer slice(ByteBuffer in, int length) {
        var slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private static String text(byte[] key) {
        return key.length == 0 ? "" : java.util.Base64.getEncoder().encodeToString(key);
    }
}

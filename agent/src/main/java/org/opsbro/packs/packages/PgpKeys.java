package org.opsbro.packs.packages;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.host.Sum;

/** The primary keys in a file of OpenPGP, binary or armored: RFC 9580, and the keys of version 4 that most repositories have. Signatures are not looked at. */
final class PgpKeys {
    private static final String BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private static final String END = "-----END PGP PUBLIC KEY BLOCK-----";
    private static final int PUBLIC_KEY = 6;

    private PgpKeys() {}

    /**
     * One primary key.
     *
     * @param fingerprint 40 hexadecimal digits in lower case; 64 of a key of version 6
     * @param createdSeconds since 1970
     */
    record Key(String fingerprint, long createdSeconds) {}

    /** Those of a file; empty if it holds anything but whole packets, or no key. */
    static List<Key> of(byte[] file) {
        try {
            var binary = file.length > 0 && (file[0] & 0x80) != 0;
            return keys(ByteBuffer.wrap(binary ? file : unarmored(new String(file, StandardCharsets.ISO_8859_1))));
        } catch (BufferUnderflowException | IllegalArgumentException none) {
            return List.of();
        }
    }

    static List<Key> ofText(String text) {
        return of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The first of these keys that is not among those that may be there; empty if any may. */
    static Optional<String> stranger(List<Key> keys, Set<String> may) {
        return may.isEmpty()
                ? Optional.empty()
                : keys.stream()
                        .map(Key::fingerprint)
                        .filter(each -> !may.contains(each))
                        .findFirst();
    }

    /** All blocks of a text; RFC 9580 6.2. The checksum behind it says nothing that the fingerprint does not. */
    private static byte[] unarmored(String text) {
        var bytes = new ByteArrayOutputStream();
        var block = new ArrayList<String>();
        var inside = false;
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.equals(BEGIN)) {
                inside = true;
                block.clear();
            } else if (line.equals(END)) {
                if (!inside) throw new IllegalArgumentException("an end without a begin");
                inside = false;
                bytes.writeBytes(decoded(block));
            } else if (inside) block.add(line);
        }
        if (inside) throw new IllegalArgumentException("no end");
        return bytes.toByteArray();
    }

    /** What follows the headers and the empty line behind them. */
    private static byte[] decoded(List<String> block) {
        var data = new StringBuilder();
        for (var line : block.subList(block.indexOf("") + 1, block.size()))
            if (!line.startsWith("=")) data.append(line);
        return Base64.getDecoder().decode(data.toString());
    }

    private static List<Key> keys(ByteBuffer packets) {
        var keys = new ArrayList<Key>();
        while (packets.hasRemaining()) {
            var header = one(packets);
            if ((header & 0x80) == 0) throw new IllegalArgumentException("no packet");
            var modern = (header & 0x40) != 0;
            var body = new byte[modern ? length(packets) : oldLength(packets, header & 3)];
            packets.get(body);
            if ((modern ? header & 0x3f : header >> 2 & 0xf) == PUBLIC_KEY) keys.add(key(body));
        }
        return keys;
    }

    private static int one(ByteBuffer bytes) {
        return Byte.toUnsignedInt(bytes.get());
    }

    /** RFC 9580 4.2.1; a key never comes in parts. */
    private static int length(ByteBuffer packets) {
        var first = one(packets);
        if (first < 192) return first;
        if (first < 224) return ((first - 192) << 8) + one(packets) + 192;
        if (first != 255) throw new IllegalArgumentException("a part of a packet");
        return bounded(packets, Integer.toUnsignedLong(packets.getInt()));
    }

    /** RFC 9580 4.2.2. */
    private static int oldLength(ByteBuffer packets, int type) {
        return switch (type) {
            case 0 -> one(packets);
            case 1 -> Short.toUnsignedInt(packets.getShort());
            case 2 -> bounded(packets, Integer.toUnsignedLong(packets.getInt()));
            default -> throw new IllegalArgumentException("a packet without a length");
        };
    }

    private static int bounded(ByteBuffer packets, long length) {
        if (length > packets.remaining()) throw new BufferUnderflowException();
        return Math.toIntExact(length);
    }

    /** RFC 9580 5.5.4. */
    private static Key key(byte[] body) {
        var fields = ByteBuffer.wrap(body);
        var version = one(fields);
        var created = Integer.toUnsignedLong(fields.getInt());
        var length = ByteBuffer.allocate(5);
        return switch (version) {
            case 4 -> new Key(sum(Sum.SHA1, length.put((byte) 0x99).putShort((short) body.length), body), created);
            case 6 -> new Key(sum(Sum.SHA256, length.put((byte) 0x9b).putInt(body.length), body), created);
            default -> throw new IllegalArgumentException("a key of version " + version);
        };
    }

    private static String sum(Sum sum, ByteBuffer before, byte[] body) {
        var digest = sum.begin();
        digest.update(before.flip());
        digest.update(body);
        return Sum.end(digest);
    }
}

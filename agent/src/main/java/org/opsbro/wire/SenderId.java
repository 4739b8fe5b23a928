package org.opsbro.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.opsbro.model.NodeId;

/**
 * The id of a node as bytes, in the shortest of three forms: 0 and the 16 bytes of a lower-case UUID; 128 + n and the n bytes of 2n lower-case
 * hexadecimal digits; n and n ASCII characters, n from 1 to 64. An id has one form only.
 */
final class SenderId {
    static final int MOST_BYTES = 65;
    private static final int UUID_BYTES = 16;
    private static final int HEX = 128;
    private static final int MOST_CHARACTERS = 64;
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern HEX_TEXT = Pattern.compile("([0-9a-f]{2})+");

    private SenderId() {}

    /** @throws IllegalArgumentException for an id with other than printable ASCII characters */
    static byte[] bytes(NodeId id) {
        var text = id.uuid();
        if (UUID_TEXT.matcher(text).matches()) {
            var uuid = UUID.fromString(text);
            var bytes = new byte[1 + UUID_BYTES];
            BigEndian.int64(bytes, 1, uuid.getMostSignificantBits());
            BigEndian.int64(bytes, 9, uuid.getLeastSignificantBits());
            return bytes;
        }
        if (HEX_TEXT.matcher(text).matches())
            return led(HEX + text.length() / 2, HexFormat.of().parseHex(text));
        if (!text.chars().allMatch(letter -> letter > ' ' && letter < 127))
            throw new IllegalArgumentException(
                    "a node id of " + text.length() + " characters, want printable ASCII only");
        return led(text.length(), text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] led(int first, byte[] rest) {
        var bytes = new byte[1 + rest.length];
        bytes[0] = (byte) first;
        System.arraycopy(rest, 0, bytes, 1, rest.length);
        return bytes;
    }

    /** How many bytes the id takes that begins with this one; 0 if none does. */
    static int length(byte first) {
        var form = first & 0xff;
        if (form == 0) return 1 + UUID_BYTES;
        var length = form >= HEX ? form - HEX : form;
        return length == 0 || length > (form >= HEX ? MOST_CHARACTERS / 2 : MOST_CHARACTERS) ? 0 : 1 + length;
    }

    /** The id that exactly these bytes are; empty if they are none, or not in their shortest form. */
    static Optional<NodeId> read(byte[] bytes) {
        if (bytes.length == 0 || length(bytes[0]) != bytes.length) return Optional.empty();
        var text = text(bytes);
        if (!text.chars().allMatch(letter -> letter > ' ' && letter < 127)) return Optional.empty();
        var id = new NodeId(text);
        return Arrays.equals(bytes(id), bytes) ? Optional.of(id) : Optional.empty();
    }

    private static String text(byte[] bytes) {
        var form = bytes[0] & 0xff;
        if (form == 0) return new UUID(BigEndian.int64(bytes, 1), BigEndian.int64(bytes, 9)).toString();
        if (form >= HEX) return HexFormat.of().formatHex(bytes, 1, bytes.length);
        return new String(bytes, 1, form, StandardCharsets.ISO_8859_1);
    }
}

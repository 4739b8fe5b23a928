package org.opsbro.discovery;

import java.nio.charset.StandardCharsets;
import org.opsbro.model.NodeId;

/** Ids as bytes: hexadecimal digits take half of their letters. */
final class IdCodec {
    private static final int MAX_BYTES = 65;
    private static final int TEXT = 0;
    private static final int HEX = 1;
    private static final int UUID = 2;

    private IdCodec() {}

    /** The first byte tells how the rest is read: text, hexadecimal digits, or a UUID with its four dashes. */
    static byte[] packed(NodeId id) {
        var text = id.uuid();
        if (isUuid(text)) return packed(UUID, text.replace("-", ""));
        if (text.length() % 2 == 0 && isHex(text)) return packed(HEX, text);
        var letters = text.getBytes(StandardCharsets.UTF_8);
        var bytes = new byte[letters.length + 1];
        System.arraycopy(letters, 0, bytes, 1, letters.length);
        return bytes;
    }

    static NodeId read(ProtoReader in) {
        var bytes = in.bytes(MAX_BYTES, "an id");
        if (bytes.length < 2) throw new BadMessage("an id has " + bytes.length + " bytes, want at least 2");
        var text = switch (bytes[0]) {
            case TEXT -> text(bytes);
            case HEX -> hex(bytes, bytes.length);
            case UUID -> dashed(bytes);
            default -> throw new BadMessage("an id of the kind " + bytes[0] + ", want 0, 1 or 2");
        };
        if (text.isBlank() || text.length() > 64) throw new BadMessage("an id has 1 to 64 characters");
        return new NodeId(text);
    }

    private static String text(byte[] bytes) {
        for (var i = 1; i < bytes.length; i++)
            if (bytes[i] < 0x21 || bytes[i] == 0x7f) throw new BadMessage("an id has a character other than ASCII");
        return new String(bytes, 1, bytes.length - 1, StandardCharsets.US_ASCII);
    }

    private static String dashed(byte[] bytes) {
        if (bytes.length != 17) throw new BadMessage("a UUID has " + (bytes.length - 1) + " bytes, want 16");
        var hex = hex(bytes, 17);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    private static String hex(byte[] bytes, int to) {
        var text = new char[2 * (to - 1)];
        for (var i = 1; i < to; i++) {
            text[2 * i - 2] = Character.forDigit(bytes[i] >> 4 & 15, 16);
            text[2 * i - 1] = Character.forDigit(bytes[i] & 15, 16);
        }
        return new String(text);
    }

    private static byte[] packed(int kind, String hex) {
        var bytes = new byte[1 + hex.length() / 2];
        bytes[0] = (byte) kind;
        for (var i = 1; i < bytes.length; i++)
            bytes[i] = (byte)
                    (Character.digit(hex.charAt(2 * i - 2), 16) << 4 | Character.digit(hex.charAt(2 * i - 1), 16));
        return bytes;
    }

    private static boolean isUuid(String text) {
        return text.length() == 36
                && text.charAt(8) == '-'
                && text.charAt(13) == '-'
                && text.charAt(18) == '-'
                && text.charAt(23) == '-'
                && isHex(text.substring(0, 8)
                        + text.substring(9, 13)
                        + text.substring(14, 18)
                        + text.substring(19, 23)
                        + text.substring(24));
    }

    private static boolean isHex(String text) {
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            if ((letter < '0' || letter > '9') && (letter < 'a' || letter > 'f')) return false;
        }
        return true;
    }
}

package org.opsbro.discovery.dns;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** Addresses as text and as bytes. Nothing is looked up: what is no address has no bytes. */
final class IpAddress {
    static final byte[] NONE = {};
    private static final int MOST_CHARACTERS = 45;
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final String NIBBLES = "0123456789abcdef";

    private IpAddress() {}

    /** 4 or 16 bytes; none for a text that is no address, or one with a scope, which means something on one machine only. */
    static byte[] bytes(String text) {
        if (text.length() > MOST_CHARACTERS) return NONE;
        return text.indexOf(':') < 0 ? four(text) : six(text);
    }

    /** Its name in the reverse zones: {@code 1.2.0.192.in-addr.arpa}. */
    static String reverseName(byte[] address) {
        var name = new StringBuilder(74);
        for (var i = address.length - 1; i >= 0; i--) {
            var octet = address[i] & 0xff;
            if (address.length == 4) name.append(octet).append('.');
            else nibble(nibble(name, octet & 15), octet >> 4);
        }
        return name.append(address.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
    }

    private static StringBuilder nibble(StringBuilder name, int nibble) {
        return name.append(NIBBLES.charAt(nibble)).append('.');
    }

    private static byte[] four(String text) {
        var bytes = new byte[4];
        var at = 0;
        for (var i = 0; i < 4; i++) {
            var end = i < 3 ? text.indexOf('.', at) : text.length();
            var octet = end < 0 ? -1 : octet(text, at, end);
            if (octet < 0) return NONE;
            bytes[i] = (byte) octet;
            at = end + 1;
        }
        return bytes;
    }

    /** 0 to 255, or -1; a leading zero is octal to some readers. */
    private static int octet(String text, int from, int to) {
        var octet = 0;
        for (var i = from; i < to; i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || to - from > 3) return -1;
            octet = 10 * octet + digit;
        }
        var fine = to > from && octet < 256 && (to - from == 1 || text.charAt(from) != '0');
        return fine ? octet : -1;
    }

    private static byte[] six(String text) {
        var gap = text.indexOf("::");
        var left = ByteBuffer.allocate(16);
        if (gap < 0) return groups(text, left, true) && left.position() == 16 ? left.array() : NONE;
        var right = ByteBuffer.allocate(16);
        var wellFormed = groups(text.substring(0, gap), left, false) && groups(text.substring(gap + 2), right, true);
        if (!wellFormed || left.position() + right.position() > 14) return NONE;
        right.flip();
        return left.position(16 - right.limit()).put(right).array();
    }

    /** Reads groups of hexadecimal digits, the very last perhaps an IPv4 address; no text is no group. */
    private static boolean groups(String text, ByteBuffer into, boolean end) {
        if (text.isEmpty()) return true;
        var parts = text.split(":", -1);
        for (var i = 0; i < parts.length; i++) {
            var group = GROUP.matcher(parts[i]).matches();
            var bytes = !group && end && i == parts.length - 1 ? four(parts[i]) : NONE;
            if (into.remaining() < (group ? 2 : 4) || (!group && bytes.length == 0)) return false;
            if (group) into.putShort((short) Integer.parseInt(parts[i], 16));
            else into.put(bytes);
        }
        return true;
    }
}

package org.opsbro.evaluator;

import java.util.Arrays;

/** Networks as RFC 4632 and RFC 4291 write them: {@code 10.0.0.0/8}, {@code fe80::/10}; an address alone is a network of one. */
public final class Ranges {
    private Ranges() {}

    public static boolean holds(String range, String address) {
        var slash = range.indexOf('/');
        var network = bytes(slash < 0 ? range : range.substring(0, slash));
        var bits = slash < 0 ? network.length * 8 : prefix(range.substring(slash + 1), network.length * 8, range);
        var wanted = bytes(address);
        if (network.length != wanted.length) return false;
        for (var bit = 0; bit < bits; bit++) {
            var mask = 0x80 >> (bit & 7);
            if (((network[bit >> 3] ^ wanted[bit >> 3]) & mask) != 0) return false;
        }
        return true;
    }

    /**
     * How many bits a network has.
     *
     * @param most 32 or 128
     * @param range for the message
     */
    public static int prefix(String text, int most, String range) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > most)
            throw new EvaluationException("want a network such as 10.0.0.0/8, found " + range);
        return Integer.parseInt(text);
    }

    /** The 4 or 16 bytes of an address. */
    public static byte[] bytes(String address) {
        return address.indexOf(':') >= 0 ? six(address) : four(address, address);
    }

    /** The address of these 4 or 16 bytes, the longest row of zeros of the latter as {@code ::} (RFC 5952). */
    public static String written(byte[] address) {
        if (address.length == 4)
            return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
                    + (address[3] & 0xff);
        var best = -1;
        var longest = 1;
        for (var from = 0; from < 8; from++) {
            var to = from;
            while (to < 8 && group(address, to) == 0) to++;
            if (to - from <= longest) continue;
            best = from;
            longest = to - from;
        }
        var out = new StringBuilder();
        for (var i = 0; i < 8; i++) {
            if (i == best) {
                out.append("::");
                i += longest - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') out.append(':');
            out.append(Integer.toHexString(group(address, i)));
        }
        return out.toString();
    }

    private static int group(byte[] address, int at) {
        return (address[2 * at] & 0xff) << 8 | (address[2 * at + 1] & 0xff);
    }

    private static byte[] four(String text, String whole) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) throw wrong(whole);
        var bytes = new byte[4];
        for (var i = 0; i < 4; i++) {
            if (!parts[i].matches("[0-9]{1,3}") || Integer.parseInt(parts[i]) > 255) throw wrong(whole);
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    private static byte[] six(String address) {
        var gap = address.indexOf("::");
        if (gap != address.lastIndexOf("::")) throw wrong(address);
        var head = gap < 0 ? groups(address, address) : groups(address.substring(0, gap), address);
        var tail = gap < 0 ? new byte[0] : groups(address.substring(gap + 2), address);
        if (gap < 0 ? head.length != 16 : head.length + tail.length > 14) throw wrong(address);
        var bytes = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
        return bytes;
    }

    private static byte[] groups(String text, String whole) {
        if (text.isEmpty()) return new byte[0];
        var parts = text.split(":", -1);
        var dotted = parts[parts.length - 1].indexOf('.') >= 0;
        var bytes = new byte[2 * parts.length + (dotted ? 2 : 0)];
        if (bytes.length > 16) throw wrong(whole);
        for (var i = 0; i < parts.length; i++) {
            if (dotted && i == parts.length - 1) {
                System.arraycopy(four(parts[i], whole), 0, bytes, 2 * i, 4);
            } else {
                if (!parts[i].matches("[0-9a-fA-F]{1,4}")) throw wrong(whole);
                var group = Integer.parseInt(parts[i], 16);
                bytes[2 * i] = (byte) (group >> 8);
                bytes[2 * i + 1] = (byte) group;
            }
        }
        return bytes;
    }

    private static EvaluationException wrong(String address) {
        return new EvaluationException("want an IP address, found " + address);
    }
}

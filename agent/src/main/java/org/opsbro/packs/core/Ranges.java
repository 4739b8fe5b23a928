package org.opsbro.packs.core;

import java.util.Arrays;
import org.opsbro.evaluator.EvaluationException;

/** Networks as RFC 4632 and RFC 4291 write them: {@code 10.0.0.0/8}, {@code fe80::/10}; an address alone is a network of one. */
final class Ranges {
    private Ranges() {}

    static boolean holds(String range, String address) {
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

    private static int prefix(String text, int most, String range) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > most)
            throw new EvaluationException("want a network such as 10.0.0.0/8, found " + range);
        return Integer.parseInt(text);
    }

    private static byte[] bytes(String address) {
        return address.indexOf(':') >= 0 ? six(address) : four(address, address);
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

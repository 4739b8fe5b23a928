package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Addresses, networks and the main table of routes of the kernel: {@code /proc/net/route} and {@code /proc/net/ipv6_route}. */
final class RouteTable {
    private static final int GATEWAY = 2; // RTF_GATEWAY, linux/route.h
    private static final int UP = 1;
    private static final int LOCAL = 0x8000_0000; // RTF_LOCAL: an address of this machine
    private static final Pattern V4 = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:]{2,39}");
    private static final int V6_GROUPS = 8;

    /** @param destination in hex, the network's bytes, and after a slash its length; via in hex, empty without a gateway */
    record Route(String destination, String via, String dev, long metric) {}

    private RouteTable() {}

    /** The bytes of an address in hex, 8 letters for IPv4, 32 for IPv6; empty if it is none. */
    static Optional<String> hex(String address) {
        var four = V4.matcher(address);
        if (four.matches()) {
            var text = new StringBuilder();
            for (var i = 1; i <= four.groupCount(); i++) {
                var part = Integer.parseInt(four.group(i));
                if (part > 255) return Optional.empty();
                text.append(String.format(Locale.ROOT, "%02x", part));
            }
            return Optional.of(text.toString());
        }
        return V6.matcher(address).matches() ? six(address) : Optional.empty();
    }

    private static Optional<String> six(String address) {
        var halves = address.split("::", -1);
        if (halves.length > 2) return Optional.empty();
        var first = groups(halves[0]);
        var last = halves.length == 2 ? groups(halves[1]) : List.<String>of();
        var missing = V6_GROUPS - first.size() - last.size();
        if (halves.length == 2 ? missing < 1 : missing != 0) return Optional.empty();
        var all = Stream.of(first, Collections.nCopies(missing, "0"), last)
                .flatMap(List::stream)
                .toList();
        return all.stream().allMatch(group -> group.matches("[0-9A-Fa-f]{1,4}"))
                ? Optional.of(String.join(
                                "",
                                all.stream()
                                        .map(group -> "0".repeat(4 - group.length()) + group)
                                        .toList())
                        .toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static List<String> groups(String half) {
        return half.isEmpty() ? List.of() : List.of(half.split(":", -1));
    }

    /** Of {@link #hex}, as ip(8) reads it. */
    static String address(String hex) {
        if (hex.length() == 8) {
            var bytes = HexFormat.of().parseHex(hex);
            return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
        }
        return hex.replaceAll("(.{4})(?!$)", "$1:");
    }

    /** A network without bits of hosts, such as {@code 10.1.0.0/16}, as {@link Route#destination}. */
    static Optional<String> network(String text) {
        var slash = text.indexOf('/');
        if (slash < 0) return Optional.empty();
        var address = hex(text.substring(0, slash));
        var length = text.substring(slash + 1);
        if (address.isEmpty() || !length.matches("[0-9]{1,3}")) return Optional.empty();
        var bits = Integer.parseInt(length);
        var all = address.get().length() * 4;
        return bits <= all && hostBitsAreZero(address.get(), bits)
                ? Optional.of(address.get() + "/" + bits)
                : Optional.empty();
    }

    private static boolean hostBitsAreZero(String hex, int bits) {
        var bytes = HexFormat.of().parseHex(hex);
        for (var i = bits; i < bytes.length * 8; i++) if (((bytes[i / 8] >> (7 - (i % 8))) & 1) != 0) return false;
        return true;
    }

    /** Lines that are none are passed over. */
    static List<Route> four(String text) {
        var routes = new ArrayList<Route>();
        for (var line : text.lines().skip(1).toList()) {
            var words = line.strip().split("\\s+", -1);
            if (words.length < 8 || !Stream.of(1, 2, 3, 7).allMatch(i -> words[i].matches("[0-9A-Fa-f]{1,8}")))
                continue;
            var flags = Integer.parseUnsignedInt(words[3], 16);
            if ((flags & UP) == 0 || !words[6].matches("[0-9]{1,10}")) continue;
            var mask = Integer.bitCount(Integer.parseUnsignedInt(words[7], 16));
            routes.add(new Route(
                    turned(words[1]) + "/" + mask,
                    (flags & GATEWAY) == 0 ? "" : turned(words[2]),
                    words[0],
                    Long.parseLong(words[6])));
        }
        return routes;
    }

    /** A word of a machine whose lowest byte comes first. */
    private static String turned(String word) {
        var swapped = Integer.reverseBytes(Integer.parseUnsignedInt(word, 16));
        return String.format(Locale.ROOT, "%08x", swapped);
    }

    static List<Route> six(List<String> lines) {
        var routes = new ArrayList<Route>();
        for (var line : lines) {
            var words = line.strip().split("\\s+", -1);
            if (words.length < 10
                    || !words[0].matches("[0-9a-f]{32}")
                    || !words[4].matches("[0-9a-f]{32}")
                    || !words[1].matches("[0-9a-f]{1,2}")
                    || !Stream.of(5, 8).allMatch(i -> words[i].matches("[0-9a-f]{1,8}"))) continue;
            var flags = Integer.parseUnsignedInt(words[8], 16);
            if ((flags & UP) == 0 || (flags & LOCAL) != 0 || words[9].equals("lo")) continue;
            routes.add(new Route(
                    words[0] + "/" + Integer.parseInt(words[1], 16),
                    (flags & GATEWAY) == 0 ? "" : words[4],
                    words[9],
                    Long.parseLong(words[5], 16)));
        }
        return routes;
    }
}

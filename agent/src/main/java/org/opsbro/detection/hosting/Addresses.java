package org.opsbro.detection.hosting;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.host.Network;

/** Which of its addresses a node should be reached at. */
public final class Addresses {
    private Addresses() {}

    /**
     * What the host name resolves to, if that is an address of this machine; else the best of its own: 192.168 before 172.16–31 before 10 before
     * others, IPv4 before IPv6, link-local ones and those of bridges for containers last. Empty without any.
     */
    public static Optional<String> local(Network network) {
        var own = network.addresses();
        var named = network.addressOf(network.fullName())
                .filter(address -> own.values().stream().anyMatch(all -> all.contains(address)));
        if (named.isPresent()) return named;
        return own.entrySet().stream()
                .flatMap(each -> candidates(each.getKey(), each.getValue()))
                .min(Comparator.comparingInt(Candidate::rank).thenComparing(Candidate::address))
                .map(Candidate::address);
    }

    /** An own address that the whole internet can route to; empty without one. */
    public static Optional<String> ownPublic(Network network) {
        return network.addresses().values().stream()
                .flatMap(List::stream)
                .filter(Addresses::isPublic)
                .sorted()
                .findFirst();
    }

    private record Candidate(String address, int rank) {}

    private static Stream<Candidate> candidates(String device, List<String> addresses) {
        var late = isForContainers(device) ? 100 : 0;
        return addresses.stream().map(address -> new Candidate(address, late + rank(address)));
    }

    private static boolean isForContainers(String device) {
        return Stream.of("docker", "br-", "veth", "virbr", "cni", "flannel", "cali", "podman")
                .anyMatch(device::startsWith);
    }

    static int rank(String address) {
        if (address.indexOf(':') >= 0) return address.startsWith("fe80") ? 9 : 6;
        if (address.startsWith("192.168.")) return 1;
        if (isIn172(address)) return 2;
        if (address.startsWith("10.")) return 3;
        if (address.startsWith("169.254.")) return 8;
        return address.startsWith("127.") ? 7 : 4;
    }

    private static boolean isIn172(String address) {
        return second(address, "172.", 16, 31);
    }

    private static boolean second(String address, String first, int from, int to) {
        if (!address.startsWith(first)) return false;
        var dot = address.indexOf('.', first.length());
        if (dot < 0) return false;
        try {
            var number = Integer.parseInt(address.substring(first.length(), dot));
            return from <= number && number <= to;
        } catch (NumberFormatException notAnAddress) {
            return false;
        }
    }

    static boolean isPublic(String address) {
        if (address.indexOf(':') >= 0) return address.startsWith("2") || address.startsWith("3");
        // 100.64/10 is the providers' own (RFC 6598), 192.0.2 and the like are for documents (RFC 5737)
        return rank(address) == 4
                && !second(address, "100.", 64, 127)
                && !address.startsWith("0.")
                && !address.startsWith("192.0.2.")
                && !address.startsWith("198.51.100.")
                && !address.startsWith("203.0.113.");
    }
}

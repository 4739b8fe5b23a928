package org.opsbro.discovery.dns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.opsbro.discovery.dns.Answers.Offer;
import org.opsbro.discovery.dns.DnsTable.Head;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** Makes one {@link DnsTable}: the answers of each name on the {@link Roll}. */
final class TableBuilder {
    private final DnsSettings settings;
    private final byte[] domain;
    private final Roll roll;
    private final Host self;
    private final NameTable<Head> heads = new NameTable<>();
    private final Set<String> above = new HashSet<>();

    /** What records a name has. */
    private enum Kind {
        NODE,
        GROUP,
        SERVICE,
        /** {@code _http._tcp}: SRV only. */
        OFFER
    }

    TableBuilder(DnsSettings settings, Collection<Node> nodes, NodeId self) {
        this.settings = settings;
        this.domain = WireName.of(settings.domain()).orElseThrow();
        this.roll = new Roll(nodes, domain);
        this.self = roll.all.stream()
                .map(Candidate::host)
                .filter(host -> host.node().id().equals(self))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the nodes want this one among them: " + self));
    }

    DnsTable build(int serial) {
        roll.named.forEach((name, all) -> add(Kind.NODE, all, name + ".node", name + ".name"));
        roll.groups.forEach((name, all) -> add(Kind.GROUP, all, name + ".group"));
        roll.services.forEach((name, all) -> {
            add(Kind.SERVICE, all, name + ".service", name + ".role");
            add(Kind.OFFER, all, "_" + name + "._tcp", "_" + name + "._udp");
        });
        addAbove();
        return new DnsTable(settings, serial, domain, self, heads, zones(), addresses());
    }

    private void add(Kind kind, List<Candidate> all, String... names) {
        var head = head(kind, all);
        for (var name : names) {
            var wire = WireName.of(name);
            if (wire.isEmpty()) continue; // it cannot be asked for
            heads.put(wire.get(), head);
            ends(name, above);
        }
    }

    /** All names that a longer one ends in. */
    private static void ends(String name, Set<String> into) {
        for (var dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) into.add(name.substring(dot + 1));
    }

    private void addAbove() {
        for (var name : above) {
            var wire = WireName.of(name).orElseThrow();
            var known = heads.get(wire);
            heads.put(wire, known == null ? Head.ABOVE : new Head(known.all(), known.zones(), known.parts(), true));
        }
    }

    private Head head(Kind kind, List<Candidate> all) {
        var whole = answers(kind, all);
        var zones = zonesOf(all);
        if (zones.length == 1) return new Head(whole, zones, new Answers[] {whole}, false);
        var parts = new Answers[zones.length];
        for (var i = 0; i < parts.length; i++) {
            var zone = zones[i];
            parts[i] = answers(kind, only(all, each -> each.zone() == zone));
        }
        return new Head(whole, zones, parts, false);
    }

    private static int[] zonesOf(List<Candidate> all) {
        var first = all.getFirst().zone();
        for (var each : all)
            if (each.zone() != first)
                return all.stream().mapToInt(Candidate::zone).distinct().toArray();
        return new int[] {first};
    }

    private Answers answers(Kind kind, List<Candidate> all) {
        var chosen = chosen(kind, all);
        var addresses = kind != Kind.OFFER;
        var offers = kind == Kind.OFFER || kind == Kind.SERVICE;
        return Answers.of(
                addresses ? hosts(only(chosen, each -> each.addressBytes() == 4)) : Answers.NOBODY,
                addresses ? hosts(only(chosen, each -> each.addressBytes() == 16)) : Answers.NOBODY,
                offers ? offers(chosen) : Answers.NOTHING,
                kind == Kind.NODE ? hosts(all) : Answers.NOBODY);
    }

    /** A node is where it is whatever its checks say; groups and services are those that pass, or as a last resort those that live. */
    private List<Candidate> chosen(Kind kind, List<Candidate> all) {
        var living = only(all, Candidate::living);
        if (kind == Kind.NODE) return living;
        var passing = only(living, Candidate::passes);
        return passing.isEmpty() && settings.lastResort() ? living : passing;
    }

    /** A loop, and no copy where all are meant: this runs some times for every name of every node. */
    private static List<Candidate> only(List<Candidate> all, Predicate<Candidate> which) {
        var matching = 0;
        for (var each : all) if (which.test(each)) matching++;
        if (matching == all.size()) return all;
        if (matching == 0) return List.of();
        List<Candidate> some = new ArrayList<>(matching);
        for (var each : all) if (which.test(each)) some.add(each);
        return some;
    }

    private static Host[] hosts(List<Candidate> all) {
        if (all.isEmpty()) return Answers.NOBODY;
        var hosts = new Host[all.size()];
        for (var i = 0; i < hosts.length; i++) hosts[i] = all.get(i).host();
        return hosts;
    }

    private static Offer[] offers(List<Candidate> all) {
        return all.stream()
                .filter(each -> each.port() > 0 && each.addressBytes() > 0)
                .map(each -> new Offer(each.host(), each.port()))
                .toArray(Offer[]::new);
    }

    /** {@code paris}, {@code paris.zone} and, for this node's own, {@code local}; and what these end in. */
    private NameTable<Integer> zones() {
        var table = new NameTable<Integer>();
        var ends = new HashSet<String>();
        roll.zones.forEach((zone, number) -> add(table, zone.toLowerCase(Locale.ROOT), number, ends));
        var own = roll.zones.get(self.node().zone());
        if (own != null) add(table, "local", own, ends);
        for (var end : ends) {
            var wire = WireName.of(end).orElseThrow();
            if (table.get(wire) == null) table.put(wire, DnsTable.NO_ZONE);
        }
        return table;
    }

    private static void add(NameTable<Integer> table, String zone, int number, Set<String> ends) {
        for (var name : List.of(zone, zone + ".zone")) {
            var wire = WireName.of(name);
            if (wire.isEmpty()) continue;
            table.put(wire.get(), number);
            ends(name, ends);
        }
    }

    private NameTable<Answers> addresses() {
        Map<String, List<Candidate>> at = new HashMap<>();
        for (var each : roll.all)
            if (each.addressBytes() > 0)
                at.computeIfAbsent(IpAddress.reverseName(each.host().address()), name -> new ArrayList<>(1))
                        .add(each);
        var table = new NameTable<Answers>();
        at.forEach((name, all) ->
                table.put(WireName.of(name).orElseThrow(), Answers.naming(hosts(only(all, Candidate::living)))));
        return table;
    }
}

package org.opsbro.discovery.dns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opsbro.model.GroupName;
import org.opsbro.model.Node;

/** Who is called what and belongs where, by name in small letters: what a {@link DnsTable} is made of. */
final class Roll {
    private final byte[] domain;
    /** Their numbers, from 0. */
    final Map<String, Integer> zones = new LinkedHashMap<>();

    final List<Candidate> all;
    final Map<String, List<Candidate>> named = new HashMap<>();
    final Map<String, List<Candidate>> groups = new HashMap<>();
    final Map<String, List<Candidate>> services = new HashMap<>();

    Roll(Collection<Node> nodes, byte[] domain) {
        this.domain = domain;
        this.all = new ArrayList<>(nodes.size());
        var times = HashMap.<String, Integer>newHashMap(nodes.size());
        for (var node : nodes) times.merge(small(node.name()), 1, Integer::sum);
        for (var node : nodes) enter(node, times);
        displayNames();
        for (var each : all) memberships(each);
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, List<Candidate>> into, String name, Candidate candidate) {
        into.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(candidate);
    }

    /** Under its name and its id; its own name is the id where another node is called the same. */
    private void enter(Node node, Map<String, Integer> times) {
        var name = small(node.name());
        var id = small(node.id().uuid());
        var own = own(times.getOrDefault(name, 1) == 1 ? name : id, id);
        var zone = zones.computeIfAbsent(node.zone(), ignored -> zones.size());
        var host = new Host(node, own, IpAddress.bytes(node.address()));
        var candidate = new Candidate(host, zone, node.living(), host.passes(), 0);
        all.add(candidate);
        put(named, name, candidate);
        if (!times.containsKey(id)) put(named, id, candidate);
    }

    private byte[] own(String name, String id) {
        return WireName.of(name + ".node")
                .or(() -> WireName.of(id + ".node"))
                .map(head -> WireName.under(head, domain))
                .filter(whole -> whole.length <= WireName.MOST_BYTES)
                .orElse(domain);
    }

    /** What people call a node leads to it too, unless a node really has that name. */
    private void displayNames() {
        Map<String, List<Candidate>> called = new HashMap<>();
        for (var each : all) {
            var name = small(GroupName.nearest(each.host().node().displayName()));
            if (!name.isEmpty()) put(called, name, each);
        }
        called.forEach(named::putIfAbsent);
    }

    private void memberships(Candidate candidate) {
        var node = candidate.host().node();
        for (var group : node.definedGroups()) put(groups, small(group), candidate);
        for (var group : node.detectedGroups())
            if (!node.definedGroups().contains(group)) put(groups, small(group), candidate);
        for (var service : node.services().values())
            put(services, small(service.name()), candidate.offering(service.port(), service.passes()));
    }
}

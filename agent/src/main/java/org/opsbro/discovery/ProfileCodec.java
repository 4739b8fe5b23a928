package org.opsbro.discovery;

import java.time.Instant;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.model.CheckCounts;
import org.opsbro.model.CheckState;
import org.opsbro.model.GroupName;
import org.opsbro.model.NodeService;
import org.opsbro.model.Profile;
import org.opsbro.model.ZoneLink;

/** Profiles as bytes. The same profile always gives the same bytes: sets and maps are written in their order. */
final class ProfileCodec {
    static final int MAX_NAME = 253;
    static final int MAX_DISPLAY_NAME = 256;
    static final int MAX_ZONE = 64;
    static final int MAX_GROUPS = 512;
    static final int MAX_SERVICES = 256;
    static final int MAX_TAGS = 32;
    /** A relay has one parent and its children. */
    static final int MAX_LINKS = 64;
    /** Of a whole profile; a larger one is never sent: {@link Profiles#fitting} cuts it. */
    static final int MAX_PROFILE = 32 * 1024;

    private static final int MAX_CHECKS = 1_000_000;

    private ProfileCodec() {}

    static void write(ProtoWriter out, Profile profile) {
        brief(out, profile);
        for (var group : profile.definedGroups()) out.text(7, group);
        for (var group : profile.detectedGroups()) out.text(8, group);
        for (var service : profile.services().values()) {
            var begun = out.begin(9);
            write(out, service);
            out.end(begun);
        }
        if (!profile.checks().equals(CheckCounts.NONE)) {
            var begun = out.begin(10);
            out.number(1, profile.checks().ok());
            out.number(2, profile.checks().warning());
            out.number(3, profile.checks().critical());
            out.number(4, profile.checks().unknown());
            out.end(begun);
        }
        profile.links().forEach((zone, link) -> {
            var begun = out.begin(11);
            out.text(1, zone);
            out.flag(2, link.ok());
            out.number(3, Math.clamp(link.since().toEpochMilli(), 0, GossipCodec.MAX_TIME));
            out.end(begun);
        });
    }

    /** Only what others need to reach it. */
    static void brief(ProtoWriter out, Profile profile) {
        out.text(1, profile.name());
        out.text(2, profile.displayName());
        out.text(3, profile.address());
        out.number(4, profile.port());
        out.text(5, profile.zone());
        out.flag(6, profile.relay());
    }

    static byte[] bytes(Profile profile) {
        var out = new ProtoWriter(256);
        write(out, profile);
        return out.bytes();
    }

    static Profile read(ProtoReader in) {
        var name = "";
        var displayName = "";
        var address = "";
        var port = 0;
        var zone = "";
        var relay = false;
        SortedSet<String> defined = new TreeSet<>();
        SortedSet<String> detected = new TreeSet<>();
        SortedMap<String, NodeService> services = new TreeMap<>();
        var checks = CheckCounts.NONE;
        SortedMap<String, ZoneLink> links = new TreeMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text(MAX_NAME, "a name");
                case 2 -> displayName = in.text(MAX_DISPLAY_NAME, "a display name");
                case 3 -> address = address(in);
                case 4 -> port = in.count(65_535, "a port");
                case 5 -> zone = in.text(MAX_ZONE, "a zone");
                case 6 -> relay = in.flag("relay");
                case 7 -> defined.add(group(in, defined));
                case 8 -> detected.add(group(in, detected));
                case 9 -> {
                    if (services.size() == MAX_SERVICES)
                        throw new BadMessage("more than " + MAX_SERVICES + " services");
                    var service = service(in.message(MAX_PROFILE, "a service"));
                    services.put(service.id(), service);
                }
                case 10 -> checks = checks(in.message(64, "counts of checks"));
                case 11 -> {
                    if (links.size() == MAX_LINKS) throw new BadMessage("more than " + MAX_LINKS + " links");
                    link(in.message(256, "a link"), links);
                }
                default -> in.skip();
            }
        }
        return new Profile(name, displayName, address, port, zone, relay, defined, detected, services, checks, links);
    }

    private static void link(ProtoReader in, SortedMap<String, ZoneLink> links) {
        var zone = "";
        var ok = false;
        var since = 0L;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> zone = in.text(MAX_ZONE, "a zone");
                case 2 -> ok = in.flag("whether a link is ok");
                case 3 -> since = in.number(GossipCodec.MAX_TIME, "the time of a link");
                default -> in.skip();
            }
        }
        if (!GroupName.isOne(zone)) throw new BadMessage("no name of a zone: " + zone);
        links.put(zone, new ZoneLink(ok, Instant.ofEpochMilli(since)));
    }

    private static String address(ProtoReader in) {
        var address = in.text(Address.MAX_IP, "an address");
        if (!address.isEmpty() && !Address.isIp(address))
            throw new BadMessage("want an IPv4 or IPv6 address, found " + address);
        return address;
    }

    private static String group(ProtoReader in, Collection<String> sofar) {
        if (sofar.size() == MAX_GROUPS) throw new BadMessage("more than " + MAX_GROUPS + " groups");
        var group = in.text(GroupName.MAX_LENGTH, "a group");
        if (!GroupName.isOne(group)) throw new BadMessage("no name of a group: " + group);
        return group;
    }

    private static void write(ProtoWriter out, NodeService service) {
        out.text(1, service.name());
        out.number(2, service.port());
        out.number(3, service.state().code());
        for (var tag : service.tags()) out.text(4, tag);
        if (!service.id().equals(service.name())) out.text(5, service.id());
    }

    private static NodeService service(ProtoReader in) {
        var name = "";
        var id = "";
        var port = 0;
        var state = 0;
        SortedSet<String> tags = new TreeSet<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text(NodeService.MAX_NAME, "a service");
                case 2 -> port = in.count(65_535, "the port of a service");
                case 3 -> state = in.count(CheckState.PENDING.code(), "the state of a service");
                case 4 -> {
                    if (tags.size() == MAX_TAGS) throw new BadMessage("more than " + MAX_TAGS + " tags");
                    tags.add(in.text(NodeService.MAX_NAME, "a tag"));
                }
                case 5 -> id = in.text(NodeService.MAX_NAME, "the id of a service");
                default -> in.skip();
            }
        }
        if (id.isEmpty()) id = name;
        if (!GroupName.isOne(name)) throw new BadMessage("no name of a service: " + name);
        if (!GroupName.isOne(id)) throw new BadMessage("no id of a service: " + id);
        return new NodeService(id, name, port, state(state), tags);
    }

    private static CheckState state(int code) {
        return switch (code) {
            case 0 -> CheckState.OK;
            case 1 -> CheckState.WARNING;
            case 2 -> CheckState.CRITICAL;
            case 3 -> CheckState.UNKNOWN;
            default -> CheckState.PENDING;
        };
    }

    private static CheckCounts checks(ProtoReader in) {
        var counts = new int[5];
        while (in.next()) {
            if (in.field() < counts.length) counts[in.field()] = in.count(MAX_CHECKS, "a count of checks");
            else in.skip();
        }
        return new CheckCounts(counts[1], counts[2], counts[3], counts[4]);
    }
}

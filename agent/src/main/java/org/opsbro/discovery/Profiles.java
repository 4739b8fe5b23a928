package org.opsbro.discovery;

import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.model.GroupName;
import org.opsbro.model.NodeService;
import org.opsbro.model.Profile;
import org.opsbro.model.ZoneLink;

/** Our own profile within the limits of the codec: what others would refuse is not sent. */
final class Profiles {
    static final String LIMITS = ProfileCodec.MAX_GROUPS + " groups, " + ProfileCodec.MAX_SERVICES + " services of "
            + ProfileCodec.MAX_TAGS + " tags, " + ProfileCodec.MAX_PROFILE + " bytes";

    private Profiles() {}

    static Profile fitting(Profile profile) {
        var cut = new Profile(
                text(profile.name(), ProfileCodec.MAX_NAME),
                text(profile.displayName(), ProfileCodec.MAX_DISPLAY_NAME),
                Address.isIp(profile.address()) ? profile.address() : "",
                Math.clamp(profile.port(), 0, 65_535),
                text(profile.zone(), ProfileCodec.MAX_ZONE),
                profile.relay(),
                groups(profile.definedGroups()),
                groups(profile.detectedGroups()),
                services(profile.services()),
                profile.checks(),
                links(profile.links()));
        while (ProfileCodec.bytes(cut).length > ProfileCodec.MAX_PROFILE) cut = smaller(cut);
        return cut.equals(profile) ? profile : cut;
    }

    /** Half of the services; without any, half of the groups. */
    private static Profile smaller(Profile profile) {
        if (!profile.services().isEmpty()) {
            SortedMap<String, NodeService> half = new TreeMap<>();
            profile.services().entrySet().stream()
                    .limit(profile.services().size() / 2)
                    .forEach(entry -> half.put(entry.getKey(), entry.getValue()));
            return profile.withServices(half);
        }
        return profile.withGroups(half(profile.definedGroups()), half(profile.detectedGroups()));
    }

    private static SortedSet<String> half(SortedSet<String> groups) {
        var half = new TreeSet<String>();
        groups.stream().limit(groups.size() / 2).forEach(half::add);
        return half;
    }

    /** Without control characters, in at most so many bytes of UTF-8. */
    private static String text(String text, int most) {
        var kept = new StringBuilder();
        var bytes = 0;
        for (var i = 0; i < text.length(); ) {
            var letter = text.codePointAt(i);
            i += Character.charCount(letter);
            if (Character.isISOControl(letter) || (letter >= 0xd800 && letter < 0xe000)) continue;
            bytes += letter < 0x80 ? 1 : letter < 0x800 ? 2 : letter < 0x1_0000 ? 3 : 4;
            if (bytes > most) break;
            kept.appendCodePoint(letter);
        }
        return kept.toString();
    }

    private static SortedSet<String> groups(SortedSet<String> groups) {
        var kept = new TreeSet<String>();
        for (var group : groups) if (GroupName.isOne(group) && kept.size() < ProfileCodec.MAX_GROUPS) kept.add(group);
        return kept;
    }

    private static SortedMap<String, NodeService> services(SortedMap<String, NodeService> services) {
        SortedMap<String, NodeService> kept = new TreeMap<>();
        for (var service : services.values())
            if (kept.size() < ProfileCodec.MAX_SERVICES)
                kept.put(
                        service.id(),
                        new NodeService(service.id(), service.name(), service.port(), service.state(), tags(service)));
        return kept;
    }

    /** To the millisecond, as they travel. */
    private static SortedMap<String, ZoneLink> links(SortedMap<String, ZoneLink> links) {
        SortedMap<String, ZoneLink> kept = new TreeMap<>();
        links.forEach((zone, link) -> {
            if (GroupName.isOne(zone) && zone.length() <= ProfileCodec.MAX_ZONE && kept.size() < ProfileCodec.MAX_LINKS)
                kept.put(
                        zone,
                        new ZoneLink(
                                link.ok(), Instant.ofEpochMilli(link.since().toEpochMilli())));
        });
        return kept;
    }

    private static SortedSet<String> tags(NodeService service) {
        var kept = new TreeSet<String>();
        for (var tag : service.tags()) {
            var cut = text(tag, NodeService.MAX_NAME);
            if (!cut.isEmpty() && kept.size() < ProfileCodec.MAX_TAGS) kept.add(cut);
        }
        return kept;
    }
}

package org.opsbro.discovery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.opsbro.model.CheckCounts;
import org.opsbro.model.CheckState;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.NodeService;
import org.opsbro.model.Profile;
import org.opsbro.model.ZoneLink;

/** Messages of every kind, with whatever values their limits allow. */
final class Samples {
    private final RandomGenerator chance;

    Samples(RandomGenerator chance) {
        this.chance = chance;
    }

    Message message() {
        return switch (chance.nextInt(13)) {
            case 0 -> new Message.Ping(chance.nextInt(), chance.nextLong());
            case 1 -> new Message.Ack(chance.nextInt(), chance.nextLong());
            case 2 -> new Message.Nack(chance.nextInt());
            case 3 -> new Message.IndirectPing(chance.nextInt(), id());
            case 4 -> alive();
            case 5 -> new Message.Suspect(id(), number(), id(), chance.nextBoolean());
            case 6 -> new Message.Dead(id(), number(), id(), chance.nextBoolean());
            case 7 -> new Message.Leave(id(), number());
            case 8 -> new Message.ForcedLeave(bytes(chance.nextInt(Message.MAX_ORDER)));
            case 9 -> event();
            case 10 -> new Message.Foreign(record(), number());
            case 11 -> new Message.Detect(chance.nextInt(), word(64), chance.nextInt(512));
            default -> new Message.DetectAnswer(chance.nextInt(), id(), Self.brief(profile()));
        };
    }

    Sync sync() {
        return switch (chance.nextInt(3)) {
            case 0 -> {
                var bits = chance.nextInt(Sync.MOST_BITS + 1);
                yield new Sync.Sums(bits, longs(1 << bits), chance.nextLong());
            }
            case 1 -> new Sync.Digests(4, new int[] {0, 3, 15}, longs(2 * chance.nextInt(100)), longs(9), true);
            default ->
                new Sync.Records(
                        List.of(record(), record()),
                        List.of(new Message.Foreign(record(), number())),
                        List.of(event()),
                        List.of(chance.nextLong(), 0L),
                        List.of(chance.nextLong()),
                        chance.nextBoolean());
        };
    }

    LinkFrame link() {
        return switch (chance.nextInt(10)) {
            case 0 -> new LinkFrame.Challenge(bytes(LinkFrame.NONCE_BYTES), word(60));
            case 1 -> new LinkFrame.Proof(bytes(chance.nextInt(300)), bytes(64));
            case 2 -> new LinkFrame.Refused(word(200));
            case 3 -> new LinkFrame.Have(longs(2 * chance.nextInt(200)), longs(chance.nextInt(9)));
            case 4 -> new LinkFrame.Tell(List.of(new Message.Foreign(record(), number())));
            case 5 -> new LinkFrame.Beat(chance.nextInt(), chance.nextLong());
            case 6 -> new LinkFrame.Echo(chance.nextInt());
            case 7 -> new LinkFrame.Ask();
            case 8 -> new LinkFrame.Events(List.of(event(), event()));
            default -> new LinkFrame.Order(bytes(chance.nextInt(Message.MAX_ORDER)));
        };
    }

    MemberRecord record() {
        return new MemberRecord(alive(), pick(Node.State.values()), number(), number() >>> 17);
    }

    Message.Alive alive() {
        var whole = chance.nextBoolean();
        var profile = profile();
        return new Message.Alive(
                id(),
                number(),
                number(),
                chance.nextInt(),
                whole ? profile : Self.brief(profile),
                GossipCodec.hash(profile),
                whole);
    }

    Message.EventNotice event() {
        var event = new Message.EventNotice(
                id(),
                number() / 2,
                number(),
                "type-" + chance.nextInt(9),
                "payload\n" + word(100),
                chance.nextInt(300_000),
                word(64),
                chance.nextBoolean());
        return chance.nextBoolean()
                ? event
                : new Message.EventNotice(
                        event.origin(),
                        event.lamport(),
                        event.sequence(),
                        event.type(),
                        "",
                        event.age(),
                        event.zone(),
                        event.subZones(),
                        1 + chance.nextInt(Message.MAX_PAYLOAD));
    }

    Profile profile() {
        var groups = new TreeSet<String>();
        for (var i = chance.nextInt(20); i > 0; i--) groups.add("group-" + chance.nextInt(100));
        var services = new TreeMap<String, NodeService>();
        for (var i = chance.nextInt(5); i > 0; i--) {
            var service = new NodeService(
                    "service-" + i,
                    "name-" + i % 2,
                    chance.nextInt(65_536),
                    pick(CheckState.values()),
                    new TreeSet<>(List.of("tag-" + chance.nextInt(3))));
            services.put(service.id(), service);
        }
        var links = new TreeMap<String, ZoneLink>();
        for (var i = chance.nextInt(3); i > 0; i--)
            links.put("zone-" + i, new ZoneLink(chance.nextBoolean(), Instant.ofEpochMilli(number() >>> 17)));
        return Profile.named(word(200), word(60))
                .withLinks(links)
                .calling("Näme " + word(40))
                .at(
                        chance.nextBoolean() ? "10.1.2." + chance.nextInt(256) : "2001:db8::" + chance.nextInt(10),
                        chance.nextInt(65_536))
                .in(word(60), chance.nextBoolean())
                .withGroups(groups, new TreeSet<>(List.of("detected")))
                .withServices(services)
                .withChecks(new CheckCounts(chance.nextInt(99), chance.nextInt(9), 0, chance.nextInt(3)));
    }

    NodeId id() {
        var hex = new StringBuilder();
        for (var i = 0; i < 32; i++) hex.append(Character.forDigit(chance.nextInt(16), 16));
        return new NodeId(
                switch (chance.nextInt(3)) {
                    case 0 -> hex.toString();
                    case 1 ->
                        hex.insert(20, '-')
                                .insert(16, '-')
                                .insert(12, '-')
                                .insert(8, '-')
                                .toString();
                    default -> "node." + chance.nextInt(1000);
                });
    }

    private <T> T pick(T[] all) {
        return all[chance.nextInt(all.length)];
    }

    private long number() {
        return chance.nextLong() >>> (1 + chance.nextInt(63));
    }

    private String word(int most) {
        var word = new StringBuilder("w");
        for (var i = chance.nextInt(most - 1); i > 0; i--) word.append((char) ('a' + chance.nextInt(26)));
        return word.toString();
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        chance.nextBytes(bytes);
        return bytes;
    }

    private long[] longs(int count) {
        return chance.longs(count).toArray();
    }

    List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (var i = chance.nextInt(6); i >= 0; i--) messages.add(message());
        return messages;
    }
}

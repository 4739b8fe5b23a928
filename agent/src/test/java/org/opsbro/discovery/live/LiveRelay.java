package org.opsbro.discovery.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.GossipSettings;
import org.opsbro.discovery.LinkFrame;
import org.opsbro.discovery.MemberRecord;
import org.opsbro.discovery.Message;
import org.opsbro.discovery.Surroundings;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;
import org.opsbro.model.World;
import org.opsbro.wire.Datagrams;
import org.opsbro.wire.HeldKeys;
import org.opsbro.wire.Keys;
import org.opsbro.wire.Sealer;
import org.opsbro.wire.StreamClient;
import org.opsbro.wire.StreamLimits;
import org.opsbro.wire.StreamServer;
import org.opsbro.wire.WireCounters;

/** A relay of a zone with its gossip and its links, on the loopback: no more of an agent than that. */
final class LiveRelay implements ZoneLinks.Site, AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int FIRST_PORT = 21_000;
    private static final int LAST_PORT = 29_000;

    final String name;
    final List<byte[]> orders = new ArrayList<>();
    volatile List<Address> parents = List.of();
    volatile LinkPapers.Standing standing = new LinkPapers.Standing(true, "proven", Instant.MAX);
    private final ZoneTree tree;
    private final HeldKeys held;
    private final Datagrams datagrams;
    private final StreamServer server;
    private final StreamClient client;
    private final Gossip gossip;
    private final ZoneLinks links;
    private World world;

    LiveRelay(String name, String zone, ZoneTree tree, HeldKeys held, Path folder) throws IOException {
        this.name = name;
        this.tree = tree;
        this.held = held;
        var keys = new Keys(held);
        var random = new SecureRandom();
        var counters = new WireCounters(CLOCK);
        var id = new NodeId(name);
        this.client = new StreamClient(keys, id, random, counters);
        var port = FIRST_PORT + random.nextInt((LAST_PORT - FIRST_PORT) / 2) * 2;
        Datagrams packets;
        while (true)
            try {
                packets = new Datagrams(new InetSocketAddress(LOOPBACK, port));
                break;
            } catch (IOException taken) {
                port += 2;
            }
        this.datagrams = packets;
        var profile = Profile.named(name, zone).in(zone, true).at(LOOPBACK.getHostAddress(), port);
        this.world = World.of(Node.named(id, name, zone).with(profile), CLOCK.instant());
        var settings = GossipSettings.local();
        var sealer = new Sealer(keys, id, settings.packetBytes(), random, counters);
        this.gossip = new Gossip(
                new Gossip.Line(zone, datagrams, sealer, client, settings.packetBytes()),
                new Gossip.Beginning(
                        id,
                        profile,
                        settings,
                        new Around(zone),
                        List.of(),
                        Files.createDirectories(folder.resolve(name))),
                CLOCK,
                new SplittableRandom(),
                this::tell);
        this.links = new ZoneLinks(this, client, gossip, new Papers(), CLOCK);
        this.server = new StreamServer(
                new InetSocketAddress(LOOPBACK, port + 1),
                keys,
                id,
                Map.of(ZoneLinks.PURPOSE, links::serve),
                StreamLimits.USUAL,
                random,
                counters);
    }

    private final class Papers implements LinkPapers {
        @Override
        public LinkFrame.Proof prove(String zone, byte[] asked) {
            return new LinkFrame.Proof(new byte[0], new byte[0]);
        }

        @Override
        public Standing judge(String zone, NodeId node, byte[] asked, LinkFrame.Proof proof) {
            return standing;
        }
    }

    private final class Around implements Surroundings {
        private final String zone;

        private Around(String zone) {
            this.zone = zone;
        }

        @Override
        public boolean isMember(Profile profile) {
            return profile.zone().equals(zone);
        }

        @Override
        public boolean isForeign(MemberRecord record) {
            return tree.sees(zone, record.alive().profile());
        }

        @Override
        public boolean hears(String other) {
            return tree.hears(zone, other);
        }

        @Override
        public boolean answers(String asking) {
            return false;
        }

        @Override
        public Optional<Message.Leave> proven(Message.ForcedLeave order, Instant now) {
            return Optional.empty();
        }
    }

    Address address() {
        return Address.of(world().node().profile());
    }

    ZoneLinks links() {
        return links;
    }

    Gossip gossip() {
        return gossip;
    }

    /** Whether it knows a living node of that name. */
    boolean sees(LiveRelay other) {
        return world().nodes().values().stream().anyMatch(node -> node.name().equals(other.name) && node.living());
    }

    @Override
    public synchronized World world() {
        return world;
    }

    @Override
    public synchronized void tell(List<Event> events) {
        for (var event : events) world = world.after(event);
    }

    @Override
    public ZoneTree tree() {
        return tree;
    }

    @Override
    public List<Address> parentSeeds() {
        return parents;
    }

    @Override
    public boolean hasKey(String zone) {
        return held.ring(zone).filter(ring -> !ring.keys().isEmpty()).isPresent();
    }

    @Override
    public void ordered(byte[] order) {
        synchronized (orders) {
            orders.add(order);
        }
    }

    @Override
    public void close() throws IOException {
        links.close();
        gossip.close();
        server.close();
        client.close();
        datagrams.close();
    }
}

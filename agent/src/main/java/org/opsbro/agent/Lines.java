package org.opsbro.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.Message;
import org.opsbro.discovery.live.Conversations;
import org.opsbro.discovery.live.Gossip;
import org.opsbro.discovery.live.ZoneLinks;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Stream;
import org.opsbro.wire.StreamClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What passes the lines between zones, put together: the links, the papers of relays, and orders on their way to a zone below. */
final class Lines {
    /** The purpose of streams by which a node hands an order to a relay of its zone. */
    static final String ORDER = "zone-order";

    private static final Logger LOG = LoggerFactory.getLogger(Lines.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_UP_EVERY = Duration.ofSeconds(30);
    private final Ground ground;
    private final RelayPapers papers;
    private final ZoneLinks links;

    /** What they stand on. */
    record Ground(Bulletin bulletin, Zoning zoning, StreamClient streams, Gossip gossip) {}

    Lines(Ground ground, RelayPapers papers, Supplier<List<Address>> parentSeeds, InstantSource clock) {
        this.ground = ground;
        this.papers = papers;
        this.links =
                new ZoneLinks(new Site(new Remembered(parentSeeds)), ground.streams(), ground.gossip(), papers, clock);
    }

    ZoneLinks links() {
        return links;
    }

    RelayPapers papers() {
        return papers;
    }

    private World world() {
        return ground.bulletin().world();
    }

    /** What the links ask of this agent. */
    private final class Site implements ZoneLinks.Site {
        private final Supplier<List<Address>> seeds;

        private Site(Supplier<List<Address>> seeds) {
            this.seeds = seeds;
        }

        @Override
        public World world() {
            return ground.bulletin().world();
        }

        @Override
        public ZoneTree tree() {
            return ground.zoning().tree();
        }

        @Override
        public List<Address> parentSeeds() {
            return seeds.get();
        }

        @Override
        public boolean hasKey(String zone) {
            return ground.zoning().hasKey(zone);
        }

        @Override
        public void tell(List<Event> events) {
            ground.bulletin().tell(events);
        }

        @Override
        public void ordered(byte[] order) {
            Thread.ofVirtual().name("order from above").start(() -> obey(order));
        }
    }

    /** Names are looked up twice a minute, not each second. */
    private static final class Remembered implements Supplier<List<Address>> {
        private final Supplier<List<Address>> source;
        private List<Address> last = List.of();
        private long next = System.nanoTime();

        private Remembered(Supplier<List<Address>> source) {
            this.source = source;
        }

        @Override
        public synchronized List<Address> get() {
            if (System.nanoTime() - next < 0) return last;
            last = source.get();
            next = System.nanoTime() + LOOK_UP_EVERY.toNanos();
            return last;
        }
    }

    private void obey(byte[] order) {
        var zone = Dismissals.zoneOf(order).orElse("");
        try {
            if (zone.equals(world().node().zone())) ground.gossip().forceLeave(order);
            else pass(zone, order);
        } catch (IOException failed) {
            LOG.warn("links: an order from above is not passed on zone={} reason={}", zone, failed.getMessage());
        }
    }

    /**
     * Sends a signed order on its way to a zone below.
     *
     * @throws IOException if no relay of ours has a link that goes there
     */
    void pass(String zone, byte[] order) throws IOException {
        if (links.order(zone, order)) return;
        for (var relay : world().nodes().values()) {
            var ours = relay.relay()
                    && relay.living()
                    && relay.zone().equals(world().node().zone());
            if (ours && !relay.id().equals(world().self()) && hand(relay, order)) return;
        }
        throw new IOException("no relay of " + world().node().zone() + " has a link on the way to the zone " + zone
                + ": see opsbro gossip zone list");
    }

    private boolean hand(Node relay, byte[] order) {
        try (var stream = open(relay, ORDER)) {
            stream.send(order);
            var answer = stream.receive();
            return answer.isPresent() && answer.get().length == 1 && answer.get()[0] == 1;
        } catch (IOException failed) {
            LOG.info("links: a relay does not take an order relay={} reason={}", relay.name(), failed.getMessage());
            return false;
        }
    }

    private Stream open(Node node, String purpose) throws IOException {
        if (!Address.isTold(node.profile())) throw new IOException(node.name() + " does not say where it is");
        return ground.streams()
                .open(
                        Conversations.streamsOf(Address.of(node.profile())),
                        world().node().zone(),
                        purpose,
                        PATIENCE);
    }

    /** Takes an order of a node of our zone; whether it holds is proven where it is for. */
    void serveOrder(Stream stream) throws IOException {
        if (!stream.peer().zone().equals(world().node().zone()))
            throw new IOException("orders are taken from our zone, and from above by link");
        var order = stream.receive().orElseThrow(() -> new IOException("it closed the stream"));
        if (order.length > Message.MAX_ORDER) throw new IOException("an order of " + order.length + " bytes");
        var zone = Dismissals.zoneOf(order).orElseThrow(() -> new IOException("this is no order"));
        stream.send(new byte[] {(byte) (links.order(zone, order) ? 1 : 0)});
    }

    /** Says that a node is a relay of our zone: keys node, zone, until. */
    Value.Fields certify(Node node, Duration valid) throws IOException {
        var zone = world().node().zone();
        if (!node.zone().equals(zone))
            throw new IOException(node.name() + " is in the zone " + node.zone() + ", not in " + zone);
        if (!node.relay())
            throw new IOException(node.name() + " is no relay: set proxy-node: true in its agent.yml first");
        var until =
                node.id().equals(world().self()) ? papers.certifyOurselves(zone, valid) : brought(node, zone, valid);
        return Value.object()
                .with("node", node.name())
                .with("zone", zone)
                .with("until", until.toString())
                .end();
    }

    private java.time.Instant brought(Node node, String zone, Duration valid) throws IOException {
        try (var stream = open(node, RelayPapers.CERTIFY)) {
            return papers.bring(stream, zone, node.id(), valid);
        }
    }

    ZoneReport report() {
        return new ZoneReport(
                world(),
                ground.zoning().tree(),
                ground.zoning()::hasKey,
                links.sights(),
                links.links(),
                links.failures(),
                links::endedBelow,
                papers::words);
    }
}

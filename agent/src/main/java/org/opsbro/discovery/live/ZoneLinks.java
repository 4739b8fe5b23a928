package org.opsbro.discovery.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.LinkFrame;
import org.opsbro.discovery.LinkTalk.Knowledge;
import org.opsbro.discovery.Message;
import org.opsbro.discovery.Moment;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.discovery.zone.ZoneWatch;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;
import org.opsbro.model.ZoneLink;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of this node to the zones beside its own. A relay holds up to three streams to relays of its parent, and serves those of its children; every
 * node, relay or not, watches how the zones beside are seen. One turn a second; streams live on virtual threads of their own.
 */
public final class ZoneLinks implements AutoCloseable {
    /** The purpose of such a stream. */
    public static final String PURPOSE = "zone-link";

    private static final int MOST_FOUND = 16;

    private static final Logger LOG = LoggerFactory.getLogger(ZoneLinks.class);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LIVED = Duration.ofSeconds(20);
    private static final long FRESH = Duration.ofMillis(900).toNanos();
    private static final int MOST_OF_A_ZONE = 8;

    private final Site site;
    private final Streams streams;
    private final Gossip gossip;
    private final LinkPapers papers;
    private final InstantSource clock;
    private final ZoneWatch watch;
    private final Dialing dialing = new Dialing();
    private final SecureRandom random = new SecureRandom();
    private final List<LinkStream> open = new CopyOnWriteArrayList<>();
    private final Set<Address> calling = ConcurrentHashMap.newKeySet();
    private final Set<Address> found = ConcurrentHashMap.newKeySet();
    private final Map<String, NoLink> endedBelow = new ConcurrentHashMap<>();
    private final LongAdder unproven = new LongAdder();
    private final LinkStream.Agent agent = new Around();
    private final Thread thread;
    private volatile boolean closed;
    private volatile Map<String, ZoneWatch.Sight> sights = Map.of();
    private SortedMap<String, ZoneLink> told = new TreeMap<>();
    private Set<String> stale = Set.of();
    private @Nullable ZoneTree lastTree;
    private @Nullable Knowledge known;
    private long knownAt;

    /** What is around: asked each second, from any thread. */
    public interface Site {
        World world();

        ZoneTree tree();

        /** Where relays of the parent may be, by the configuration. */
        List<Address> parentSeeds();

        /** Whether there is a key of a zone here. */
        boolean hasKey(String zone);

        void tell(List<Event> events);

        /** An order that came down, or from a node of our zone. */
        void ordered(byte[] order);
    }

    public ZoneLinks(Site site, Streams streams, Gossip gossip, LinkPapers papers, InstantSource clock) {
        this.site = site;
        this.streams = streams;
        this.gossip = gossip;
        this.papers = papers;
        this.clock = clock;
        this.watch = new ZoneWatch(clock.instant());
        this.thread = Thread.ofVirtual().name("zone links").start(this::run);
    }

    /** What a stream asks of this agent. */
    private final class Around implements LinkStream.Agent {
        @Override
        public Moment now() {
            return new Moment(System.nanoTime(), clock.instant());
        }

        @Override
        public ZoneTree tree() {
            return site.tree();
        }

        @Override
        public Knowledge known() throws IOException {
            return ZoneLinks.this.known();
        }

        @Override
        public void heard(List<Message.Foreign> facts) throws IOException {
            gossip.foreign(facts);
        }

        @Override
        public void fromAbove(List<Message.EventNotice> events) throws IOException {
            gossip.fromAbove(events);
        }

        @Override
        public void ordered(byte[] order) {
            site.ordered(order);
        }
    }

    private synchronized Knowledge known() throws IOException {
        var last = known;
        if (last != null && System.nanoTime() - knownAt < FRESH) return last;
        var next = gossip.knowledge(last);
        known = next;
        knownAt = System.nanoTime();
        return next;
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (RuntimeException bug) {
                LOG.error("links: a bug, it goes on", bug);
            }
            try {
                Thread.sleep(TURN);
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void turn() {
        var world = site.world();
        var self = world.node();
        var tree = site.tree();
        var parent = self.relay() ? tree.parent(self.zone()) : Optional.<String>empty();
        for (var link : open) if (!belongs(link, self, tree)) link.close();
        parent.filter(zone -> site.hasKey(self.zone())).ifPresent(zone -> call(world, zone));
        tellOurs(self, tree);
        look(world, tree);
    }

    private static boolean belongs(LinkStream link, Node self, ZoneTree tree) {
        if (!self.relay()) return false;
        var upper = link.upper() ? self.zone() : link.zone();
        var lower = link.upper() ? link.zone() : self.zone();
        return tree.parent(lower).filter(upper::equals).isPresent();
    }

    // upward

    /** A relay of the parent that answered to a call in the local network. */
    public void found(Address address) {
        if (found.size() < MOST_FOUND) found.add(address);
    }

    private void call(World world, String parent) {
        var seeds = new ArrayList<>(site.parentSeeds());
        seeds.addAll(found);
        var due = dialing.due(relays(world, parent), seeds, calling, clock.instant());
        for (var address : due) {
            calling.add(address);
            Thread.ofVirtual().name("zone link").start(() -> dial(address, parent));
        }
    }

    /** The living first; children are spread over them, each in an order of its own. */
    private static List<Address> relays(World world, String parent) {
        return world.nodes().values().stream()
                .filter(node -> node.relay() && node.zone().equals(parent) && Address.isTold(node.profile()))
                .filter(node -> node.state() != Node.State.LEAVE)
                .sorted(Comparator.comparing((Node node) -> !node.living())
                        .thenComparingInt(
                                node -> (world.self().uuid() + node.id().uuid()).hashCode()))
                .map(node -> Address.of(node.profile()))
                .toList();
    }

    private void dial(Address address, String parent) {
        var begun = clock.instant();
        try (var stream = streams.open(
                Conversations.streamsOf(address), site.world().node().zone(), PURPOSE, PATIENCE)) {
            if (holds(stream.peer().id())) {
                dialing.same(address, clock.instant());
                return;
            }
            talk(stream, parent, address);
        } catch (IOException failed) {
            var lived = Duration.between(begun, clock.instant()).compareTo(LIVED) > 0;
            if (failed instanceof Unproven) unproven.increment();
            if (dialing.failed(address, failed, lived, clock.instant()) && !closed)
                LOG.warn("links: no link zone={} address={} reason={}", parent, address, failed.getMessage());
        } finally {
            calling.remove(address);
        }
    }

    private boolean holds(NodeId peer) {
        return peer.equals(site.world().self())
                || open.stream().anyMatch(link -> !link.upper() && link.peer().equals(peer));
    }

    private void talk(Stream stream, String parent, Address address) throws IOException {
        var self = site.world().node();
        if (!stream.peer().sealed()) throw new IOException(inClear(self.zone()));
        var nonce = new byte[LinkFrame.NONCE_BYTES];
        random.nextBytes(nonce);
        LinkStream.say(stream, new LinkFrame.Challenge(nonce, parent));
        var standing = switch (LinkStream.receive(stream)) {
            case LinkFrame.Proof proof ->
                papers.judge(
                        parent,
                        stream.peer().id(),
                        asked(
                                nonce,
                                parent,
                                self.zone(),
                                self.id(),
                                stream.peer().id()),
                        proof);
            case LinkFrame.Refused why -> throw new IOException(why.reason());
            default -> throw new IOException("it does not prove who it is");
        };
        if (!standing.accepted()) {
            var refusal = "the zone " + self.zone() + " takes no link from this node: " + standing.words();
            LinkStream.say(stream, new LinkFrame.Refused(refusal));
            throw new Unproven(standing.words());
        }
        hold(new LinkStream(stream, false, self.zone(), parent, standing.words(), standing.until(), agent), address);
    }

    private static String inClear(String zone) {
        return "a link is never in clear: the zone " + zone + " needs a key, and verify_outgoing on";
    }

    /** What is signed: it is good for these two nodes, these two zones and this link only. */
    private static byte[] asked(byte[] nonce, String upper, String lower, NodeId below, NodeId above) {
        var text =
                String.join("\n", "", upper, lower, below.uuid(), above.uuid()).getBytes(StandardCharsets.UTF_8);
        var all = java.util.Arrays.copyOf(nonce, nonce.length + text.length);
        System.arraycopy(text, 0, all, nonce.length, text.length);
        return all;
    }

    private void hold(LinkStream link, @Nullable Address address) throws IOException {
        open.add(link);
        if (address != null) dialing.succeeded(address);
        LOG.info(
                "links: linked zone={} node={} proof={}",
                link.zone(),
                link.peer().uuid(),
                link.proof());
        try {
            link.run();
        } finally {
            open.remove(link);
        }
    }

    // downward

    /** Serves the stream of a relay of a zone below. */
    public void serve(Stream stream) throws IOException {
        var self = site.world().node();
        var below = stream.peer().zone();
        var refusal = refusal(stream, self);
        var challenge = LinkStream.receive(stream);
        if (refusal.isEmpty()
                && challenge instanceof LinkFrame.Challenge asked
                && !asked.parent().equals(self.zone()))
            refusal = "this node is in the zone " + self.zone() + ", not in " + asked.parent();
        if (!(challenge instanceof LinkFrame.Challenge asked)) throw new IOException("it does not ask who we are");
        if (!refusal.isEmpty()) {
            LinkStream.say(stream, new LinkFrame.Refused(refusal));
            throw new IOException(refusal);
        }
        var peer = stream.peer().id();
        LinkStream.say(stream, papers.prove(self.zone(), asked(asked.nonce(), self.zone(), below, peer, self.id())));
        // not held before it takes our proof: a link that is refused must not look as one that is there
        var first = LinkStream.receive(stream);
        if (first instanceof LinkFrame.Refused answer) throw unproven(below, peer, answer.reason());
        try {
            var proof = "has the key of " + below;
            hold(new LinkStream(stream, true, self.zone(), below, proof, Instant.MAX, agent, first), null);
        } catch (IOException ended) {
            if (!closed) LOG.info("links: ended zone={} node={} reason={}", below, peer.uuid(), ended.getMessage());
            endedBelow.put(below, new NoLink(String.valueOf(ended.getMessage()), false));
            throw ended;
        }
    }

    private Unproven unproven(String below, NodeId peer, String reason) {
        var why = new NoLink(reason, true);
        if (!why.equals(endedBelow.put(below, why)))
            LOG.warn("links: no link zone={} node={} reason={}", below, peer.uuid(), reason);
        return new Unproven(reason);
    }

    private String refusal(Stream stream, Node self) {
        var below = stream.peer().zone();
        if (!stream.peer().sealed()) return inClear(below);
        if (!self.relay()) return "this node is no relay of the zone " + self.zone() + " (proxy-node in agent.yml)";
        if (!site.tree().parent(below).filter(self.zone()::equals).isPresent())
            return "here no file says that the zone " + below + " is below " + self.zone();
        if (open.stream()
                        .filter(link -> link.upper() && link.zone().equals(below))
                        .count()
                >= MOST_OF_A_ZONE) return "it holds " + MOST_OF_A_ZONE + " links to the zone " + below + " already";
        return "";
    }

    /** Passes an order on to the zones below that its zone is in or behind; false where no link goes there. */
    public boolean order(String zone, byte[] order) {
        var sent = false;
        for (var link : open) {
            var way = link.zone().equals(zone) || site.tree().isBelow(zone, link.zone());
            if (link.upper() && way) sent |= link.order(order);
        }
        return sent;
    }

    // what is told of them

    /** What this relay says of its links to the others of its zone. */
    private void tellOurs(Node self, ZoneTree tree) {
        SortedMap<String, ZoneLink> now = new TreeMap<>();
        if (self.relay()) {
            var beside = beside(self.zone(), tree);
            told.forEach((zone, link) -> {
                if (beside.contains(zone)) now.put(zone, link.ok() ? new ZoneLink(false, clock.instant()) : link);
            });
            for (var link : open)
                if (link.ok() && beside.contains(link.zone())) {
                    var before = told.get(link.zone());
                    now.put(link.zone(), before != null && before.ok() ? before : new ZoneLink(true, clock.instant()));
                }
        }
        if (now.equals(told)) return;
        told = now;
        site.tell(List.of(new Event.LinksChanged(clock.instant(), now)));
    }

    private static Set<String> beside(String zone, ZoneTree tree) {
        var beside = new TreeSet<>(tree.children(zone));
        tree.parent(zone).ifPresent(beside::add);
        return beside;
    }

    private void look(World world, ZoneTree tree) {
        var ours = world.node().zone();
        if (tree != lastTree) {
            if (lastTree != null) gossip.forgetForeign(zone -> !isSeen(ours, zone, site.tree()));
            lastTree = tree;
        }
        if (beside(ours, tree).isEmpty() && sights.isEmpty()) return;
        var now = clock.instant();
        for (var change : watch.look(tree, ours, world.nodes().values(), now)) {
            var after = change.after();
            LOG.warn(
                    "links: zone {} is {} was={} since={}",
                    change.zone(),
                    after.state().word(),
                    change.before().word(),
                    after.since());
            site.tell(List.of(new Event.ZoneSeen(
                    now, change.zone(), change.before().word(), after.state().word(), after.since())));
        }
        sights = watch.sights();
        mark(watch.stale(tree, ours));
    }

    private static boolean isSeen(String ours, String zone, ZoneTree tree) {
        return tree.isBelow(zone, ours)
                || tree.parent(ours).filter(zone::equals).isPresent();
    }

    private void mark(Set<String> next) {
        for (var zone : next) if (!stale.contains(zone)) gossip.foreignStale(zone, true);
        for (var zone : stale) if (!next.contains(zone)) gossip.foreignStale(zone, false);
        stale = new HashSet<>(next);
    }

    /** How the zones beside are seen. */
    public Map<String, ZoneWatch.Sight> sights() {
        return sights;
    }

    /**
     * A stream of this relay.
     *
     * @param zone at the other end
     * @param upper whether that is the upper zone
     * @param node at the other end
     * @param proof how it has proven itself
     * @param refused facts that it may not tell; the last was of the zone refusedZone
     * @param refusedEvents events that it may not tell
     */
    public record Link(
            String zone,
            boolean upper,
            NodeId node,
            boolean ok,
            Instant since,
            Optional<Duration> roundTrip,
            String proof,
            long refused,
            String refusedZone,
            long refusedEvents) {}

    /** The streams there are. */
    public List<Link> links() {
        List<Link> links = new ArrayList<>();
        for (var each : open)
            links.add(new Link(
                    each.zone(),
                    !each.upper(),
                    each.peer(),
                    each.ok(),
                    each.since(),
                    each.roundTrip(),
                    each.proof(),
                    each.refused(),
                    each.refusedZone(),
                    each.refusedEvents()));
        return links;
    }

    /**
     * Why there is no stream.
     *
     * @param unproven whether the upper relay did not prove that it is one: its certificate is missing or wrong
     */
    public record NoLink(String why, boolean unproven) {}

    /** Why calls to the parent failed, by address. */
    public SortedMap<String, NoLink> failures() {
        var all = new TreeMap<String, NoLink>();
        dialing.failures().forEach((address, failed) -> {
            if (!failed.why().isEmpty()) all.put(address.toString(), new NoLink(failed.why(), failed.unproven()));
        });
        return all;
    }

    /** How often a node of the parent was refused since the start because it did not prove that it is a relay. */
    public long unproven() {
        return unproven.sum();
    }

    /** Why the last link of a zone below ended. */
    public Optional<NoLink> endedBelow(String zone) {
        return Optional.ofNullable(endedBelow.get(zone));
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(LinkStream::close);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}

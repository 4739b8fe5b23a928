package org.opsbro.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.opsbro.agent.api.GossipApi;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.Effect;
import org.opsbro.discovery.GossipSettings;
import org.opsbro.discovery.live.Gossip;
import org.opsbro.discovery.live.ZoneLinks;
import org.opsbro.discovery.zone.Zone;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Event;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.store.AtomicFile;
import org.opsbro.wire.Datagrams;
import org.opsbro.wire.Sealer;
import org.opsbro.wire.StreamClient;
import org.opsbro.wire.StreamLimits;
import org.opsbro.wire.StreamServer;
import org.opsbro.wire.Streams;
import org.opsbro.wire.WireCounters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of this agent in its cluster: the sockets, and the gossip of the zone it is in, which begins anew when the zone changes. It follows what the
 * bulletin says of this node, and does what people ask.
 */
final class Cluster implements GossipApi.Cluster, Bulletin.Reader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    /** {@code [v6]}, {@code [v6]:port}, a bare v6 address, {@code host}, {@code host:port}. */
    private static final Pattern PLACE = Pattern.compile(
            "(?:\\[([^\\[\\]]{2,64})\\]|([^\\[\\]:]{0,64}:[^\\[\\]]{0,64}:[^\\[\\]]{0,64})|([^\\[\\]:]{1,255}))(?::([0-9]{1,5}))?");

    private static final int USUAL_PORT = 6768;
    private static final int LAST_PORT = 65_534;
    private static final Duration KEEP_EVERY = Duration.ofSeconds(5);
    private static final int KEEPS_BETWEEN_SEEDS = 6;
    /** After the first answer of another node, the rest of the cluster is there in less. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final Duration SETTLED_ANYWAY = Duration.ofSeconds(30);

    /** Between two calls in the local networks. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Folders folders;
    private final Supplier<Settings> settings;
    private final Zoning zoning;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final SecureRandom secrets = new SecureRandom();
    private final WireCounters counters;
    private final ZoneAuthorities authorities;
    private final Dismissals dismissals;
    private volatile @Nullable Open open;
    private volatile Instant openedAt = Instant.MAX;
    private volatile Profile told = Profile.named("", "");
    private int keeps;

    /** What is there while it is open. */
    private record Open(
            Bulletin bulletin,
            Datagrams datagrams,
            StreamServer server,
            StreamClient client,
            SignsOfLife signs,
            Sealer sealer,
            GossipSettings pace,
            Gossip gossip,
            Lines lines) {}

    Cluster(Folders folders, Supplier<Settings> settings, Zoning zoning, InstantSource clock, RandomGenerator random) {
        this.folders = folders;
        this.settings = settings;
        this.zoning = zoning;
        this.clock = clock;
        this.random = random;
        this.counters = new WireCounters(clock);
        Function<String, List<String>> upwards = zone -> zoning.tree().upwards(zone);
        this.authorities = new ZoneAuthorities(folders.configuration(), upwards);
        this.dismissals = new Dismissals(authorities, upwards);
    }

    /**
     * Opens the sockets and begins.
     *
     * @param services of streams, by purpose
     */
    synchronized void open(Bulletin bulletin, int port, Map<String, Streams.Service> services) throws IOException {
        var self = bulletin.world().self();
        var listen = settings.get().gossip().listen();
        var pace = pace(settings.get().gossip().preset());
        var datagrams = new Datagrams(new InetSocketAddress(listen, port));
        try {
            var all = new TreeMap<>(services);
            all.put("sync", stream -> gossip().serve(stream));
            var client = new StreamClient(zoning.keys(), self, secrets, counters);
            var signs = new SignsOfLife(client, this::gossipNow, bulletin::world, clock);
            all.putAll(signs.services());
            all.put(ZoneLinks.PURPOSE, stream -> open().lines().links().serve(stream));
            all.put(Lines.ORDER, stream -> open().lines().serveOrder(stream));
            all.put(RelayPapers.CERTIFY, stream -> open().lines().papers().serve(stream));
            var server = server(new InetSocketAddress(listen, port + 1), self, all);
            var sealer = new Sealer(zoning.keys(), self, pace.packetBytes(), secrets, counters);
            told = bulletin.world().node().profile();
            var gossip = begin(bulletin, datagrams, sealer, client, pace, seeds());
            openedAt = clock.instant();
            open = new Open(
                    bulletin, datagrams, server, client, signs, sealer, pace, gossip, lines(bulletin, client, gossip));
        } catch (IOException failed) {
            datagrams.close();
            throw failed;
        }
    }

    private StreamServer server(InetSocketAddress at, NodeId self, Map<String, Streams.Service> services)
            throws IOException {
        try {
            return new StreamServer(at, zoning.keys(), self, services, StreamLimits.USUAL, secrets, counters);
        } catch (IOException taken) {
            throw new IOException(
                    taken.getMessage() + ". An agent of the port " + (at.getPort() - 1)
                            + " takes streams at the TCP port "
                            + at.getPort() + ", one above, which is taken by " + PortOwner.of(at.getPort())
                            + "; the ports of agents on one machine must be two apart",
                    taken);
        }
    }

    private Gossip begin(
            Bulletin bulletin,
            Datagrams datagrams,
            Sealer sealer,
            StreamClient client,
            GossipSettings pace,
            Collection<Address> seeds)
            throws IOException {
        var world = bulletin.world();
        var zone = world.node().zone();
        return new Gossip(
                new Gossip.Line(zone, datagrams, sealer, client, pace.packetBytes()),
                new Gossip.Beginning(
                        world.self(),
                        world.node().profile(),
                        pace,
                        new ZoneSurroundings(zone, zoning::tree, bulletin::world, dismissals),
                        seeds,
                        folders.data()),
                clock,
                random,
                bulletin::tell);
    }

    private Lines lines(Bulletin bulletin, StreamClient client, Gossip gossip) {
        var papers = new RelayPapers(
                folders.data(),
                authorities,
                zone -> zoning.tree().named(zone).map(Zone::publicKey),
                () -> bulletin.world().node(),
                clock);
        return new Lines(
                new Lines.Ground(bulletin, zoning, client, gossip),
                papers,
                () -> resolved(settings.get().gossip().parentSeeds()),
                clock);
    }

    private static GossipSettings pace(String preset) {
        return switch (preset) {
            case "wan" -> GossipSettings.wan();
            case "local" -> GossipSettings.local();
            default -> GossipSettings.lan();
        };
    }

    /** Another zone: leaves the one, begins in the other, under the same id. */
    private synchronized void move(Open now, String zone) {
        LOG.info("cluster: this node moves to another zone zone={}", zone);
        try {
            now.lines().links().close();
            if (now.gossip().over().isEmpty()) now.gossip().leave();
            now.gossip().close();
            var known = now.bulletin().world().nodes().keySet().stream()
                    .filter(id -> !id.equals(now.bulletin().world().self()))
                    .toList();
            now.bulletin().tell(List.of(new Event.NodesGone(clock.instant(), java.util.Set.copyOf(known))));
            open = anew(now);
        } catch (IOException failed) {
            LOG.error("cluster: the zone is not changed", failed);
        }
    }

    /** What others must know of this node is told as it changes. */
    @Override
    public void read(Event event, World world) {
        var now = open;
        var profile = world.node().profile();
        if (now == null || profile.equals(told)) return;
        var moved = !profile.zone().equals(told.zone());
        told = profile;
        if (moved) Thread.ofVirtual().name("zone change").start(() -> move(now, profile.zone()));
        else now.gossip().announce(profile);
    }

    private Open open() throws IOException {
        var now = open;
        if (now == null)
            throw new IOException(
                    "this agent does not gossip: it has no port (--port 0), or service discovery is switched off");
        return now;
    }

    /** @throws IOException if this node is no member of the cluster any more, too */
    private Gossip gossip() throws IOException {
        var gossip = open().gossip();
        var over = gossip.over();
        if (over.isEmpty()) return gossip;
        throw new IOException(over.get()
                        .order()
                        .map(order -> "this node was taken out of its zone by " + Dismissals.by(order))
                        .orElse("this node has left the cluster")
                + " at " + over.get().since() + ": opsbro gossip join ADDRESS brings it back");
    }

    /** The gossip; where this node is no member any more it begins anew, with a higher incarnation. */
    private synchronized Gossip gossipAgain() throws IOException {
        var now = open();
        if (now.gossip().over().isPresent()) {
            LOG.info("cluster: this node joins again zone={}", told.zone());
            now.lines().links().close();
            now.gossip().close();
            open = anew(now);
        }
        return gossip();
    }

    private Open anew(Open now) throws IOException {
        var gossip = begin(now.bulletin(), now.datagrams(), now.sealer(), now.client(), now.pace(), seeds());
        return new Open(
                now.bulletin(),
                now.datagrams(),
                now.server(),
                now.client(),
                now.signs(),
                now.sealer(),
                now.pace(),
                gossip,
                lines(now.bulletin(), now.client(), gossip));
    }

    private Gossip gossipNow() {
        var now = open;
        if (now == null) throw new IllegalStateException("this agent does not gossip any more");
        return now.gossip();
    }

    private List<Address> seeds() {
        return resolved(settings.get().gossip().seeds());
    }

    private List<Address> resolved(List<String> places) {
        List<Address> all = new ArrayList<>();
        for (var seed : places) {
            try {
                all.addAll(resolve(seed));
            } catch (IOException unknown) {
                LOG.warn(
                        "cluster: a seed is not found now, it is tried again later seed={} reason={}",
                        seed,
                        unknown.getMessage());
            }
        }
        return all;
    }

    /** {@code host}, {@code host:port}, {@code [address]:port}: all addresses of the name. */
    private List<Address> resolve(String where) throws IOException {
        var place = PLACE.matcher(where);
        if (!place.matches())
            throw new IllegalArgumentException("want host, host:port or [address]:port, found " + where);
        var host = place.group(1) != null ? place.group(1) : place.group(2) != null ? place.group(2) : place.group(3);
        var digits = place.group(4);
        var port = digits == null ? USUAL_PORT : Integer.parseInt(digits);
        if (port < 1 || port > LAST_PORT)
            throw new IllegalArgumentException("want a port up to " + LAST_PORT + ", found " + where);
        List<Address> all = new ArrayList<>();
        try {
            for (var address : InetAddress.getAllByName(host))
                all.add(new Address(address.getHostAddress().replaceFirst("%.*", ""), port));
        } catch (UnknownHostException unknown) {
            throw new IOException("there is no host " + host, unknown);
        }
        return all;
    }

    @Override
    public Value.Fields join(String where) throws IOException {
        var gossip = gossipAgain();
        IOException last = new IOException("there is no address of " + where);
        for (var address : resolve(where)) {
            try {
                gossip.join(address);
                gossip.keep();
                var world = open().bulletin().settled();
                var name = world.nodes().values().stream()
                        .filter(node -> node.address().equals(address.ip()) && node.port() == address.port())
                        .map(Node::name)
                        .findFirst()
                        .orElse(address.ip());
                return Value.object()
                        .with("address", address.toString())
                        .with("name", name)
                        .with("zone", world.node().zone())
                        .with("nodes", world.nodes().size())
                        .end();
            } catch (IOException failed) {
                last = failed;
            }
        }
        throw last;
    }

    @Override
    public void leave() throws IOException {
        gossip().leave();
    }

    @Override
    public void dismiss(Node node) throws IOException {
        var order = dismissals.of(node, told.name(), clock.instant());
        if (node.zone().equals(open().bulletin().world().node().zone())) gossip().forceLeave(order);
        else open().lines().pass(node.zone(), order);
    }

    @Override
    public Value.Fields certify(Node node, Duration valid) throws IOException {
        return open().lines().certify(node, valid);
    }

    /** What is to be said of a zone: see {@link ZoneReport}. */
    Value.Fields report(String zone) {
        var now = open;
        return now == null ? Value.object().end() : now.lines().report().of(zone);
    }

    @Override
    public Value.Fields ping(Node node) throws IOException {
        return open().signs().of(node);
    }

    @Override
    public List<Node> detect(Duration patience) throws IOException {
        var now = open();
        List<Node> found = new ArrayList<>();
        for (var each : now.gossip().detect(broadcasts(), below(now), patience)) {
            var node = node(each);
            found.add(node);
            if (isRelayAbove(now, node)) now.lines().links().found(each.at());
        }
        return found;
    }

    /** The zones right below that this node may talk with: it is a relay and has their key. */
    private List<String> below(Open now) {
        var self = now.bulletin().world().node();
        if (!self.relay()) return List.of();
        return zoning.tree().children(self.zone()).stream()
                .filter(zoning::hasKey)
                .toList();
    }

    private boolean isRelayAbove(Open now, Node found) {
        var self = now.bulletin().world().node();
        return found.relay()
                && zoning.tree()
                        .parent(self.zone())
                        .filter(found.zone()::equals)
                        .isPresent();
    }

    private static Node node(Effect.Detected found) {
        var profile = Profile.named(found.name(), found.zone())
                .in(found.zone(), found.relay())
                .at(found.at().ip(), found.at().port());
        return Node.named(found.id(), found.name(), found.zone()).with(profile);
    }

    private List<Address> broadcasts() throws IOException {
        List<Address> all = new ArrayList<>();
        var port = open().bulletin().world().node().port();
        for (var device : (Iterable<NetworkInterface>) NetworkInterface.networkInterfaces()::iterator) {
            if (!device.isUp() || device.isLoopback()) continue;
            device.getInterfaceAddresses().stream()
                    .map(InterfaceAddress::getBroadcast)
                    .filter(Objects::nonNull)
                    .forEach(address -> all.add(new Address(address.getHostAddress(), port)));
        }
        return all;
    }

    /**
     * Looks for agents of our zone in the local networks, and joins the first that answers: at once, and as long as this node knows of no other, after ever
     * longer times, once a minute at last. The first call may be lost, or come before the network of this host is up, or before the others.
     */
    void joinDetected() {
        try {
            var pause = FIRST_PAUSE;
            for (var over = joinedDetected(); !over; over = !isAlone() || joinedDetected()) {
                Thread.sleep(pause);
                pause = Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAlone() {
        var now = open;
        return now != null
                && now.gossip().over().isEmpty()
                && now.gossip().condition().living() < 2;
    }

    private boolean joinedDetected() {
        try {
            for (var node : detect(Duration.ofMillis(700))) {
                if (!node.zone().equals(told.zone())) continue;
                join((node.address().contains(":") ? "[" + node.address() + "]" : node.address()) + ":" + node.port());
                LOG.info("cluster: joined by detection node={} address={}", node.name(), node.address());
                return true;
            }
            LOG.debug("cluster: no agent answered to the call in the local networks");
        } catch (IOException failed) {
            LOG.warn("cluster: the call in the local networks failed reason={}", failed.getMessage());
        }
        return false;
    }

    @Override
    public ClusterEvent tell(String type, String payload, boolean subZones) throws IOException {
        return gossip().fire(type, payload, subZones);
    }

    /** As {@link #tell}, for those who cannot go on without. */
    ClusterEvent tellNow(String type, String payload) {
        try {
            return tell(type, payload, false);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    boolean isOpen() {
        return open != null;
    }

    /**
     * Whether the nodes that are known are those that are there: after a start, not before another one was heard for a while, or nobody answered for long.
     * One that has no seeds and knew nobody is alone, and knows it.
     */
    boolean isSettled() {
        var now = open;
        if (now == null) return false;
        var since = Duration.between(openedAt, clock.instant());
        if (since.isNegative() || since.compareTo(SETTLED_ANYWAY) > 0) return true;
        if (since.compareTo(SETTLING) < 0) return false;
        var condition = now.gossip().condition();
        return condition.living() > 1 || !knewOthers(now.bulletin().world().self());
    }

    /** Whether there are seeds, or others were known when this node last gossiped. */
    boolean knewOthers(NodeId self) {
        if (!settings.get().gossip().seeds().isEmpty()) return true;
        try {
            var members = new AtomicFile(folders.data().resolve("gossip").resolve(self.uuid() + ".members"));
            return members.read().orElse("").lines().anyMatch(line -> line.startsWith("place "));
        } catch (IOException unreadable) {
            return true;
        }
    }

    @Override
    public Value.Fields state() {
        var now = open;
        if (now == null) return Value.object().with("state", "off").end();
        var condition = now.gossip().condition();
        var held = zoning.keys().now();
        return standing(now.gossip())
                .with("zone", held.ours())
                .with("key", held.ring(held.ours()).map(ring -> ring.ids()).orElse("cannot be read"))
                .with("living", condition.living())
                .with("suspect", condition.suspect())
                .with("dead", condition.dead())
                .with("left", condition.left())
                .with("other_zones", condition.foreign())
                .with("local_health", condition.localHealth())
                .with("facts_to_tell", condition.queued())
                .with("refused_records", condition.notAdmitted())
                .with("doubted_accusations", condition.doubted())
                .with("links", now.lines().report().streams())
                .with("no_link", noLink(now))
                .with("unproven_relays", now.lines().links().unproven())
                .with("udp", now.datagrams().toValue())
                .with("wire", counters.toValue(held))
                .end();
    }

    /** By address, why a call to a relay of the parent failed. */
    private static Value.Fields noLink(Open now) {
        var all = Value.object();
        now.lines().links().failures().forEach((address, failed) -> all.with(address, failed.why()));
        return all.end();
    }

    /** Keys: state (ok, isolated, left or forced out); and since and by where this node is no member. */
    private static FieldsBuilder standing(Gossip gossip) {
        var over = gossip.over();
        if (over.isEmpty())
            return Value.object().with("state", gossip.condition().isolated() ? "isolated" : "ok");
        var order = over.get().order();
        return Value.object()
                .with("state", order.isPresent() ? "forced out" : "left")
                .with("since", over.get().since().toString())
                .with("by", order.map(Dismissals::by).orElse("itself"));
    }

    /** Whether a node comes and goes too often. */
    @Override
    public boolean flaps(NodeId id) {
        var now = open;
        return now != null && now.gossip().condition().flapping().contains(id);
    }

    /** What is known is kept, and now and then seeds are tried again while nobody is there. */
    Turn keeping() {
        return new Turn() {
            @Override
            public String name() {
                return "gossip/keep";
            }

            @Override
            public Duration every() {
                return KEEP_EVERY;
            }

            @Override
            public List<Event> take(World world) {
                keep();
                return List.of();
            }
        };
    }

    private void keep() {
        var now = open;
        if (now == null) return;
        if (now.gossip().over().isPresent()) {
            now.lines().links().close(); // who is no member carries nothing for its zone
            return;
        }
        try {
            now.gossip().keep();
            if (++keeps % KEEPS_BETWEEN_SEEDS != 0 || now.gossip().condition().living() > 1) return;
            for (var seed : seeds()) now.gossip().join(seed);
        } catch (IOException failed) {
            LOG.info("cluster: {}", failed.getMessage());
        }
    }

    /** The streams to other agents; throws until it is open. */
    Streams streams() {
        return (to, zone, purpose, patience) -> open().client().open(to, zone, purpose, patience);
    }

    /** The same, sealed with whichever key of the zone the other has. */
    Streams streamsWithAnyKey() {
        return (to, zone, purpose, patience) -> open().client().openWithAnyKey(to, zone, purpose, patience);
    }

    @Override
    public synchronized void close() {
        var now = open;
        open = null;
        if (now == null) return;
        now.lines().links().close();
        now.gossip().close();
        now.server().close();
        now.client().close();
        try {
            now.datagrams().close();
        } catch (IOException ignored) {
            // the process ends
        }
    }
}

package org.opsbro.discovery.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.discovery.Address;
import org.opsbro.discovery.BadMessage;
import org.opsbro.discovery.Condition;
import org.opsbro.discovery.Effect;
import org.opsbro.discovery.GossipCodec;
import org.opsbro.discovery.GossipSettings;
import org.opsbro.discovery.LinkTalk;
import org.opsbro.discovery.Membership;
import org.opsbro.discovery.Message;
import org.opsbro.discovery.Moment;
import org.opsbro.discovery.StreamAnswer;
import org.opsbro.discovery.Surroundings;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;
import org.opsbro.wire.Datagrams;
import org.opsbro.wire.Opened;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Probe;
import org.opsbro.wire.Sealer;
import org.opsbro.wire.Stream;
import org.opsbro.wire.StreamClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gossip of this agent in its zone: one thread owns the {@link Membership}, waits for packets and timers, and carries out what the mind decides.
 * Other threads ask it by letter; streams are held on virtual threads.
 */
public final class Gossip implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gossip.class);
    private static final long LONGEST_WAIT = Duration.ofMinutes(1).toNanos();

    private final Line line;
    private final Membership membership;
    private final MemberFile file;
    private final InstantSource clock;
    private final Consumer<List<Event>> tell;
    private final Letters letters;
    private final Conversations conversations = new Conversations();
    private final Map<Integer, CompletableFuture<Boolean>> ends = new ConcurrentHashMap<>();
    private final Map<NodeId, CompletableFuture<Effect.Pinged>> pings = new ConcurrentHashMap<>();
    private final Map<Integer, List<Effect.Detected>> calls = new ConcurrentHashMap<>();
    private final CompletableFuture<Boolean> departed = new CompletableFuture<>();
    private final Thread thread;
    private volatile Condition condition;
    private volatile Optional<Over> over = Optional.empty();
    private volatile boolean unkept = true;

    /**
     * What carries it.
     *
     * @param zone the zone this node is in: its key seals
     */
    public record Line(String zone, Datagrams datagrams, Sealer sealer, StreamClient streams, int packetBytes) {}

    /**
     * Who we are and where we begin.
     *
     * @param data the folder of this agent's data
     */
    public record Beginning(
            NodeId self,
            Profile profile,
            GossipSettings settings,
            Surroundings surroundings,
            Collection<Address> seeds,
            java.nio.file.Path data) {}

    /** @throws IOException if what the last run left cannot be read, or the raised incarnation not be kept */
    public Gossip(
            Line line, Beginning beginning, InstantSource clock, RandomGenerator random, Consumer<List<Event>> tell)
            throws IOException {
        this.line = line;
        this.clock = clock;
        this.tell = tell;
        this.file = new MemberFile(beginning.data(), beginning.self());
        List<String> problems = new ArrayList<>();
        var kept = file.read(problems);
        for (var problem : problems) LOG.warn("gossip: {}", problem);
        this.membership = new Membership(
                beginning.self(),
                beginning.profile(),
                kept,
                beginning.settings(),
                line.packetBytes() - line.sealer().room(),
                beginning.surroundings(),
                random,
                now());
        this.letters = new Letters(line.datagrams()::wakeup);
        this.condition = membership.condition();
        file.incarnation(membership.incarnation());
        var first = membership.start(now(), beginning.seeds());
        this.thread = Thread.ofPlatform().name("gossip").daemon().start(() -> run(first));
    }

    private Moment now() {
        return new Moment(System.nanoTime(), clock.instant());
    }

    private void run(List<Effect> first) {
        carryOut(first);
        while (!letters.closed()) {
            try {
                line.datagrams().await(untilNext());
                line.datagrams().poll(this::take);
                letters.open();
                carryOut(membership.advance(now()));
                condition = membership.condition();
            } catch (IOException broken) {
                LOG.error("gossip: ends, the socket is broken", broken);
                return;
            } catch (RuntimeException bug) {
                LOG.error("gossip: a bug, it goes on", bug);
            }
        }
    }

    private long untilNext() {
        var due = membership.nextDue();
        return due == Long.MAX_VALUE ? LONGEST_WAIT : Math.clamp(due - System.nanoTime(), 0, LONGEST_WAIT);
    }

    private void take(ByteBuffer packet, InetSocketAddress from) {
        if (!(line.sealer().open(packet, from) instanceof Opened.Packet(Peer peer, ByteBuffer plain))) return;
        var bytes = new byte[plain.remaining()];
        plain.get(bytes);
        try {
            var messages = GossipCodec.read(bytes);
            carryOut(
                    peer.zone().equals(line.zone())
                            ? membership.onPacket(now(), peer.id(), address(from), messages)
                            : membership.onPacketAcross(now(), peer.zone(), address(from), messages));
        } catch (BadMessage bad) {
            LOG.debug("gossip: a packet is not understood from={} reason={}", from, bad.getMessage());
        }
    }

    private static Address address(InetSocketAddress from) {
        return new Address(from.getAddress().getHostAddress().replaceFirst("%.*", ""), from.getPort());
    }

    private void carryOut(List<Effect> effects) {
        List<Event.NodeChange> changes = new ArrayList<>();
        for (var effect : effects) {
            if (effect instanceof Effect.Changed changed) {
                changes.add(told(changed));
                unkept |= isToKeep(changed.change());
            } else carryOut(effect);
        }
        if (!changes.isEmpty()) tell.accept(List.of(new Event.NodesChanged(clock.instant(), changes)));
    }

    private static Event.NodeChange told(Effect.Changed changed) {
        var change = changed.change();
        return new Event.NodeChange(change.before(), change.after(), change.why(), changed.quiet());
    }

    /** Where a member is and whether it lives is kept soon; the rest of what it says is heard again anyway. */
    private static boolean isToKeep(Event.NodeChange change) {
        return change.before()
                .filter(before -> before.state() == change.after().state()
                        && before.address().equals(change.after().address())
                        && before.port() == change.after().port())
                .isEmpty();
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send send -> send(send.to(), send.messages());
            case Effect.StreamPing ping ->
                Thread.ofVirtual().name("stream ping").start(() -> ping(ping));
            case Effect.Converse converse ->
                Thread.ofVirtual().name("conversation").start(() -> converse(converse));
            case Effect.Changed changed ->
                tell.accept(List.of(new Event.NodesChanged(clock.instant(), List.of(told(changed)))));
            case Effect.Forgotten forgotten ->
                tell.accept(List.of(new Event.NodesGone(clock.instant(), forgotten.ids())));
            case Effect.Heard heard -> tell.accept(List.of(new Event.EventHeard(clock.instant(), heard.event())));
            case Effect.RaisedIncarnation raised -> raise(raised.incarnation());
            case Effect.Isolated isolated ->
                LOG.warn(
                        isolated.isolated()
                                ? "gossip: isolated, nothing is heard from anybody"
                                : "gossip: heard again");
            case Effect.Pinged pinged -> {
                var waiting = pings.remove(pinged.target());
                if (waiting != null) waiting.complete(pinged);
            }
            case Effect.Across across -> send(across.zone(), across.to(), List.of(across.message()));
            case Effect.Detected detected -> {
                var waiting = calls.get(detected.nonce());
                if (waiting != null) waiting.add(detected);
            }
            case Effect.Departed ignored -> end();
            case Effect.ForcedOut out -> over = Optional.of(new Over(clock.instant(), Optional.of(out.order())));
            case Effect.Log log -> log(log);
        }
    }

    /** Nobody tells us any more how the others are: we know of nobody. */
    private void end() {
        if (over.isEmpty()) over = Optional.of(new Over(clock.instant(), Optional.empty()));
        var others = Set.copyOf(membership.nodes().stream().map(Node::id).toList());
        if (!others.isEmpty()) tell.accept(List.of(new Event.NodesGone(clock.instant(), others)));
        departed.complete(true);
    }

    private static void log(Effect.Log log) {
        switch (log.level()) {
            case DEBUG -> LOG.debug(log.text());
            case INFO -> LOG.info(log.text());
            case WARN -> LOG.warn(log.text());
        }
    }

    private void send(Address to, List<Message> messages) {
        send(line.zone(), to, messages);
    }

    private void send(String zone, Address to, List<Message> messages) {
        var bytes = ByteBuffer.wrap(GossipCodec.write(messages));
        line.sealer()
                .seal(zone, bytes)
                .ifPresent(packet -> line.datagrams().send(packet, new InetSocketAddress(to.ip(), to.port())));
    }

    private void raise(long incarnation) {
        try {
            file.incarnation(incarnation);
        } catch (IOException failed) {
            LOG.error(
                    "gossip: the incarnation {} cannot be kept, a restart may be taken for old news",
                    incarnation,
                    failed);
        }
        tell.accept(List.of(new Event.IncarnationRaised(clock.instant(), incarnation)));
    }

    private void ping(Effect.StreamPing ping) {
        var probe = line.streams().ping(Conversations.streamsOf(ping.to()), line.zone(), ping.patience());
        var answer = switch (probe) {
            case Probe.Answered answered ->
                answered.id().equals(ping.target()) ? StreamAnswer.ANSWERED : StreamAnswer.SILENT;
            case Probe.Refused ignored -> StreamAnswer.REFUSED;
            case Probe.Rejected ignored -> StreamAnswer.SILENT;
            case Probe.Unreachable ignored -> StreamAnswer.SILENT;
            case Probe.Silent ignored -> StreamAnswer.SILENT;
        };
        letters.put(() -> carryOut(membership.onStreamPing(now(), ping.sequence(), answer)));
    }

    private void converse(Effect.Converse converse) {
        var reason = Optional.<IOException>empty();
        if (!conversations.enter()) reason = Optional.of(new IOException("too many conversations at once"));
        else
            try (var stream = line.streams()
                    .open(
                            Conversations.streamsOf(converse.to()),
                            line.zone(),
                            Conversations.PURPOSE,
                            Conversations.PATIENCE)) {
                Conversations.begin(stream, converse.opening(), mind(stream.peer(), converse.to()));
            } catch (IOException failed) {
                reason = Optional.of(failed);
                LOG.debug("gossip: {} failed with {} reason={}", converse.why(), converse.to(), failed.getMessage());
            } finally {
                conversations.leave();
            }
        var ok = reason.isEmpty();
        letters.put(() -> carryOut(membership.onConversationEnd(now(), converse, ok)));
        var end = ends.remove(converse.ticket());
        if (end != null) reason.ifPresentOrElse(end::completeExceptionally, () -> end.complete(true));
    }

    private Conversations.Mind mind(Peer peer, Address from) {
        return sync -> letters.ask(() -> {
            var answer = membership.onSync(now(), peer.id(), from, sync);
            carryOut(answer.effects());
            return answer.replies();
        });
    }

    /** Holds a conversation that another agent began. */
    public void serve(Stream stream) throws IOException {
        var peer = stream.peer();
        if (!peer.zone().equals(line.zone()))
            throw new IOException(
                    "an agent of the zone " + peer.zone() + " wants to know what " + line.zone() + " knows");
        var known = letters.ask(() -> membership.node(peer.id()));
        var from = known.map(node -> node.profile())
                .filter(Address::isTold)
                .map(Address::of)
                .orElseGet(() -> address(peer.address()));
        Conversations.hold(stream, mind(peer, from));
    }

    private void command(Function<Moment, List<Effect>> deed) {
        letters.put(() -> carryOut(deed.apply(now())));
    }

    /** Joins whoever is at the address, and returns when both know the same. */
    public void join(Address address) throws IOException {
        var ended = new CompletableFuture<Boolean>();
        letters.put(() -> {
            var effects = membership.join(now(), List.of(address));
            for (var effect : effects)
                if (effect instanceof Effect.Converse converse) ends.put(converse.ticket(), ended);
            carryOut(effects);
        });
        try {
            Letters.await(ended, "no answer");
        } catch (IOException failed) {
            throw new IOException(
                    "the agent at " + address + " cannot be joined; its streams, which carry that, are at the TCP port "
                            + (address.port() + 1) + ", one above: " + failed.getMessage(),
                    failed);
        }
    }

    /** Tells the others what we say of ourselves. */
    public void announce(Profile profile) {
        command(now -> membership.announce(now, profile));
    }

    /**
     * Sends another out.
     *
     * @param order signed; it is proven as if it had come from elsewhere
     */
    public void forceLeave(byte[] order) {
        command(now -> membership.forceLeave(now, order));
    }

    /** All that is known, for links to other zones; the same as the last where nothing changed. */
    LinkTalk.Knowledge knowledge(LinkTalk.@Nullable Knowledge last) throws IOException {
        return letters.ask(() -> membership.knowledge(last));
    }

    /** Nodes of other zones, from the link to them; returns when they were heard. */
    void foreign(List<Message.Foreign> facts) throws IOException {
        letters.ask(() -> {
            carryOut(membership.foreign(now(), facts));
            return true;
        });
    }

    /** Events, from the link to the zone above; returns when they were heard. */
    void fromAbove(List<Message.EventNotice> events) throws IOException {
        letters.ask(() -> {
            carryOut(membership.fromAbove(now(), events));
            return true;
        });
    }

    /** The link to a zone is lost, or there again. */
    void foreignStale(String zone, boolean stale) {
        command(now -> membership.foreignStale(now, zone, stale));
    }

    /** Forgets all nodes of the zones that the test picks. */
    void forgetForeign(Predicate<String> zone) {
        command(now -> membership.forgetForeign(now, zone));
    }

    /** Tells that we go, and returns when that was told often enough. */
    public void leave() throws IOException {
        command(membership::leave);
        Letters.await(departed, "our departure was not told");
    }

    /**
     * Tells an event.
     *
     * @param subZones whether the zones below hear it too
     * @throws IllegalArgumentException if the type is no name or the payload too long
     */
    public ClusterEvent fire(String type, String payload, boolean subZones) throws IOException {
        return letters.ask(() -> {
            var effects = membership.fire(now(), type, payload, subZones);
            carryOut(effects);
            return effects.stream()
                    .filter(Effect.Heard.class::isInstance)
                    .map(effect -> ((Effect.Heard) effect).event())
                    .findFirst()
                    .orElseThrow();
        });
    }

    /** Pings a node by UDP. */
    public Effect.Pinged ping(NodeId target) throws IOException {
        var answer = new CompletableFuture<Effect.Pinged>();
        pings.put(target, answer);
        command(now -> membership.ping(now, target));
        return Letters.await(answer, "no answer");
    }

    /** Pings a node by TCP. */
    public Probe probe(Address address, Duration patience) {
        return line.streams().ping(Conversations.streamsOf(address), line.zone(), patience);
    }

    /**
     * Calls all agents at the broadcast addresses, and gathers who answers until the time is over.
     *
     * @param below zones below ours whose key is here: theirs are called too
     */
    public List<Effect.Detected> detect(Collection<Address> broadcasts, Collection<String> below, Duration patience)
            throws IOException {
        var nonce = new java.security.SecureRandom().nextInt();
        calls.put(nonce, new CopyOnWriteArrayList<>());
        try {
            letters.put(() -> {
                var call = List.<Message>of(membership.detect(nonce));
                for (var address : broadcasts) {
                    send(address, call);
                    for (var zone : below) send(zone, address, call);
                }
            });
            Thread.sleep(patience);
            return List.copyOf(calls.getOrDefault(nonce, List.of()));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", hurried);
        } finally {
            calls.remove(nonce);
        }
    }

    /**
     * That this node is no member any more, and takes no part.
     *
     * @param order that took it out; empty where it left by its own will
     */
    public record Over(Instant since, Optional<Message.ForcedLeave> order) {}

    /** Empty while this node is a member, or just about to be none. */
    public Optional<Over> over() {
        return over;
    }

    /** How it is doing, as the last round left it. */
    public Condition condition() {
        return condition;
    }

    /** Keeps on disk whom it knows, if that changed. For one thread at a time. */
    public synchronized void keep() throws IOException {
        if (!unkept) return;
        unkept = false;
        file.write(letters.ask(membership::kept));
    }

    /** Ends without a word: others will find out. The socket stays open. */
    @Override
    public void close() {
        unkept = true;
        try {
            keep();
        } catch (IOException failed) {
            LOG.warn("gossip: the members cannot be kept reason={}", failed.getMessage());
        }
        letters.close();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.opsbro.agent.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.agent.api.KvCalls;
import org.opsbro.agent.api.KvMetaApi;
import org.opsbro.agent.shared.Papers.Elsewhere;
import org.opsbro.agent.shared.Papers.Member;
import org.opsbro.agent.shared.Papers.Stage;
import org.opsbro.agent.shared.Papers.Start;
import org.opsbro.kv.Command;
import org.opsbro.kv.Counters;
import org.opsbro.kv.Entry;
import org.opsbro.kv.EntryCodec;
import org.opsbro.kv.Outcome;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.Shelf;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.kv.raft.live.Consensus;
import org.opsbro.kv.raft.live.Raft;
import org.opsbro.kv.raft.live.Settings;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which store this agent uses: its own, the one of its zone of which it is a server, or that one on other agents. Servers are in the group {@link #SERVERS},
 * which the agent adds itself, so that all of the zone know them; an agent that has seen one never uses a store of its own by itself again. For any thread.
 */
public final class Sharing implements Turn, AutoCloseable {
    /** Those who want to be servers. */
    public static final String WANTED = "raft-member";

    public static final String SERVERS = "raft-server";

    private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);
    private static final String REQUEST = "request";
    private static final Duration EVERY = Duration.ofSeconds(2);
    /** Where there is nothing to do but to see whether others found a store. */
    private static final Duration SELDOM = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HURRY = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** Before a store that could not be opened is tried again. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST_ELECTIONS = 1000;
    private static final int STREAMS_KEPT = 32;
    /** One that joins others soon after its start need not tell them that it had duties, and has them no more. */
    private static final Duration ALONE_AFTER = Duration.ofMinutes(1);

    private final long made = System.nanoTime();

    private final Path folder;
    private final KvKeeper keeper;
    private final Supplier<World> world;
    private final Ground ground;
    private final InstantSource clock;
    private final Papers papers;
    private final Caller caller;
    private final Introduction introduction;
    private final Voters voters;
    private final SessionEnds ends;
    private final StoredKeys here;
    private final StoredKeys there = new KeysElsewhere(this::get);
    private final SecureRandom secrets = new SecureRandom();
    private final String ids = HexFormat.of().toHexDigits(secrets.nextLong());
    private final AtomicLong asked = new AtomicLong();
    private final Deque<Long> elections = new ArrayDeque<>();
    private volatile Optional<Member> member;
    private volatile @Nullable Shape last;
    private volatile Map<NodeId, Node> lookedAt = Map.of();
    private volatile @Nullable NodeId favourite;
    private volatile String trouble = "";
    private volatile boolean begun;
    private long tried = System.nanoTime();
    private final AtomicBoolean duties = new AtomicBoolean();
    private long knownTerm;
    private long knownRevision;

    /** Where the store is. */
    public enum Shape {
        /** This agent has one of its own. */
        ALONE,
        /** This agent has one with others. */
        SERVER,
        /** Others of the zone have one. */
        ELSEWHERE,
        /** Nobody knows yet: the cluster was not heard since the start. */
        UNKNOWN
    }

    /**
     * What the agent is to this.
     *
     * @param gossips whether this agent is in a cluster
     * @param sealed whether what it sends is sealed
     * @param knows whether the nodes that are known are those that are there
     * @param described to be called when the groups of this node are others
     * @param reread to be called when the store is another
     */
    public record Ground(
            Streams streams,
            BooleanSupplier gossips,
            BooleanSupplier sealed,
            BooleanSupplier knows,
            Runnable described,
            Runnable reread) {}

    /** @throws IOException if what is known of the store cannot be read */
    public Sharing(Path folder, KvKeeper keeper, Supplier<World> world, Ground ground, InstantSource clock)
            throws IOException {
        this.folder = folder;
        this.keeper = keeper;
        this.world = world;
        this.ground = ground;
        this.clock = clock;
        papers = new Papers(folder);
        member = papers.member();
        caller = new Caller(ground.streams(), CallService.PURPOSE, true, STREAMS_KEPT);
        introduction = new Introduction(() -> member, papers, keeper::log, this::isOld);
        voters = new Voters(world, keeper::log);
        ends = new SessionEnds(keeper);
        here = new KeysHere(keeper);
        if (member.isPresent()) keeper.hold("the store is about to be opened");
    }

    public Map<String, Streams.Service> services(List<Route> routes) {
        return Map.of(
                Introduction.PURPOSE, introduction, CallService.PURPOSE, CallService.sealed(world, shared(routes)));
    }

    /** Opens the store, if this node is one of its servers: to be called when the cluster is open. */
    public void begin() {
        begun = true;
        try {
            open();
        } catch (IOException failed) {
            trouble = String.valueOf(failed.getMessage());
            LOG.error("raft: the store is not opened", failed);
        }
    }

    private synchronized void open() throws IOException {
        if (member.isPresent() && keeper.log().isEmpty()) start();
    }

    /** What could not be opened before may be now: there is room on the disk again, say. */
    private synchronized void openAgain() throws IOException {
        var held = keeper.state() instanceof KvKeeper.State.Held;
        if (held && System.nanoTime() - tried > REST.toNanos()) open();
    }

    /** The groups that this node is in for what it is to the store. */
    public List<String> groups() {
        List<String> all = new ArrayList<>();
        if (member.filter(each -> each.stage() != Stage.OLD).isPresent()) all.add(SERVERS);
        if (duties.get()) all.add(Duties.GROUP);
        return all;
    }

    /** Whether this node does what one node of the zone is to do: the leader, or one that is alone and has never heard of another. */
    boolean hasDuties() {
        return switch (shape()) {
            case SERVER -> leads();
            case ALONE -> System.nanoTime() - made > ALONE_AFTER.toNanos() && isOnly();
            case ELSEWHERE, UNKNOWN -> false;
        };
    }

    /** A dead one may live on the other side of a network that is cut, and think the same. */
    private boolean isOnly() {
        var now = world.get();
        return now.nodes().values().stream()
                .noneMatch(node -> node.zone().equals(now.node().zone())
                        && !node.id().equals(now.self())
                        && node.state() != Node.State.LEAVE);
    }

    private void lookAtDuties() {
        var now = hasDuties();
        if (!begun || duties.getAndSet(now) == now) return;
        LOG.info("raft: this node {} the duties of the zone", now ? "has" : "no longer has");
        ground.described().run();
    }

    private boolean wants() {
        return world.get().node().groups().contains(WANTED);
    }

    /** Those of our zone that have the store, without this node and those that left. */
    List<Node> servers() {
        var now = world.get();
        var zone = now.node().zone();
        return now.nodes().values().stream()
                .filter(node -> node.groups().contains(SERVERS)
                        && node.zone().equals(zone)
                        && !node.id().equals(now.self())
                        && node.state() != Node.State.LEAVE)
                .toList();
    }

    private List<String> serverNames() {
        return servers().stream().map(Node::name).sorted().toList();
    }

    @SuppressWarnings("ReferenceEquality") // of persistent maps: comparing them costs more than looking
    public Shape shape() {
        if (member.isPresent()) return Shape.SERVER;
        var nodes = world.get().nodes();
        var known = last;
        // the same nodes, the same answer
        if (known != null && known != Shape.UNKNOWN && nodes == lookedAt) return known;
        synchronized (this) {
            if (member.isPresent()) return Shape.SERVER;
            var now = looked();
            lookedAt = nodes;
            if (now == last) return now;
            LOG.debug("raft: the store is {}", now);
            if (now == Shape.ALONE) keeper.release();
            else
                keeper.hold(
                        now == Shape.UNKNOWN
                                ? "it is not known yet whether the zone has a store: its nodes were not heard yet"
                                : "other agents of the zone have the store");
            last = now;
            if (now == Shape.UNKNOWN) return now;
        }
        ground.reread().run();
        return shape();
    }

    private Shape looked() {
        try {
            var zone = world.get().node().zone();
            var known = papers.elsewhere().filter(each -> each.zone().equals(zone));
            if (known.isPresent()) return Shape.ELSEWHERE;
            if (!servers().isEmpty()) {
                papers.elsewhere(new Elsewhere(zone, false));
                return Shape.ELSEWHERE;
            }
        } catch (IOException failed) {
            trouble = String.valueOf(failed.getMessage());
            return Shape.UNKNOWN;
        }
        return last == Shape.ALONE || ground.knows().getAsBoolean() ? Shape.ALONE : Shape.UNKNOWN;
    }

    /** Whether the store is one of the zone. */
    public boolean isShared() {
        return switch (shape()) {
            case SERVER, ELSEWHERE -> true;
            case ALONE, UNKNOWN -> false;
        };
    }

    public StoredKeys keys() {
        return shape() == Shape.ELSEWHERE ? there : here;
    }

    // ---- calls

    /** The same routes, answered by whoever has the store. */
    public List<Route> shared(List<Route> routes) {
        return routes.stream()
                .map(route -> new Route(
                        route.method(),
                        route.path(),
                        route.doc(),
                        route.access(),
                        request -> answer(route.handler(), request)))
                .toList();
    }

    private Reply answer(Route.Handler handler, Request told) throws Exception {
        // an agent that asks for somebody asks another one next
        var until = System.nanoTime() + (told.query("node").isPresent() ? HURRY : PATIENCE).toNanos();
        var request = shape() == Shape.ALONE || told.method().equals("GET") ? told : with(told, REQUEST, id());
        for (var unsure = false; ; Thread.sleep(PAUSE)) {
            var reply = once(handler, request);
            var undone = reply.headers().containsKey(KvCalls.AGAIN);
            unsure |= reply.status() == 503 && !undone;
            // one that has an id happens once, however often it is told
            var again =
                    undone || (reply.status() == 503 && request.query(REQUEST).isPresent());
            if (again && System.nanoTime() < until) continue;
            return unsure && undone
                    ? Reply.error(503, "an answer was lost: it may have been done or not, and nobody can tell now")
                    : reply;
        }
    }

    /** Those of one agent follow one another, so that they lie beside one another where they are kept: a write costs no page more for it. */
    private String id() {
        return ids + HexFormat.of().toHexDigits(asked.incrementAndGet());
    }

    private Reply once(Route.Handler handler, Request request) throws Exception {
        return switch (shape()) {
            case ALONE -> handler.answer(request);
            case SERVER -> {
                if (request.method().equals("GET")) yield read(handler, request);
                if (leads()) yield handler.answer(request);
                if (request.query("forwarded").isPresent()) yield again("this server does not lead");
                var leader = keeper.log().flatMap(log -> log.standing().leader());
                var node = leader.map(id -> world.get().nodes().get(id));
                if (node.isEmpty()) yield again("nobody leads the store now");
                yield away(List.of(node.get()), with(request, "forwarded", "1"));
            }
            case ELSEWHERE -> away(candidates(), request);
            case UNKNOWN ->
                again("it is not known yet whether the zone has a store: its nodes were not heard yet"
                        + (trouble.isEmpty() ? "" : "; " + trouble));
        };
    }

    /** What is read as it is here says how many entries it is behind, as far as this server knows, and whether anybody leads. */
    private Reply read(Route.Handler handler, Request request) throws Exception {
        var reply = handler.answer(request);
        var log = keeper.log();
        if (log.isEmpty() || request.query("stale").isEmpty() || reply.flow().isPresent()) return reply;
        var standing = log.get().standing();
        return reply.with("X-Opsbro-Lag", Long.toString(Math.max(0, standing.committed() - standing.applied())))
                .with("X-Consul-KnownLeader", Boolean.toString(standing.leader().isPresent()));
    }

    private static Reply again(String why) {
        return Reply.error(503, why).with(KvCalls.AGAIN, "1");
    }

    boolean leads() {
        return keeper.log()
                .filter(log -> log.standing().role() == Consensus.Role.LEADER)
                .isPresent();
    }

    /** The one that answered last, then the others that live, in any order, then those that may be dead. */
    private List<Node> candidates() {
        var all = new ArrayList<>(servers());
        Collections.shuffle(all);
        all.sort((one, other) -> Integer.compare(rank(one), rank(other)));
        return all;
    }

    private int rank(Node node) {
        if (node.state() != Node.State.ALIVE) return 2;
        return node.id().equals(favourite) ? 0 : 1;
    }

    /** Waits for another agent's answer as calls wait for a change: without a place among those that are being answered. */
    private Reply away(List<Node> to, Request request) throws InterruptedException {
        var asked = with(request, "node", world.get().node().name());
        var answer = new java.util.concurrent.FutureTask<>(() -> first(to, asked));
        var thread = Thread.ofVirtual().name("kv away").start(answer);
        try {
            request.waiting().until(answer, Duration.ofMinutes(11));
            if (answer.isDone()) return answer.get();
            return Reply.error(503, "no answer came: it may have been done or not");
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } finally {
            thread.interrupt();
        }
    }

    private Reply first(List<Node> to, Request request) {
        var why = "none of the agents that have the store of this zone is known";
        var unsure = false;
        for (var node : to)
            try {
                var reply = caller.call(node, request);
                if (reply.headers().containsKey(KvCalls.AGAIN)) {
                    // it may be cut off, while the others have a leader
                    why = node.name() + ": " + error(reply);
                    if (node.id().equals(favourite)) favourite = null;
                    continue;
                }
                favourite = node.id();
                return reply;
            } catch (Caller.Unasked next) {
                why = String.valueOf(next.getMessage());
            } catch (IOException broke) {
                why = node.name() + ": " + broke.getMessage();
                unsure = !request.method().equals("GET");
                if (unsure && request.query(REQUEST).isEmpty()) break;
            }
        return unsure ? Reply.error(503, why + ": it may have been done or not") : again(why);
    }

    private static Request with(Request request, String name, String value) {
        if (request.query(name).isPresent()) return request;
        var query = new TreeMap<>(request.query());
        query.put(name, List.of(value));
        return request.asking(query);
    }

    private Reply call(String method, String path, Value.Fields body) throws InterruptedException {
        return call(method, path, Map.of(), Json.write(body).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Reply get(String path, Map<String, String> query) throws InterruptedException {
        return call("GET", path, query, new byte[0]);
    }

    /** Of a server, by any other way than through itself. */
    private Reply call(String method, String path, Map<String, String> query, byte[] body) throws InterruptedException {
        return away(candidates(), Request.own(method, path, query, body));
    }

    // ---- the consensus

    private synchronized void start() throws IOException {
        tried = System.nanoTime();
        var now = member.orElseThrow();
        if (now.stage() == Stage.OLD) {
            keeper.hold(OLD);
            throw new IOException(OLD);
        }
        if (!now.self().equals(world.get().self()))
            throw new IOException("the folder " + folder + " is one of the node " + now.self()
                    + ", which is another one: opsbro raft join --discard");
        keeper.demandRoom();
        now = now.started(HexFormat.of().toHexDigits(secrets.nextLong()));
        keep(now);
        var founds = now.stage() == Stage.FOUNDING;
        var settings = Settings.usual(now.group(), now.self(), papers.log(), founds);
        keeper.share(
                founds && !Files.exists(papers.log()),
                (machine, changed) -> Raft.start(settings, machine, this::dial, Sharing::halt, log -> {
                    changed.accept(log);
                    Thread.ofVirtual().name("raft term").start(() -> elected(log));
                }));
        trouble = "";
        if (founds) founded();
        ground.described().run();
        ground.reread().run();
        LOG.info("raft: this node has the store of its zone group={}", now.group());
    }

    private static final String OLD = "the store in the data folder of this agent is an older copy of it: what it says"
            + " is not to be believed. opsbro raft join --discard takes the one of the others in its place";

    private void keep(Member next) throws IOException {
        synchronized (papers) {
            papers.member(next);
        }
        member = Optional.of(next);
    }

    /**
     * What was in the store before is in no log: two snapshots, the second of which drops the log up to the first, so that each server that comes takes one.
     */
    private void founded() throws IOException {
        try {
            var log = keeper.log().orElseThrow();
            log.readBarrier().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            for (var turn = 0; log.standing().first() <= 1; turn++) {
                if (turn == 5) throw new IOException("the log of the new store does not become shorter");
                keeper.tell(new Command.Expire(), "");
                log.snapshot().get(PATIENCE.toMillis() * 6, TimeUnit.MILLISECONDS);
            }
            keep(member.orElseThrow().at(Stage.MEMBER));
        } catch (ExecutionException | TimeoutException | Unavailable failed) {
            throw new IOException("the store cannot be founded: " + failed.getMessage(), failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException("the agent stops", ended);
        }
    }

    private static void halt(String what, Throwable cause) {
        LOG.error("raft: this agent ends, for what it says of the store is worth nothing any more: {}", what, cause);
        System.err.println("opsbro: the store: " + what + ": " + cause);
        Runtime.getRuntime().halt(70);
    }

    private Stream dial(NodeId to, Duration patience) throws IOException {
        return introduction.dial(
                (node, limit) -> {
                    var known = world.get().nodes().get(node);
                    if (known == null) throw new IOException("the node " + node + " is not known");
                    return Caller.open(ground.streams(), known, Introduction.PURPOSE, limit);
                },
                to,
                patience);
    }

    /** Another server met a later start of this one. */
    private void isOld(NodeId by) {
        Thread.ofVirtual().name("raft old").start(() -> {
            synchronized (this) {
                var now = member;
                if (now.isEmpty() || now.get().stage() == Stage.OLD) return;
                LOG.error("raft: the data folder of this agent is an older copy by={}", by);
                trouble = OLD;
                keeper.hold(OLD);
                try {
                    keep(now.get().at(Stage.OLD));
                } catch (IOException failed) {
                    LOG.error("raft: that this folder is old cannot be kept", failed);
                }
            }
            ground.described().run();
        });
    }

    private void elected(Consensus log) {
        lookAtDuties();
        var standing = log.standing();
        synchronized (elections) {
            if (standing.leader().isEmpty() || standing.term() == knownTerm) return;
            knownTerm = standing.term();
            elections.addLast(System.nanoTime());
            if (elections.size() > MOST_ELECTIONS) elections.removeFirst();
        }
    }

    // ---- what people ask for

    /** Makes the store of this agent the one of its zone. */
    Value.Fields found() throws IOException {
        synchronized (this) {
            if (shape() == Shape.SERVER) throw new Refused("this node has the store of its zone already");
            if (shape() == Shape.ELSEWHERE) throw new Refused("this zone has a store already: opsbro raft join");
            if (shape() == Shape.UNKNOWN) throw new Refused("the nodes of this zone were not heard yet: try again");
            demandMember();
            keeper.hold("the store of the zone is being founded");
            var name = "g" + HexFormat.of().toHexDigits(secrets.nextLong());
            keep(new Member(name, world.get().self(), Stage.FOUNDING, new Start(clock.millis(), 0, "")));
            last = null;
            start();
        }
        return state();
    }

    private void demandMember() throws IOException {
        if (!ground.gossips().getAsBoolean())
            throw new Refused("this agent is in no cluster: it has no port, or gossip is off");
        if (!ground.sealed().getAsBoolean())
            throw new Refused(
                    "what the nodes of this zone send is not sealed: give it a key first (opsbro gossip zone key generate)");
        if (!wants())
            throw new Refused(
                    "this node is not in the group " + WANTED + ": opsbro agent parameters add groups " + WANTED);
        keeper.demandRoom();
    }

    /**
     * Becomes one of those that have the store of the zone.
     *
     * @param discard whether what is in the store of this node may be put aside
     */
    Value.Fields join(boolean discard) throws IOException, InterruptedException {
        synchronized (this) {
            if (member.isPresent() && !(discard && isUseless()))
                throw new Refused("this node has the store of its zone already");
            if (servers().isEmpty())
                throw new Refused("no node of this zone has a store: opsbro raft found begins one");
            demandMember();
            if (!discard && keeper.isUsed())
                throw new Refused(
                        "this node has a store of its own, whose keys would be gone: opsbro raft join --discard puts it aside (kv/store.sqlite.before)");
            keeper.hold("the store of the zone is being joined");
            if (member.isPresent()) {
                papers.forgetMember();
                member = Optional.empty();
            }
            var self = world.get().self();
            var told = told(get("/raft", Map.of()));
            // one that lost what it had must not vote as the one it was
            if (isAmong(self, told.get("members"))) demandRemoval(self);
            keeper.putAside();
            papers.forgetMember();
            keep(new Member(told.get("group").display(), self, Stage.MEMBER, new Start(clock.millis(), 0, "")));
            last = null;
            start();
        }
        return state();
    }

    private static boolean isAmong(NodeId id, Value members) {
        return members instanceof Value.Items items
                && items.all().stream()
                        .anyMatch(each -> each instanceof Value.Fields fields
                                && fields.get("id").display().equals(id.uuid()));
    }

    private boolean isUseless() {
        return member.filter(each -> each.stage() == Stage.OLD
                        || !each.self().equals(world.get().self()))
                .isPresent();
    }

    /** Is no server any more; the last one has the store for itself again. */
    Value.Fields leave() throws IOException, InterruptedException {
        synchronized (this) {
            var self = world.get().self();
            if (member.isEmpty()) throw new Refused("this node does not have the store of its zone");
            var standing = keeper.log().map(Consensus::standing).orElseThrow(() -> new Refused(OLD));
            var only = standing.members().voters().equals(java.util.Set.of(self));
            if (only && !standing.members().learners().isEmpty())
                throw new Refused(
                        "this is the only one with a vote: wait until another one has one (opsbro raft state)");
            if (!only) demandRemoval(self);
            keeper.hold("this node leaves those that have the store");
            papers.forgetMember();
            member = Optional.empty();
            if (only) papers.forgetElsewhere();
            else {
                keeper.putAside();
                papers.elsewhere(new Elsewhere(world.get().node().zone(), true));
            }
            last = only ? Shape.ALONE : Shape.ELSEWHERE;
            if (only) keeper.release();
        }
        ground.described().run();
        ground.reread().run();
        return state();
    }

    /** Asks again where it was not done, or nobody knows whether it was: the server that was asked may be about to end, and twice is once. */
    private void demandRemoval(NodeId node) throws IOException, InterruptedException {
        var until = System.nanoTime() + 2 * PATIENCE.toNanos();
        while (true) {
            var reply =
                    leads() ? voters.remove(node) : call("DELETE", "/raft/members/" + node.uuid(), Value.Fields.EMPTY);
            if (reply.status() < 500 || System.nanoTime() > until) {
                told(reply);
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    private static Value.Fields told(Reply reply) throws IOException {
        if (reply.status() != 200) throw new Refused(error(reply));
        try {
            return fields(reply);
        } catch (Json.NotJson broken) {
            throw new IOException("an answer that cannot be read", broken);
        }
    }

    private static String error(Reply reply) {
        try {
            return fields(reply).get("error").display();
        } catch (Json.NotJson unread) {
            return "it answers " + reply.status();
        }
    }

    private static Value.Fields fields(Reply reply) {
        return Json.readObject(new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8));
    }

    /**
     * Puts a backup in the place of the store, on all that have it: what was there before is kept in the folder of this one.
     *
     * @throws IOException with the reason if it is not done: then nothing is changed
     */
    public Counters restore(Path backup) throws IOException, Unavailable, InterruptedException {
        switch (shape()) {
            case ALONE -> {
                return keeper.restore(backup);
            }
            case SERVER -> {
                if (keeper.log().isEmpty()) throw new Refused("this server is not open: " + trouble);
            }
            case ELSEWHERE ->
                throw new Refused(
                        "other nodes have the store, put it back on one of them: " + String.join(", ", serverNames()));
            case UNKNOWN -> throw new Refused("the nodes of this zone were not heard yet: try again");
        }
        try (var parts = keeper.parts(backup)) {
            keeper.backup(folder.resolve("replaced.backup"));
            parts.tell(HexFormat.of().toHexDigits(secrets.nextLong()), this::tell);
        }
        var counters = keeper.read(KvKeeper.Freshness.CONSISTENT, Shelf::counters);
        LOG.info("raft: put back from={} revision={} keys={}", backup, counters.revision(), counters.keys());
        return counters;
    }

    /** Tells the leader a part of a backup, as often as it takes: twice is once. */
    private void tell(Command.Restore part) throws IOException, InterruptedException {
        var body = EntryCodec.write(new Entry("", 0, 0, part));
        var until = System.nanoTime() + 3 * PATIENCE.toNanos();
        while (true) {
            var reply = leads() ? toldHere(part) : call("POST", "/kv-meta/restore/part", Map.of(), body);
            if (reply.status() != 503 || System.nanoTime() > until) {
                told(reply);
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    private Reply toldHere(Command.Restore part) throws InterruptedException {
        try {
            return keeper.tell(part, part.request()) instanceof Outcome.Refused refused
                    ? Reply.error(409, refused.message())
                    : Reply.json(Value.Fields.EMPTY);
        } catch (Unavailable cannot) {
            return Reply.error(cannot.kind() == Unavailable.Kind.FULL ? 507 : 503, String.valueOf(cannot.getMessage()));
        }
    }

    Voters voters() {
        return voters;
    }

    /** That something is not done, and why. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    // ---- what there is to tell

    /**
     * Keys: shape; of a server role, leader (a name), term, group, members (name, id, vote, last index, heard ms ago), committed, applied, first, last,
     * elections_last_hour, leader_since (seconds); trouble where there is one.
     */
    public Value.Fields state() {
        var shape = shape();
        var all = Value.object().with("shape", shape.name().toLowerCase(java.util.Locale.ROOT));
        if (!trouble.isEmpty()) all.with("trouble", trouble);
        if (shape == Shape.ELSEWHERE) all.with("servers", Value.texts(serverNames()));
        if (shape != Shape.SERVER) return all.with("leader", "").end();
        all.with("group", member.map(Member::group).orElse(""));
        keeper.log().ifPresentOrElse(log -> voters.tell(log.standing(), all), () -> all.with("leader", ""));
        synchronized (elections) {
            var now = System.nanoTime();
            all.with(
                    "elections_last_hour",
                    elections.stream().filter(at -> now - at < HOUR.toNanos()).count());
            if (!elections.isEmpty()) all.with("leader_since", (now - elections.getLast()) / 1_000_000_000);
        }
        return all.end();
    }

    /** The state of the store of this agent, as {@code /kv-meta/state} tells it; where others have it, who. */
    public Value.Fields told() {
        if (shape() != Shape.ELSEWHERE) return KvMetaApi.state(keeper.state());
        return Value.object()
                .with("state", "elsewhere")
                .with("servers", Value.texts(serverNames()))
                .with("own", keeper.isUsed())
                .end();
    }

    // ---- the turn

    @Override
    public String name() {
        return "raft";
    }

    @Override
    public Duration every() {
        return last == Shape.ALONE ? SELDOM : EVERY;
    }

    @Override
    public List<Event> take(World now) {
        if (!begun) return List.of();
        caller.tidy();
        lookAtDuties();
        try {
            switch (shape()) {
                case SERVER -> serve(now);
                case ELSEWHERE -> {
                    joinAlone();
                    reread();
                }
                case ALONE, UNKNOWN -> {}
            }
            if (member.isEmpty()) trouble = "";
            else if (keeper.log().isPresent()) trouble = keeper.shortage().orElse("");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException | Unavailable failed) {
            trouble = String.valueOf(failed.getMessage());
            LOG.debug("raft: {}", failed.getMessage());
        }
        return List.of();
    }

    private void serve(World now) throws IOException, InterruptedException, Unavailable {
        var log = keeper.log();
        if (log.isEmpty()) {
            openAgain();
            return;
        }
        if (leads()) {
            if (keeper.shortage().isPresent()) voters.handOver();
            voters.grow();
            ends.take(now);
            return;
        }
        var standing = log.get().standing();
        if (!standing.members().voters().contains(now.self()) && wants())
            call(
                    "POST",
                    "/raft/members",
                    Value.object().with("node", now.self().uuid()).end());
    }

    /** Whoever wants to be a server becomes one by itself, unless it would lose something, or left. */
    private void joinAlone() throws IOException, InterruptedException {
        if (!wants() || !ground.gossips().getAsBoolean()) return;
        if (papers.elsewhere().filter(Elsewhere::left).isPresent()) return;
        if (servers().stream().noneMatch(node -> node.state() == Node.State.ALIVE)) return;
        if (!keeper.isUsed()) join(false);
    }

    /** Keys that the packs of this node read may have changed elsewhere. */
    private void reread() throws Unavailable, InterruptedException {
        var revision = there.revision();
        if (revision == knownRevision) return;
        knownRevision = revision;
        ground.reread().run();
    }

    @Override
    public void close() {
        begun = false;
    }
}

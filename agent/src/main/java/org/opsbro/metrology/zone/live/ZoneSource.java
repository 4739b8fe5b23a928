package org.opsbro.metrology.zone.live;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.opsbro.metrology.live.StoreSource;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.render.Evaluation;
import org.opsbro.metrology.render.NoRoom;
import org.opsbro.metrology.render.Source;
import org.opsbro.metrology.render.Span;
import org.opsbro.metrology.render.Steps;
import org.opsbro.metrology.render.TagTests;
import org.opsbro.metrology.zone.live.Wording.Place;
import org.opsbro.model.Json;
import org.opsbro.model.Malformed;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;

/**
 * The series of a zone, for one request: what is here, and what the owners answer that the first part of a pattern names. Of two series of one name the owner's counts; of one that
 * is no node's own and lies on several, what lies on all of them. An owner that does not answer is left out, told by {@link #silent}, and not asked again for this request.
 */
public final class ZoneSource implements Source {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_PATTERNS = 100;
    private static final int MOST_PLACES = 50_000;
    /** Points that others are to tell at most together, and this node beside them, where minutes or hours can be read instead. */
    private static final long READ_AT_MOST = StoreSource.READ_AT_MOST / 2;

    private static final int LONGEST_REASON = 500;

    /** What a node told. */
    private record Told<T>(Node by, T what) {}

    private final StoreSource here;
    private final World now;
    private final Zone zone;
    private final Set<NodeId> lost = new HashSet<>();
    private final Set<String> silent = new TreeSet<>();

    /** What requests share that ask other nodes. */
    public static final class Zone {
        private static final int MOST_AT_ONCE = 16;
        private static final long MOST_BYTES_AT_ONCE = 8L * 1024 * 1024;

        private final Neighbours neighbours;
        private final Semaphore places = new Semaphore(MOST_AT_ONCE);
        private final AtomicLong left = new AtomicLong(MOST_BYTES_AT_ONCE);

        public Zone(Neighbours neighbours) {
            this.neighbours = neighbours;
        }

        /** What is made of the answers while there is room for them. */
        private <T> T asked(List<Node> nodes, Request request, Function<Neighbours.Answers, T> reading) {
            try {
                if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    throw new NoRoom(MOST_AT_ONCE + " requests ask other nodes already: ask again");
                try (var loan = new Loan(left)) {
                    var answers = neighbours.ask(nodes, request, PATIENCE, loan);
                    if (loan.lacked()) throw new NoRoom("answers to other requests take all the room: ask again");
                    return reading.apply(answers);
                } finally {
                    places.release();
                }
            } catch (InterruptedException gone) {
                Thread.currentThread().interrupt();
                throw new NoRoom("nobody waits for this any more");
            }
        }
    }

    /** Bytes that the answers for one pattern took of what there is for all; given back when they were read. */
    private static final class Loan implements LongPredicate, AutoCloseable {
        private static final long MOST = 6L * 1024 * 1024;

        private final AtomicLong left;
        private long taken;
        private boolean lacked;
        private boolean closed;

        Loan(AtomicLong left) {
            this.left = left;
        }

        @Override
        public synchronized boolean test(long bytes) {
            if (closed || taken + bytes > MOST) return false;
            taken += bytes;
            if (left.addAndGet(-bytes) >= 0) return true;
            lacked = true;
            return false;
        }

        /** Whether it was others that had the room. */
        synchronized boolean lacked() {
            return lacked;
        }

        @Override
        public synchronized void close() {
            closed = true;
            left.addAndGet(taken);
        }
    }

    public ZoneSource(StoreSource here, World now, Zone zone) {
        this.here = here;
        this.now = now;
        this.zone = zone;
    }

    /** The nodes that did not answer, as they are called in names of series. */
    public Set<String> silent() {
        return silent;
    }

    @Override
    public List<String> names() {
        return here.names();
    }

    @Override
    public List<Optional<Samples>> fetch(List<String> names, long from, long until) {
        return here.fetch(names, from, until);
    }

    @Override
    public List<Named> read(String pattern, long from, long until) {
        var owners = asked(Owners.of(now, pattern));
        return Evaluation.few(
                read(
                        owners,
                        here.read(pattern, name -> true, from, until, points(owners)),
                        OwnSeries.reading(pattern, from, until, points(owners) / Math.max(1, owners.size()))),
                pattern);
    }

    @Override
    public List<Named> tagged(List<String> expressions, long from, long until) {
        var owners = asked(Owners.all(now, TagTests.told(expressions)));
        return Evaluation.few(
                read(
                        owners,
                        here.tagged(expressions, name -> true, from, until, points(owners)),
                        OwnSeries.readingTagged(expressions, from, until, points(owners) / Math.max(1, owners.size()))),
                TagTests.told(expressions));
    }

    /** Points that this node is to read at most. */
    private static long points(List<Node> owners) {
        return owners.isEmpty() ? StoreSource.READ_AT_MOST : READ_AT_MOST;
    }

    private List<Named> read(List<Node> owners, List<Named> own, Request request) {
        var all = new TreeMap<String, Named>();
        var owned = new TreeMap<String, Named>();
        for (var each : own) (Owners.owns(now.node(), each.name()) ? owned : all).put(each.name(), each);
        for (var each : told(owners, request, reply -> Wording.series(reply, here::take), Named::name))
            if (Owners.owns(each.by(), each.what().name()))
                owned.put(each.what().name(), each.what());
            else all.merge(each.what().name(), each.what(), this::merged);
        all.putAll(owned);
        return new ArrayList<>(all.values());
    }

    /** One series that lies on two nodes. */
    private Named merged(Named one, Named other) {
        return new Named(one.name(), Steps.merged(one, other, here::take));
    }

    /** Names of others that have tags; all of them where none are said. */
    public List<String> tagged(List<String> expressions) {
        var owners = asked(Owners.all(now, expressions.isEmpty() ? "this" : TagTests.told(expressions)));
        var names = told(owners, OwnSeries.findingTagged(expressions), Wording::places, Place::path).stream()
                .map(each -> each.what().path())
                .toList();
        if (names.size() > MOST_PLACES) throw new BadTarget(tooMany());
        return names;
    }

    private static String tooMany() {
        return "more than " + MOST_PLACES + " names: say more of them";
    }

    /**
     * Places in the tree of the names of others that patterns mean, and from when until when they have samples; those that have others below them end with a point. For a
     * pattern of one part nobody is asked.
     */
    public SortedMap<String, Span> places(List<String> patterns) {
        if (patterns.size() > MOST_PATTERNS)
            throw new BadTarget(patterns.size() + " patterns, want up to " + MOST_PATTERNS);
        var all = new TreeMap<String, Span>();
        for (var pattern : patterns) {
            if (pattern.indexOf('.') < 0)
                for (var name : Owners.names(now, pattern)) all.put(name + ".", new Span(0, 0, 1));
            for (var found :
                    told(asked(Owners.of(now, pattern)), OwnSeries.finding(pattern), Wording::places, Place::path))
                all.put(found.what().path(), found.what().reach());
            if (all.size() > MOST_PLACES) throw new BadTarget(tooMany());
            here.take(0);
        }
        return all;
    }

    private List<Node> asked(List<Node> all) {
        return all.stream().filter(node -> !lost.contains(node.id())).toList();
    }

    /** What they answer of their own names, as far as it can be read. */
    private <T> List<Told<T>> told(
            List<Node> owners, Request request, Function<byte[], List<T>> reading, Function<T, String> name) {
        if (owners.isEmpty()) return List.of();
        var told = zone.asked(owners, request, answers -> told(owners, answers, reading, name));
        here.take(0);
        return told;
    }

    private <T> List<Told<T>> told(
            List<Node> owners,
            Neighbours.Answers answers,
            Function<byte[], List<T>> reading,
            Function<T, String> name) {
        List<Told<T>> all = new ArrayList<>();
        for (var node : owners) {
            var reply = answers.told().get(node.id());
            if (reply != null && reply.status() == 400) throw new BadTarget(node.name() + ": " + reason(reply));
            try {
                if (reply == null || reply.status() != 200) leaveOut(node);
                else for (var each : own(node, reading.apply(reply.body()), name)) all.add(new Told<>(node, each));
            } catch (Malformed garbled) {
                leaveOut(node);
            }
        }
        return all;
    }

    private void leaveOut(Node node) {
        lost.add(node.id());
        silent.add(Owners.first(node));
    }

    /** Nobody tells of others. */
    private static <T> List<T> own(Node node, List<T> told, Function<T, String> name) {
        for (var each : told)
            if (!Owners.tells(node, name.apply(each))) throw new Malformed(name.apply(each) + " is not its own");
        return told;
    }

    private static String reason(Reply reply) {
        try {
            var text = Json.readObject(new String(reply.body(), StandardCharsets.UTF_8))
                    .get("error")
                    .display();
            return text.substring(0, Math.min(LONGEST_REASON, text.length()));
        } catch (Json.NotJson garbled) {
            return "it refuses this";
        }
    }

    @Override
    public void take(long points) {
        here.take(points);
    }

    @Override
    public long[] events(List<String> tags, long from, long until) {
        return here.events(tags, from, until);
    }

    @Override
    public double chance() {
        return here.chance();
    }
}

package org.opsbro.metrology.zone.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.metrology.live.StoreSource;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.render.NoRoom;
import org.opsbro.metrology.render.PathTree;
import org.opsbro.metrology.render.Span;
import org.opsbro.metrology.render.TagTests;
import org.opsbro.metrology.zone.Placement;
import org.opsbro.metrology.zone.live.Wording.Place;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** What this node tells other nodes of its zone of the series that are its own: those whose names begin with its name, and where it keeps what others take, all it has. */
public final class OwnSeries {
    static final String READ = "/series-own/read";
    static final String FIND = "/series-own/find";
    static final String TAGGED = "/series-own/tagged";
    private static final String EXPRESSION = "expr";
    private static final String TYPE = "application/octet-stream";
    /** What each node tells of its own listener, under the same names. */
    private static final List<String> OF_STATSD =
            List.of("stats.statsd.", "stats_counts.statsd.", "stats.counters.statsd.", "statsd.numStats");

    private static final int MOST_PLACES = 10_000;

    private final SeriesKeeper keeper;
    private final Supplier<World> world;
    private final LongSupplier now;
    private final AtomicLong room;

    /**
     * Of a store.
     *
     * @param now seconds since 1970
     * @param room points that all requests together may take yet
     */
    public OwnSeries(SeriesKeeper keeper, Supplier<World> world, LongSupplier now, AtomicLong room) {
        this.keeper = keeper;
        this.world = world;
        this.now = now;
        this.room = room;
    }

    /** For other nodes only. */
    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        READ,
                        "Own series of a pattern, or of tags. pattern or expr (several), from, until, points",
                        Access.OPEN,
                        request -> with(store -> read(request, store))),
                new Route(
                        "GET",
                        FIND,
                        "Places of own names that a pattern means. pattern",
                        Access.OPEN,
                        request -> with(store -> find(said(request, "pattern"), store))),
                new Route(
                        "GET",
                        TAGGED,
                        "Own series that have tags. expr (several; none: all of them)",
                        Access.OPEN,
                        request -> with(store -> tagged(expressions(request), store))));
    }

    static Request reading(String pattern, long from, long until, long points) {
        return Request.own(
                "GET",
                READ,
                Map.of("pattern", pattern, "from", "" + from, "until", "" + until, "points", "" + points),
                new byte[0]);
    }

    static Request readingTagged(List<String> expressions, long from, long until, long points) {
        var request = reading("", from, until, points);
        var query = new TreeMap<>(request.query());
        query.put(EXPRESSION, expressions);
        return request.asking(query);
    }

    static Request findingTagged(List<String> expressions) {
        return Request.own("GET", TAGGED, Map.of(), new byte[0])
                .asking(expressions.isEmpty() ? Map.of() : Map.of(EXPRESSION, expressions));
    }

    private static List<String> expressions(Request request) {
        return request.query().getOrDefault(EXPRESSION, List.of());
    }

    static Request finding(String pattern) {
        return Request.own("GET", FIND, Map.of("pattern", pattern), new byte[0]);
    }

    private Reply with(Function<SeriesStore, Reply> answer) {
        var store = keeper.store();
        if (store.isEmpty()) return Reply.error(503, "there are no series: " + keeper.missing());
        try {
            return answer.apply(store.get());
        } catch (NoRoom later) {
            return Reply.error(503, String.valueOf(later.getMessage()));
        } catch (BadTarget wrong) {
            return Reply.error(400, String.valueOf(wrong.getMessage()));
        }
    }

    private Predicate<String> own() {
        var node = world.get().node();
        if (Placement.isOwner(node)) return name -> OF_STATSD.stream().noneMatch(name::startsWith);
        var first = Owners.first(node) + ".";
        return name -> name.startsWith(first);
    }

    private Reply read(Request request, SeriesStore store) {
        try (var source = new StoreSource(store, now.getAsLong(), room, (tags, from, until) -> new long[0])) {
            var from = number(request, "from");
            var until = number(request, "until");
            var points = number(request, "points");
            var tags = expressions(request);
            return Reply.bytes(
                    TYPE,
                    Wording.series(
                            tags.isEmpty()
                                    ? source.read(said(request, "pattern"), own(), from, until, points)
                                    : source.tagged(tags, own(), from, until, points)));
        }
    }

    private Reply tagged(List<String> expressions, SeriesStore store) {
        var names = names(store).filter(name -> name.indexOf(';') >= 0).toList();
        var found = expressions.isEmpty() ? names : TagTests.of(expressions).fitting(names);
        few(found.size(), expressions.isEmpty() ? "all tags" : TagTests.told(expressions));
        return Reply.bytes(
                TYPE,
                Wording.places(found.stream()
                        .map(name -> new Place(name, new Span(0, 0, 1)))
                        .toList()));
    }

    private Stream<String> names(SeriesStore store) {
        return store.list(own()).stream().map(SeriesStore.Known::name);
    }

    private static void few(int names, String what) {
        if (names > MOST_PLACES) throw new BadTarget(what + " means " + names + " names, want up to " + MOST_PLACES);
    }

    private Reply find(String pattern, SeriesStore store) {
        var found = new PathTree(names(store).toList(), store::reach).found(pattern);
        few(found.size(), "\"" + pattern + "\"");
        var all = new TreeMap<String, Place>();
        for (var node : found) {
            var path = node.isLeaf() ? node.path() : node.path() + ".";
            all.put(path, new Place(path, store.reach(node.path())));
        }
        return Reply.bytes(TYPE, Wording.places(new ArrayList<>(all.values())));
    }

    private static String said(Request request, String name) {
        return request.query(name).orElseThrow(() -> new BadTarget("want a " + name));
    }

    private static long number(Request request, String name) {
        var text = said(request, name);
        if (text.matches("-?\\d{1,12}")) return Long.parseLong(text);
        throw new BadTarget(name + " is \"" + text + "\", want a number");
    }
}

package org.opsbro.agent.api;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.metrology.live.StoreSource;
import org.opsbro.metrology.render.Answers;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.render.Curve;
import org.opsbro.metrology.render.Jsonp;
import org.opsbro.metrology.render.NoRoom;
import org.opsbro.metrology.render.Packed;
import org.opsbro.metrology.render.Questions;
import org.opsbro.metrology.render.RenderRequest;
import org.opsbro.metrology.render.Source;
import org.opsbro.metrology.render.Span;
import org.opsbro.metrology.render.Times;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.metrology.zone.live.OwnSeries;
import org.opsbro.metrology.zone.live.ZoneSource;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** The calls that Grafana's source Graphite makes, as graphite-web answers them. */
public final class GraphiteApi {
    private static final String VERSION = "1.1.8";
    private static final String METRICS = "/metrics/";
    private static final String FIND = METRICS + "find";
    private static final String SILENT = "X-Opsbro-Silent";
    private static final int LONGEST_SILENT = 4096;
    private static final int PIECE = 32 * 1024;
    /** Answers of up to so many points are written whole. */
    private static final int AT_ONCE = 20_000;

    private final SeriesKeeper keeper;
    private final Supplier<World> world;
    private final InstantSource clock;
    private final ZoneId zone;
    private final ZoneSource.Zone others;
    /** Points that all requests together may take yet. */
    private final AtomicLong room = new AtomicLong(StoreSource.MOST + StoreSource.MOST / 2);

    /**
     * Of the series of this node and of others.
     *
     * @param zone of times that are told without one
     * @param others of the zone of this node
     */
    public GraphiteApi(
            SeriesKeeper keeper, Supplier<World> world, InstantSource clock, ZoneId zone, Neighbours others) {
        this.keeper = keeper;
        this.world = world;
        this.clock = clock;
        this.zone = zone;
        this.others = new ZoneSource.Zone(others);
    }

    /** What other nodes may ask of this one. */
    public List<Route> own() {
        return new OwnSeries(keeper, world, this::now, room).routes();
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        var render =
                "Series of the zone as Graphite renders them. target (several), from, until, tz, maxDataPoints, local: 1 asks no other node, format: "
                        + String.join(", ", Answers.formats());
        both(routes, "/render", render, this::render);
        both(routes, "/render/", render, this::render);
        var find =
                "Names of series as a tree. query: servers.*.cpu; format: treejson, completer, nodelist, json, msgpack; jsonp";
        both(routes, "/metrics/find", find, this::asked);
        both(routes, "/metrics/find/", find, this::asked);
        both(
                routes,
                "/metrics/expand",
                "Names that patterns mean. query (several), leavesOnly, groupByExpr",
                this::asked);
        get(routes, "/metrics/index.json", "All names without tags", this::asked);
        get(routes, "/tags", "The tags that series have. filter: a regular expression; limit", this::asked);
        get(routes, "/tags/{tag}", "The values of a tag, and how many series have each. filter, limit", this::asked);
        both(
                routes,
                "/tags/findSeries",
                "Series with these tags. expr (several): name=disk.used, host=~web",
                this::asked);
        both(routes, "/tags/autoComplete/tags", "Tags that begin so. tagPrefix, expr, limit", this::asked);
        both(
                routes,
                "/tags/autoComplete/values",
                "Values of a tag that begin so. tag, valuePrefix, expr, limit",
                this::asked);
        get(routes, "/functions", "The functions of targets. group, grouped", this::asked);
        get(routes, "/functions/{name}", "One function of targets", this::asked);
        get(routes, "/version", "Which graphite-web this answers like", request -> Reply.text(VERSION));
        both(routes, "/events/get_data", "Events of the cluster. from, until, tags, set", this::events);
        return routes;
    }

    private static void get(List<Route> routes, String path, String doc, Route.Handler handler) {
        routes.add(new Route("GET", path, doc, Access.OPEN, handler));
    }

    private static void both(List<Route> routes, String path, String doc, Route.Handler handler) {
        get(routes, path, doc, handler);
        routes.add(new Route("POST", path, doc + "; as a form", Access.OPEN, handler));
    }

    private interface Answer {
        Reply of(SeriesStore store) throws IOException;
    }

    private Reply with(Answer answer) throws IOException {
        var store = keeper.store();
        if (store.isEmpty()) return Reply.error(503, "there are no series: " + keeper.missing());
        try {
            return answer.of(store.get());
        } catch (NoRoom later) {
            return Reply.error(503, String.valueOf(later.getMessage()));
        } catch (BadTarget wrong) {
            return Reply.error(400, String.valueOf(wrong.getMessage()));
        }
    }

    private Reply asked(Request request) throws IOException {
        var path = request.path().endsWith("/")
                ? request.path().substring(0, request.path().length() - 1)
                : request.path();
        if (path.startsWith("/functions/") && !Questions.isFunction(path))
            return Reply.notFound("there is no function " + request.variable("name"));
        var said = Forms.said(request);
        return with(store -> {
            try (var here = new StoreSource(store, now(), room, this::times)) {
                var zone = zone(here, said);
                var elsewhere = zone.map(each -> each.places(Questions.patterns(path, said)))
                        .orElse(Collections.emptySortedMap());
                var names = new ArrayList<>(here.names());
                names.addAll(elsewhere.keySet());
                Questions.tags(path, said)
                        .flatMap(tags -> zone.map(each -> each.tagged(tags)))
                        .ifPresent(names::addAll);
                Function<String, Span> reach =
                        name -> elsewhere.containsKey(name) ? elsewhere.get(name) : store.reach(name);
                return telling(silent(zone), told(path, said, Questions.answer(path, said, names, reach)));
            }
        });
    }

    private static Reply told(String path, Map<String, List<String>> said, Value answer) {
        if (path.equals(FIND) && last(said).getOrDefault("format", "").equals("msgpack"))
            return Reply.bytes("application/x-msgpack", Packed.msgpack(answer));
        return path.startsWith(METRICS) ? script(answer, said) : Reply.json(answer);
    }

    /** With the series of other nodes, unless only this one is asked for. */
    private Optional<ZoneSource> zone(StoreSource here, Map<String, List<String>> said) {
        return last(said).getOrDefault("local", "").equals("1")
                ? Optional.empty()
                : Optional.of(new ZoneSource(here, world.get(), others));
    }

    private static Set<String> silent(Optional<ZoneSource> zone) {
        return zone.map(ZoneSource::silent).orElse(Set.of());
    }

    /** Says which nodes did not answer, as far as a header has room. */
    private static Reply telling(Set<String> silent, Reply reply) {
        if (silent.isEmpty()) return reply;
        var names = String.join(",", silent).replaceAll("[^!-~]", "_");
        return reply.with(SILENT, names.substring(0, Math.min(LONGEST_SILENT, names.length())));
    }

    private static Map<String, String> last(Map<String, List<String>> said) {
        Map<String, String> last = new HashMap<>();
        said.forEach((name, values) -> last.put(name, values.getLast()));
        return last;
    }

    /** As JSON, or as a call of the function that is wanted. */
    private static Reply script(Value answer, Map<String, List<String>> said) {
        return Jsonp.callback(last(said))
                .map(callback -> Reply.of(200, Jsonp.TYPE, callback + "(" + Json.write(answer) + ")"))
                .orElseGet(() -> Reply.json(answer))
                .with("X-Content-Type-Options", "nosniff");
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private Reply render(Request request) throws IOException {
        return with(store -> {
            var said = Forms.said(request);
            var wanted = RenderRequest.of(said, zone, now());
            var kind = Answers.of(wanted);
            List<Curve> curves;
            Set<String> silent;
            try (var here = new StoreSource(store, now(), room, this::times)) {
                var zone = zone(here, said);
                curves = wanted.curves(zone.<Source>map(each -> each).orElse(here));
                silent = silent(zone);
            }
            var points = curves.stream().mapToLong(Curve::size).sum();
            if (points <= AT_ONCE || kind.isChart()) {
                var whole = new ByteArrayOutputStream();
                write(kind, curves, points, wanted, whole);
                var reply = Reply.bytes(kind.type(), whole.toByteArray());
                return telling(silent, reply.with("X-Content-Type-Options", "nosniff"));
            }
            var flowing = Reply.flowing(
                    kind.type(),
                    sink -> write(kind, curves, points, wanted, new BufferedOutputStream(pieces(sink), PIECE)));
            return telling(silent, flowing);
        });
    }

    private void write(Answers.Kind kind, List<Curve> curves, long points, RenderRequest wanted, OutputStream out)
            throws IOException {
        room.addAndGet(-points);
        try {
            kind.format().write(curves, wanted, out);
            out.flush();
        } finally {
            room.addAndGet(points);
        }
    }

    /** The series of this node of what {@code /render} may be asked, for what draws them by itself. */
    List<Curve> curves(Map<String, List<String>> said) {
        var store = keeper.store().orElseThrow(() -> new BadTarget("there are no series: " + keeper.missing()));
        try (var here = new StoreSource(store, now(), room, this::times)) {
            return RenderRequest.of(said, zone, now()).curves(here);
        }
    }

    /** What is written goes in pieces. */
    private static OutputStream pieces(Reply.Sink sink) {
        return new OutputStream() {
            @Override
            public void write(int letter) throws IOException {
                write(new byte[] {(byte) letter}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                try {
                    sink.send(Arrays.copyOfRange(bytes, from, from + count));
                } catch (InterruptedException gone) {
                    Thread.currentThread().interrupt();
                    throw new IOException("the caller is gone", gone);
                }
            }
        };
    }

    private long[] times(List<String> tags, long from, long until) {
        return world.get().heard().stream()
                .filter(event -> tags.isEmpty() || tags.contains(event.type()))
                .mapToLong(event -> event.at().getEpochSecond())
                .filter(time -> time >= from && time < until)
                .toArray();
    }

    private Reply events(Request request) {
        var said = Forms.said(request);
        try {
            var from = time(said, "from", 0);
            var until = time(said, "until", now());
            var tags = said.containsKey("tags")
                    ? List.of(said.get("tags").getLast().split("[ ,]+", -1))
                    : List.<String>of();
            List<Value> told = new ArrayList<>();
            for (var event : world.get().heard()) {
                var at = event.at().getEpochSecond();
                if (at >= from && at <= until && (tags.isEmpty() || tags.contains(event.type()))) told.add(told(event));
            }
            return script(new Value.Items(told), said);
        } catch (BadTarget wrong) {
            return Reply.error(400, String.valueOf(wrong.getMessage()));
        }
    }

    private long time(Map<String, List<String>> said, String name, long standard) {
        return said.containsKey(name) ? Times.seconds(said.get(name).getLast(), zone, now()) : standard;
    }

    private static Value told(ClusterEvent event) {
        return Value.object()
                .with("id", event.id())
                .with("when", event.at().getEpochSecond())
                .with("what", event.type())
                .with("tags", Value.texts(List.of(event.type())))
                .with("data", event.payload())
                .end();
    }
}

package org.opsbro.agent.api;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.metrology.live.StoreSource;
import org.opsbro.metrology.render.Answers;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.render.Curve;
import org.opsbro.metrology.render.Jsonp;
import org.opsbro.metrology.render.Packed;
import org.opsbro.metrology.render.Questions;
import org.opsbro.metrology.render.RenderRequest;
import org.opsbro.metrology.render.Times;
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
    private static final int PIECE = 32 * 1024;
    /** Answers of up to so many points are written whole. */
    private static final int AT_ONCE = 20_000;

    private final SeriesKeeper keeper;
    private final Supplier<World> world;
    private final InstantSource clock;
    private final ZoneId zone;
    /** Points that all requests together may take yet. */
    private final AtomicLong room = new AtomicLong(StoreSource.MOST + StoreSource.MOST / 2);

    /** @param zone of times that are told without one */
    public GraphiteApi(SeriesKeeper keeper, Supplier<World> world, InstantSource clock, ZoneId zone) {
        this.keeper = keeper;
        this.world = world;
        this.clock = clock;
        this.zone = zone;
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        var render = "Series as Graphite renders them. target (several), from, until, tz, maxDataPoints, format: "
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
            var answer = Questions.answer(
                    path,
                    said,
                    store.list(each -> true).stream()
                            .map(SeriesStore.Known::name)
                            .toList(),
                    store::reach);
            if (path.equals(FIND) && last(said).getOrDefault("format", "").equals("msgpack"))
                return Reply.bytes("application/x-msgpack", Packed.msgpack(answer));
            return path.startsWith(METRICS) ? script(answer, said) : Reply.json(answer);
        });
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
            var wanted = RenderRequest.of(Forms.said(request), zone, now());
            var kind = Answers.of(wanted);
            var curves = curves(wanted, store);
            var points = curves.stream().mapToLong(Curve::size).sum();
            if (points <= AT_ONCE || kind.isChart()) {
                var whole = new ByteArrayOutputStream();
                write(kind, curves, points, wanted, whole);
                return Reply.bytes(kind.type(), whole.toByteArray()).with("X-Content-Type-Options", "nosniff");
            }
            return Reply.flowing(
                    kind.type(),
                    sink -> write(kind, curves, points, wanted, new BufferedOutputStream(pieces(sink), PIECE)));
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

    private List<Curve> curves(RenderRequest wanted, SeriesStore store) {
        try (var source = new StoreSource(store, now(), room, this::times)) {
            return wanted.curves(source);
        }
    }

    /** The series of what {@code /render} may be asked, for what draws them by itself. */
    List<Curve> curves(Map<String, List<String>> said) {
        var store = keeper.store().orElseThrow(() -> new BadTarget("there are no series: " + keeper.missing()));
        return curves(RenderRequest.of(said, zone, now()), store);
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

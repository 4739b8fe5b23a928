package org.opsbro.agent.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
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
import org.opsbro.metrology.render.Questions;
import org.opsbro.metrology.render.RenderRequest;
import org.opsbro.metrology.render.Times;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** The calls that Grafana's source Graphite makes, as graphite-web answers them. */
public final class GraphiteApi {
    private static final String VERSION = "1.1.8";
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
                + String.join(", ", Answers.ALL.keySet().stream().sorted().toList());
        both(routes, "/render", render, this::render);
        both(routes, "/render/", render, this::render);
        var find = "Names of series as a tree. query: servers.*.cpu; format: treejson, completer, nodelist, json";
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
        return with(store -> Reply.json(Questions.answer(
                path,
                Forms.said(request),
                store.list(each -> true).stream().map(SeriesStore.Known::name).toList())));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private Reply render(Request request) throws IOException {
        return with(store -> {
            var wanted = RenderRequest.of(Forms.said(request), zone, now());
            var kind = Answers.ALL.get(wanted.format());
            if (kind == null)
                throw new BadTarget("format is \"" + wanted.format() + "\", want "
                        + String.join(
                                ", ", Answers.ALL.keySet().stream().sorted().toList()));
            List<Curve> curves;
            try (var source = new StoreSource(store, now(), room, this::times)) {
                curves = wanted.curves(source);
            }
            var points = curves.stream().mapToLong(Curve::size).sum();
            if (points <= AT_ONCE) {
                var text = new StringBuilder();
                kind.format().write(curves, wanted, text);
                return Reply.of(200, kind.type(), text.toString());
            }
            return Reply.flowing(kind.type(), sink -> {
                room.addAndGet(-points);
                try {
                    var out = new Pieces(sink);
                    kind.format().write(curves, wanted, out);
                    out.end();
                } finally {
                    room.addAndGet(points);
                }
            });
        });
    }

    /** What is written goes in pieces. */
    private static final class Pieces implements Appendable {
        private final Reply.Sink sink;
        private final StringBuilder piece = new StringBuilder(PIECE + 1024);

        Pieces(Reply.Sink sink) {
            this.sink = sink;
        }

        @Override
        public Appendable append(CharSequence text) throws IOException {
            piece.append(text);
            if (piece.length() >= PIECE) end();
            return this;
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            return append(text.subSequence(start, end));
        }

        @Override
        public Appendable append(char letter) {
            piece.append(letter);
            return this;
        }

        void end() throws IOException {
            try {
                sink.send(piece.toString().getBytes(StandardCharsets.UTF_8));
            } catch (InterruptedException gone) {
                Thread.currentThread().interrupt();
                throw new IOException("the caller is gone", gone);
            }
            piece.setLength(0);
        }
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
            return Reply.json(new Value.Items(told));
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

package org.opsbro.agent.api;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.opsbro.metrology.Consolidation;
import org.opsbro.metrology.Moment;
import org.opsbro.metrology.NamePattern;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.Rollup;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.live.Series;
import org.opsbro.metrology.live.SeriesKeeper;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.model.Json;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Series of this node: their names, their samples, and new ones. */
public final class SeriesApi {
    public static final String LIST = "/ts";
    public static final String ONE = "/ts/{name*}";
    private static final String LAST_HOUR = "-1h";
    private static final int USUAL_LIMIT = 1000;
    private static final int USUAL_POINTS = 10_000;
    private static final int MOST = 100_000;
    private static final int NAMES_TO_COMPARE = 2000;

    private final SeriesKeeper keeper;
    private final InstantSource clock;

    public SeriesApi(SeriesKeeper keeper, InstantSource clock) {
        this.keeper = keeper;
        this.clock = clock;
    }

    /** What only reads. */
    public List<Route> reads() {
        return List.of(
                new Route(
                        "GET",
                        LIST,
                        "Series of this node, and how they are kept. pattern: a part of the name, or as web-*.cpu*.{a,b}; limit",
                        Access.OPEN,
                        request -> with(request, this::listed)),
                new Route(
                        "GET",
                        ONE,
                        "Samples of a series. from, until: -1h, now, 2026-11-30, seconds; tier: raw, minute, hour, else the finest that reaches back and has up to 10,000",
                        Access.OPEN,
                        request -> with(request, this::shown)));
    }

    /** What takes samples. */
    public List<Route> writes() {
        return List.of(new Route(
                "PUT",
                ONE,
                "Takes a sample: {\"value\": 4.2, \"time\": \"now\"}; it is on the disk when this is answered",
                Access.TOKEN,
                request -> with(request, this::put)));
    }

    private interface Answer {
        Reply of(Request request, SeriesStore store) throws IOException;
    }

    private Reply with(Request request, Answer answer) throws IOException {
        var store = keeper.store();
        if (store.isEmpty()) return Reply.error(503, "there are no series: " + keeper.missing());
        try {
            return answer.of(request, store.get());
        } catch (IllegalArgumentException wrong) {
            return Reply.error(400, String.valueOf(wrong.getMessage()));
        }
    }

    private Reply listed(Request request, SeriesStore store) {
        var found = store.list(NamePattern.of(request.query("pattern").orElse("")));
        var limit = limit(request);
        List<Value> shown = new ArrayList<>();
        for (var each : found.subList(0, Math.min(limit, found.size()))) shown.add(listed(each));
        return Reply.json(Value.object()
                .with("series", new Value.Items(shown))
                .with("found", found.size())
                .with("store", store.toValue())
                .end());
    }

    /** How many are listed at most. */
    public static int limit(Request request) {
        return number(request, "limit", USUAL_LIMIT);
    }

    private static Value listed(SeriesStore.Known series) {
        var told = Value.object().with("name", series.name());
        if (series.lastTime() > 0) told.with("last_time", series.lastTime());
        if (!Double.isNaN(series.lastValue())) told.with("last_value", series.lastValue());
        if (series.step() > 0) told.with("step", series.step());
        return told.end();
    }

    private static int number(Request request, String name, int standard) {
        var text = request.query(name);
        if (text.isEmpty()) return standard;
        if (text.get().matches("\\d{1,6}") && Integer.parseInt(text.get()) <= MOST) return Integer.parseInt(text.get());
        throw new IllegalArgumentException(name + " is \"" + text.get() + "\", want a number up to " + MOST);
    }

    private Reply shown(Request request, SeriesStore store) throws IOException {
        var name = request.variable("name");
        var series = store.find(name);
        if (series.isEmpty()) return unknown(name, store);
        var now = clock.instant();
        var from = Moment.seconds(request.query("from").orElse(LAST_HOUR), now);
        var until = Moment.seconds(request.query("until").orElse("now"), now) + 1;
        if (from >= until) throw new IllegalArgumentException("from is after until");
        var tier = request.query("tier").map(SeriesApi::tier).orElseGet(() -> tier(store, series.get(), from, until));
        if (rows(store, series.get(), tier, from, until) > MOST)
            throw new IllegalArgumentException(
                    "more than " + MOST + " samples: ask for less time, or more coarsely with tier minute or hour");
        var points =
                tier == Tier.RAW ? store.raw(series.get(), from, until) : store.rows(series.get(), tier, from, until);
        return Reply.json(Value.object()
                .with("name", name)
                .with("tier", tier.word())
                .with("from", from)
                .with("until", until - 1)
                .with("figure", Consolidation.of(name).name().toLowerCase(Locale.ROOT))
                .with("columns", Value.texts(tier == Tier.RAW ? List.of("time", "value") : ROW))
                .with("points", tier == Tier.RAW ? samples(points) : rows(points))
                .end());
    }

    private static final List<String> ROW = List.of("time", "avg", "min", "max", "last", "count");

    private static Reply unknown(String name, SeriesStore store) {
        var known = store.list(each -> true).stream()
                .limit(NAMES_TO_COMPARE)
                .map(SeriesStore.Known::name)
                .toList();
        return Reply.notFound("there is no series " + name + Nearest.hint(name, known));
    }

    /** The finest that reaches back so far and has not too many for a chart. */
    private static Tier tier(SeriesStore store, Series series, long from, long until) {
        for (var tier : Tier.values())
            if (tier.compareTo(store.tier(from)) >= 0 && rows(store, series, tier, from, until) <= USUAL_POINTS)
                return tier;
        return Tier.HOUR;
    }

    /** How many it has about. */
    private static long rows(SeriesStore store, Series series, Tier tier, long from, long until) {
        return (until - from) / (tier == Tier.RAW ? store.step(series) : tier.seconds());
    }

    private static Tier tier(String word) {
        for (var tier : Tier.values()) if (tier.word().equals(word)) return tier;
        throw new IllegalArgumentException("tier is \"" + word + "\", want raw, minute or hour");
    }

    private static Value samples(Points points) {
        List<Value> all = new ArrayList<>(points.count());
        for (var at = 0; at < points.count(); at++)
            all.add(new Value.Items(List.of(Value.of(points.time(at)), Value.of(points.value(at)))));
        return new Value.Items(all);
    }

    private static Value rows(Points rows) {
        List<Value> all = new ArrayList<>(rows.count());
        for (var at = 0; at < rows.count(); at++)
            all.add(new Value.Items(List.of(
                    Value.of(rows.time(at)),
                    Value.of(Consolidation.AVERAGE.of(rows, at)),
                    Value.of(rows.value(Rollup.MIN, at)),
                    Value.of(rows.value(Rollup.MAX, at)),
                    Value.of(rows.value(Rollup.LAST, at)),
                    Value.of(Math.round(rows.value(Rollup.COUNT, at))))));
        return new Value.Items(all);
    }

    private Reply put(Request request, SeriesStore store) {
        var name = request.variable("name");
        var body = body(request);
        var value = body.get("value");
        var number = switch (value) {
            case Value.Int(var whole) -> (double) whole;
            case Value.Real(var real) -> real;
            case Value other -> throw new IllegalArgumentException("value is " + other.display() + ", want a number");
        };
        var time = Moment.seconds(body.has("time") ? body.get("time").display() : "now", clock.instant());
        var refused = store.put(name, time, number);
        if (!refused.isEmpty())
            return Reply.error(
                    store.trouble().isEmpty() ? 400 : 503, "the sample of \"" + name + "\" is refused: " + refused);
        return Reply.json(Value.object()
                .with("name", name)
                .with("time", time)
                .with("value", number)
                .end());
    }

    private static Value.Fields body(Request request) {
        try {
            return Json.readObject(request.text());
        } catch (Json.NotJson wrong) {
            throw new IllegalArgumentException("want {\"value\": 4.2, \"time\": \"now\"}: " + wrong.getMessage());
        }
    }
}

package org.opsbro.metrology.render;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opsbro.evaluator.Display;
import org.opsbro.metrology.Decimal;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Series as the formats of {@code /render} write them. */
public final class Answers {
    private static final DateTimeFormatter CSV = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private static final String JSON = "application/json";
    /** Letters that are written at once. */
    private static final int SOME = 4096;

    private Answers() {}

    /** Writes an answer. */
    @FunctionalInterface
    public interface Format {
        /** Does not close what it writes into. */
        void write(List<Curve> curves, RenderRequest request, OutputStream out) throws IOException;
    }

    private interface TextFormat {
        void write(List<Curve> curves, RenderRequest request, Appendable out) throws IOException;
    }

    /**
     * What it is, and how it is written.
     *
     * @param type for HTTP
     */
    public record Kind(String type, Format format) {
        /** Whether it is a chart, which is not larger for more points, and can be refused while it is drawn. */
        public boolean isChart() {
            return type.startsWith("image/");
        }
    }

    private static final Map<String, Kind> ALL = Map.of(
            "json", script(Answers::json),
            "csv", new Kind("text/csv", text(Answers::csv)),
            "raw", new Kind("text/plain; charset=utf-8", text(Answers::raw)),
            "dygraph", script(Answers::dygraph),
            "rickshaw", script(Answers::rickshaw),
            "pickle", new Kind("application/pickle", (curves, request, out) -> Packed.pickle(curves, out)),
            "msgpack", new Kind("application/x-msgpack", (curves, request, out) -> Packed.msgpack(curves, out)),
            "png",
                    new Kind(
                            "image/png",
                            (curves, request, out) ->
                                    Picture.of(curves, request).png(out)),
            "svg",
                    new Kind(
                            "image/svg+xml",
                            text((curves, request, out) ->
                                    out.append(Picture.of(curves, request).svg()))));

    /** The words of the parameter {@code format}, in their order. */
    public static List<String> formats() {
        return ALL.keySet().stream().sorted().toList();
    }

    /**
     * How a request wants to be answered.
     *
     * @throws BadTarget if there is no such format
     */
    public static Kind of(RenderRequest request) {
        var kind = ALL.get(request.format());
        if (kind == null)
            throw new BadTarget("format is \"" + request.format() + "\", want " + String.join(", ", formats()));
        return kind.type().equals(JSON) && request.options().containsKey("jsonp")
                ? new Kind(Jsonp.TYPE, kind.format())
                : kind;
    }

    private static Kind script(TextFormat format) {
        return new Kind(JSON, text((curves, request, out) -> {
            var callback = Jsonp.callback(request.options());
            if (callback.isPresent()) out.append(callback.get()).append('(');
            format.write(curves, request, out);
            if (callback.isPresent()) out.append(')');
        }));
    }

    private static Format text(TextFormat format) {
        return (curves, request, out) -> {
            var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            format.write(curves, request, writer);
            writer.flush();
        };
    }

    /** {@code [{"target": name, "tags": {}, "datapoints": [[value, time], ...]}, ...]}. */
    static void json(List<Curve> curves, RenderRequest request, Appendable out) throws IOException {
        var start = curves.stream().mapToLong(Curve::start).min().orElse(0);
        var end = curves.stream().mapToLong(Curve::end).max().orElse(0);
        var isEmpty = curves.stream().allMatch(curve -> curve.size() == 0);
        var first = true;
        out.append('[');
        for (var curve : isEmpty ? List.<Curve>of() : curves) {
            var small = Fewer.of(curve, end - start, request.maxDataPoints());
            if (request.noNullPoints() && Fold.present(small.values(), 0, small.count()) == 0) continue;
            if (!first) out.append(", ");
            first = false;
            out.append("{\"target\": ")
                    .append(text(curve.name()))
                    .append(", \"tags\": ")
                    .append(tags(curve.tags()));
            out.append(", \"datapoints\": [");
            points(small, request.noNullPoints(), out);
            out.append("]}");
        }
        out.append(']');
    }

    private static void points(Fewer small, boolean onlyThere, Appendable out) throws IOException {
        var some = new StringBuilder();
        var between = "[";
        for (var i = 0; i < small.count(); i++) {
            var value = small.values()[i];
            if (onlyThere && Double.isNaN(value)) continue;
            some.append(between);
            if (!Decimal.append(value, some)) some.append(number(value));
            some.append(", ").append(small.start() + i * small.step()).append(']');
            between = ", [";
            if (some.length() < SOME) continue;
            out.append(some);
            some.setLength(0);
        }
        out.append(some);
    }

    /** For what draws them by itself, each of at most so many points: {@code [{"name", "start", "step", "values": [a number or null, ...]}, ...]}. */
    public static Value curves(List<Curve> curves, int most) {
        var start = curves.stream().mapToLong(Curve::start).min().orElse(0);
        var end = curves.stream().mapToLong(Curve::end).max().orElse(0);
        List<Value> told = new ArrayList<>();
        for (var curve : curves) {
            var small = Fewer.of(curve, end - start, most);
            List<Value> values = new ArrayList<>();
            for (var i = 0; i < small.count(); i++)
                values.add(Double.isFinite(small.values()[i]) ? Value.of(small.values()[i]) : Value.NONE);
            told.add(Value.object()
                    .with("name", curve.name())
                    .with("start", small.start())
                    .with("step", small.step())
                    .with("values", new Value.Items(values))
                    .end());
        }
        return new Value.Items(told);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) return "null";
        if (Double.isInfinite(value)) return value > 0 ? "1e9999" : "-1e9999";
        return Display.repr(Value.of(value));
    }

    private static String text(String text) {
        return Json.write(Value.of(text));
    }

    private static String tags(Map<String, String> tags) {
        var told = Value.object();
        tags.forEach((tag, value) -> told.with(tag, value));
        return Json.write(told.end());
    }

    /**
     * The points of a series that are shown.
     *
     * @param count of {@code values} that count
     */
    record Fewer(long start, long step, double[] values, int count) {
        @SuppressWarnings("ArrayRecordComponent") // nobody compares them
        Fewer {}

        /** At most so many, beginning at whole multiples of their step, so that charts do not tremble when they are drawn anew. */
        static Fewer of(Curve curve, long range, int most) {
            if (most == 1 && curve.size() > 1) return within(curve, curve.start(), curve.size());
            var all = (double) range / curve.step();
            if (most == 0 || most >= all) return within(curve, curve.start(), 1);
            var each = (long) Math.ceil(all / most);
            var step = each * curve.step();
            var nudge = step + Math.floorMod(curve.start(), curve.step()) - Math.floorMod(curve.start(), step);
            var lost = (int) Math.min(curve.size(), Math.max(0, nudge / curve.step() - 1));
            var kept = curve.valued(java.util.Arrays.copyOfRange(curve.values(), lost, curve.size()));
            return within(kept, curve.start() + nudge, (int) Math.min(Integer.MAX_VALUE, each));
        }

        private static Fewer within(Curve curve, long start, int each) {
            var values = curve.consolidated(each);
            var step = curve.step() * each;
            var until = curve.end() < start ? 0 : (curve.end() - start) / step + 1;
            return new Fewer(start, step, values, (int) Math.min(values.length, until));
        }
    }

    private static void csv(List<Curve> curves, RenderRequest request, Appendable out) throws IOException {
        for (var curve : curves)
            for (var i = 0; i < curve.size(); i++) {
                var value = curve.values()[i];
                out.append(quoted(curve.name())).append(',');
                out.append(time(curve.start() + i * curve.step(), request.zone()))
                        .append(',');
                out.append(Double.isNaN(value) ? "" : Display.repr(Value.of(value)))
                        .append("\r\n");
            }
    }

    private static String quoted(String text) {
        var needs = text.chars().anyMatch(letter -> ",\"\r\n".indexOf(letter) >= 0);
        return needs ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    private static String time(long seconds, ZoneId zone) {
        return CSV.format(Instant.ofEpochSecond(seconds).atZone(zone));
    }

    /** {@code name,start,end,step|value,value}. */
    private static void raw(List<Curve> curves, RenderRequest request, Appendable out) throws IOException {
        for (var curve : curves) {
            out.append(curve.name() + "," + curve.start() + "," + curve.end() + "," + curve.step() + "|");
            for (var i = 0; i < curve.size(); i++) {
                var value = curve.values()[i];
                out.append(i == 0 ? "" : ",").append(Double.isNaN(value) ? "None" : Display.repr(Value.of(value)));
            }
            out.append('\n');
        }
    }

    /** One row for each time of the first series, with the values of all. */
    private static void dygraph(List<Curve> curves, RenderRequest request, Appendable out) throws IOException {
        if (curves.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append("{\"labels\" : [\"Time\"");
        for (var curve : curves) out.append(", ").append(text(curve.name()));
        out.append("], \"data\" : [");
        var span = curves.getFirst().span();
        var at = 0;
        for (var time = span.start(); time < span.end(); time += span.step(), at++) {
            out.append(at == 0 ? "[" : ", [").append(time + "000");
            for (var curve : curves) out.append(", ").append(at < curve.size() ? number(curve.values()[at]) : "null");
            out.append(']');
        }
        out.append("]}");
    }

    private static void rickshaw(List<Curve> curves, RenderRequest request, Appendable out) throws IOException {
        var first = true;
        out.append('[');
        for (var curve : curves) {
            if (!first) out.append(", ");
            first = false;
            out.append("{\"target\": ").append(text(curve.name())).append(", \"datapoints\": [");
            for (var i = 0; i < curve.size() && curve.start() + i * curve.step() < curve.end(); i++)
                out.append(i == 0 ? "" : ", ")
                        .append("{\"x\": " + (curve.start() + i * curve.step()) + ", \"y\": ")
                        .append(number(curve.values()[i]))
                        .append('}');
            out.append("]}");
        }
        out.append(']');
    }
}

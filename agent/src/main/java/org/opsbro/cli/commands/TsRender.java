package org.opsbro.cli.commands;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Drawing;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Draws what a target of Graphite says: each of its series as columns, and what it was at the least, on average and at the most. */
final class TsRender implements Command {
    private static final int WIDEST = 120;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("TARGET", "as in Graphite: names with globs, and functions of them")
                .option(
                        "--from",
                        "TIME",
                        "-1h",
                        "since when: -5min -1h -7d, noon yesterday, 14:05_20261130, seconds since 1970")
                .option("--until", "TIME", "now", "until when")
                .flag("--local", SeriesQuestion.LOCAL)
                .flag("--csv", "all points: name, time, value")
                .option("--svg", "FILE", "a chart as SVG into this file; - is standard output")
                .option("--png", "FILE", "a chart as PNG into this file; - is standard output");
        ChartFile.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of(
                "ts render '*.loadaverage.load1'",
                "ts render 'aliasByNode(movingAverage(*.loadaverage.load*, 10), 2)' --from -6h",
                "ts render 'sumSeries(shop.*.orders)' --from -1d --csv",
                "ts render '*.loadaverage.load1' --from -6h --png load.png",
                "ts render 'web.cpu.*' --svg cpu.svg --title CPU --with 'areaMode=stacked&yMax=100' --dark");
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var target = "/render?target=" + AgentClient.encoded(given.text("TARGET")) + "&from="
                + AgentClient.encoded(given.text("--from")) + "&until=" + AgentClient.encoded(given.text("--until"))
                + SeriesQuestion.local(session);
        for (var kind : ChartFile.KINDS)
            if (session.given().has("--" + kind)) return ChartFile.write(session, target, kind);
        if (session.json()) return session.print(json(session, target + "&format=json"));
        if (given.has("--csv")) {
            session.streams().out().print(text(session, target + "&format=csv"));
            return ExitCode.OK;
        }
        var answer = new Answer(json(session, target + "&format=json&maxDataPoints=" + WIDEST));
        return session.show(answer, screen -> draw(screen, answer));
    }

    private static String text(Session session, String target) {
        return new String(SeriesQuestion.rendered(session, target), StandardCharsets.UTF_8);
    }

    private static Value json(Session session, String target) {
        try {
            return Json.read(text(session, target));
        } catch (Json.NotJson broken) {
            throw new CommandFailed(ExitCode.FAILED, target + " did not answer JSON: " + broken.getMessage());
        }
    }

    private static void draw(Screen screen, Answer answer) {
        if (answer.list().isEmpty()) screen.line("no series");
        for (var series : answer.list()) {
            var values = values(series);
            screen.title(Safe.line(series.text("target")));
            var room = Math.clamp(screen.room() - 4L, 1, WIDEST);
            screen.line("  " + new Drawing(screen.paint()).columns(narrowed(values, room), room));
            if (there(values).findAny().isEmpty()) screen.line("  no values in this time");
            else
                screen.line("  least " + Quantity.number(there(values).min().orElse(0)) + "  average "
                        + Quantity.number(there(values).average().orElse(0)) + "  greatest "
                        + Quantity.number(there(values).max().orElse(0)) + "  last "
                        + screen.paint()
                                .strong(Quantity.number(there(values)
                                        .reduce((one, next) -> next)
                                        .orElse(0))));
        }
    }

    private static List<Double> values(Answer series) {
        List<Double> values = new ArrayList<>();
        for (var point : series.list("datapoints")) {
            var value = point.list().getFirst();
            values.add(value.isPresent() ? value.number() : Double.NaN);
        }
        return values;
    }

    private static DoubleStream there(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).filter(value -> !Double.isNaN(value));
    }

    /** The greatest of each part, if there are more than there is room for. */
    private static List<Double> narrowed(List<Double> values, int room) {
        if (values.size() <= room) return values;
        List<Double> columns = new ArrayList<>();
        for (var column = 0; column < room; column++) {
            var part = values.subList(column * values.size() / room, (column + 1) * values.size() / room);
            columns.add(there(part).max().orElse(Double.NaN));
        }
        return columns;
    }
}

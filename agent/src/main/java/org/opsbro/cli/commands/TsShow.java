package org.opsbro.cli.commands;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Drawing;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

/** Draws a series: the greatest figure of each stretch of time as a column, a gap where nothing came, and what it was at the least, on average and at the most. */
final class TsShow implements Command {
    private static final int WIDEST = 120;
    private static final int VALUE = 1;
    private static final int MIN = 2;
    private static final int MAX = 3;

    @Override
    public void declare(Arguments arguments) {
        SeriesQuestion.declare(arguments.word("NAME", "which series; ts list names them"));
    }

    @Override
    public List<String> examples() {
        return List.of("ts show web-1.loadaverage.load1", "ts show web-1.loadaverage.load1 --from -7d --tier hour");
    }

    @Override
    public int run(Session session) {
        var answer = SeriesQuestion.ask(session);
        return session.show(answer, screen -> draw(session, screen, answer));
    }

    private static void draw(Session session, Screen screen, Answer answer) {
        screen.title(Safe.line(answer.text("name")));
        var points = answer.list("points");
        var from = answer.number("from");
        var until = answer.number("until");
        screen.line("  " + session.time(Instant.ofEpochSecond((long) from)) + " to "
                + session.time(Instant.ofEpochSecond((long) until))
                + screen.paint().faint("  " + Safe.line(answer.text("tier"))));
        if (points.isEmpty()) {
            screen.line("  no samples in this time");
            return;
        }
        var isRow = answer.list("columns").size() > 2;
        var room = Math.clamp(screen.room() - 4L, 1, WIDEST);
        var width = Math.clamp(Math.round((until - from) / step(points)), 1, room);
        screen.line("  "
                + new Drawing(screen.paint()).columns(columns(points, isRow ? MAX : VALUE, width, from, until), width));
        screen.line("  least "
                + Quantity.number(figure(points, isRow ? MIN : VALUE).min().orElse(0))
                + "  average " + Quantity.number(figure(points, VALUE).average().orElse(0))
                + "  greatest "
                + Quantity.number(figure(points, isRow ? MAX : VALUE).max().orElse(0))
                + "  last "
                + screen.paint()
                        .strong(Quantity.number(
                                points.getLast().list().get(VALUE).number()))
                + screen.paint().faint("  of " + points.size() + (isRow ? " rows" : " samples")));
    }

    private static DoubleStream figure(List<Answer> points, int column) {
        return points.stream().mapToDouble(point -> point.list().get(column).number());
    }

    /** The greatest figure of each stretch of time, NaN where nothing came. */
    private static List<Double> columns(List<Answer> points, int column, int width, double from, double until) {
        var columns = new ArrayList<>(Collections.nCopies(width, Double.NaN));
        for (var point : points) {
            var numbers = point.list();
            var at = (int) Math.min(width - 1, width * (numbers.getFirst().number() - from) / (until - from + 1));
            var value = numbers.get(column).number();
            columns.set(at, Double.isNaN(columns.get(at)) ? value : Math.max(columns.get(at), value));
        }
        return columns;
    }

    /** The shortest time between two samples, in seconds; a column is no shorter, or it would show gaps where there are none. */
    private static double step(List<Answer> points) {
        var shortest = Double.POSITIVE_INFINITY;
        for (var at = 1; at < points.size(); at++)
            shortest = Math.min(
                    shortest,
                    points.get(at).list().getFirst().number()
                            - points.get(at - 1).list().getFirst().number());
        return Math.max(1, Double.isInfinite(shortest) ? 1 : shortest);
    }
}

package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Drawing;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

/** Draws a dashboard; again and again where that is wanted, and then charts grow with each look. */
final class DashboardsShow implements Command {
    private static final int WIDEST = 160;
    private static final int SMALL = 1;
    private static final int RING = 7;
    private static final String HOME = "\u001b[H\u001b[2J";
    private final Map<String, List<Double>> seen = new HashMap<>();

    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("NAME", "which dashboard; dashboards list names them")
                .option("--occurences", "N", "1", "how often to draw it; 0 for ever, until Ctrl-C")
                .option("--every", "SECONDS", "2", "time between two drawings");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "dashboards show linux",
                "dashboards show linux --occurences 0 --every 5",
                "dashboards show linux --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var times = given.number("--occurences", 0, 1_000_000);
        var target = AgentClient.target("/dashboards", given.text("NAME"));
        for (var done = 1; ; done++) {
            var dashboard = session.agent().get(target);
            session.show(dashboard, screen -> draw(screen, dashboard, times != 1));
            session.streams().out().flush();
            if (done == times) return ExitCode.OK;
            try {
                Thread.sleep(1000L * given.number("--every", 1, 3600));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return ExitCode.OK;
            }
        }
    }

    private void draw(Screen screen, Answer dashboard, boolean again) {
        if (again && screen.live()) screen.out().print(HOME);
        screen.title(Safe.line(dashboard.text("title")));
        block(screen, dashboard.at("content"), Math.min(WIDEST, screen.width())).forEach(screen::line);
    }

    private List<String> block(Screen screen, Answer part, int width) {
        return switch (part.text("kind")) {
            case "vertical_split" ->
                part.list("parts").stream()
                        .flatMap(each -> block(screen, each, width).stream())
                        .toList();
            case "horizontal_split" -> beside(screen, part.list("parts"), width);
            default -> widget(screen, part, width);
        };
    }

    private List<String> beside(Screen screen, List<Answer> parts, int width) {
        List<List<String>> blocks = new ArrayList<>();
        for (var i = 0; i < parts.size(); i++) {
            var from = width * i / parts.size();
            blocks.add(block(screen, parts.get(i), width * (i + 1) / parts.size() - from));
        }
        return new Drawing(screen.paint()).beside(blocks);
    }

    private List<String> widget(Screen screen, Answer widget, int width) {
        var drawing = new Drawing(screen.paint());
        var title = Safe.line(widget.text("title"));
        var isRing = widget.text("kind").equals("donut");
        var error = widget.find("error");
        if (error.isPresent())
            return drawing.box(
                    title,
                    List.of(screen.paint().warning("‼ " + Safe.line(error.get()))),
                    width,
                    isRing ? RING : SMALL);
        var number = widget.number("value");
        var figure = Quantity.number(number) + (widget.text("unit").isEmpty() ? "" : " " + widget.text("unit"));
        var inner = width - 4;
        return switch (widget.text("kind")) {
            case "donut" -> drawing.box(title, centred(drawing.ring(number, figure), inner), width, RING);
            case "horizontal_gauge" -> drawing.box(title, drawing.gauge(number, figure, inner), width, SMALL);
            case "horizontal_chart" ->
                drawing.box(title, chart(screen, drawing, title, number, figure, inner), width, SMALL);
            default -> drawing.box(title, List.of(Safe.line(widget.text("value"))), width, SMALL);
        };
    }

    private List<String> chart(Screen screen, Drawing drawing, String title, double number, String figure, int width) {
        var values = seen.computeIfAbsent(title, name -> new ArrayList<>());
        values.add(number);
        return List.of(drawing.columns(values, Math.max(1, width - figure.length() - 1)) + " "
                + screen.paint().strong(figure));
    }

    private static List<String> centred(List<String> lines, int width) {
        return lines.stream()
                .map(line -> " ".repeat(Math.max(0, (width - 17) / 2)) + line)
                .toList();
    }
}

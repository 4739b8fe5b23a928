package org.opsbro.cli.commands;

import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Screen;

/** What the histories of all rooms have in common. */
final class HistoryList {
    private HistoryList() {}

    static Arguments declare(Arguments arguments) {
        return arguments.option("--limit", "N", "50", "how many of the last changes");
    }

    /** A line draws one entry. */
    interface Line {
        String of(Screen screen, Answer entry);
    }

    static int show(Session session, String path, String title, Line line) {
        var history = session.agent().get(path + "?limit=" + session.given().number("--limit", 1, 10_000));
        return session.show(history, screen -> {
            screen.title(title);
            var moments = history.list();
            if (moments.isEmpty()) screen.line("  nothing has changed yet");
            for (var moment : moments)
                for (var entry : moment.list("entries"))
                    screen.line(screen.paint()
                                    .faint(moment.instant("date")
                                            .map(Quantity::time)
                                            .orElse("?")) + "  " + line.of(screen, entry));
        });
    }
}

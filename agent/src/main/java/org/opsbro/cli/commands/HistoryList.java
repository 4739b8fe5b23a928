package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

/** What the histories of all rooms have in common: {@code [{"date": …, "entries": [...]}]}, the oldest first. */
final class HistoryList {
    private HistoryList() {}

    static Arguments declare(Arguments arguments) {
        return arguments.option("--limit", "N", "50", "how many of the last changes");
    }

    /** The cells of one entry, behind its date. */
    interface Row {
        List<String> of(Screen screen, Answer entry);
    }

    /**
     * Things that have a state: {@code {"name", "old_state", "state"}}.
     *
     * @param reason the key of what was said with the new state
     */
    static int states(Session session, String path, String title, String reason) {
        var columns = new Table()
                .column("WHEN", 1)
                .column("NAME", 1)
                .column("WAS", 2)
                .column("IS", 1)
                .sentence("WHY", 1);
        return show(
                session,
                path,
                title,
                columns,
                (screen, entry) -> List.of(
                        screen.paint().accent(Safe.line(entry.text("name"))),
                        screen.state(entry.text("old_state").toUpperCase(Locale.ROOT)),
                        screen.state(entry.text("state").toUpperCase(Locale.ROOT)),
                        (entry.isTrue("flapping") ? screen.paint().warning("flapping") + "  " : "")
                                + Safe.line(entry.find(reason).orElse(""))));
    }

    static int show(Session session, String path, String title, Table table, Row row) {
        var limited = path + "?limit=" + session.given().number("--limit", 1, 10_000);
        var history = session.agent().get(OtherNode.call(session, limited));
        return session.show(history, screen -> {
            screen.title(title);
            if (history.list().isEmpty()) {
                screen.line("  nothing has changed yet");
                return;
            }
            for (var moment : history.list()) {
                var date = moment.instant("date").map(session::time).orElse("?");
                for (var entry : moment.list("entries")) {
                    var cells = new ArrayList<>(List.of(screen.paint().faint(date)));
                    cells.addAll(row.of(screen, entry));
                    table.row(cells.toArray(String[]::new));
                }
            }
            table.draw(screen);
        });
    }
}

package org.opsbro.cli.commands;

import java.time.Instant;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Paint;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;
import org.opsbro.model.Value;

/** How it is with the levels that nodes share. */
final class PacksLevels implements Command {
    private static final int MOST_LINES = 20;

    @Override
    public void declare(Arguments arguments) {
        // nothing
    }

    @Override
    public List<String> examples() {
        return List.of("packs levels", "packs levels --json");
    }

    @Override
    public int run(Session session) {
        var levels = session.agent().get("/levels").list();
        var answer = new Value.Items(levels.stream().map(Answer::value).toList());
        return session.show(new Answer(answer), screen -> {
            screen.title("Levels");
            var table = new Table()
                    .column("LEVEL", 1)
                    .column("STATE", 1)
                    .column("ZONE", 3)
                    .column("VERSION", 2)
                    .column("FILES", 4)
                    .column("BY", 2)
                    .column("AT", 3);
            for (var each : levels)
                table.row(
                        each.text("level"),
                        state(screen.paint(), each.text("state")),
                        Safe.line(each.text("zone")),
                        each.find("version").orElse("-"),
                        each.find("files").orElse("-"),
                        Safe.line(each.find("author").orElse("-")),
                        each.find("at")
                                .map(at -> session.time(Instant.parse(at)))
                                .orElse("-"));
            table.draw(screen);
            for (var each : levels) details(screen, each);
        });
    }

    private static String state(Paint paint, String word) {
        return switch (word) {
            case "ok" -> paint.ok("✓ " + word);
            case "local" -> paint.faint("· " + word);
            case "refused" -> paint.bad("✕ " + word);
            default -> paint.warning("‼ " + word);
        };
    }

    /** What is wrong with a level, in a sentence; nothing where all is well. */
    static void trouble(Screen screen, Answer level) {
        if (!level.text("reason").isEmpty())
            screen.text(
                    " " + screen.paint().warning("‼ "),
                    3,
                    "level " + level.text("level") + ": " + Safe.line(level.text("reason")));
    }

    private static void details(Screen screen, Answer level) {
        trouble(screen, level);
        var edits = level.texts("edits");
        for (var edit : edits.subList(0, Math.min(edits.size(), MOST_LINES))) screen.line("     " + Safe.line(edit));
        if (edits.size() > MOST_LINES) screen.line("     … and " + (edits.size() - MOST_LINES) + " more");
        for (var kept : level.texts("kept"))
            screen.text("   ", 3, screen.paint().faint("edited here, and kept: " + Safe.line(kept)));
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import java.util.stream.Collectors;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class ExecutorsHistory implements Command {
    @Override
    public void declare(Arguments arguments) {
        HistoryList.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("executors history", "executors history --limit 5 --json");
    }

    @Override
    public int run(Session session) {
        var columns = new Table().column("WHEN", 1).sentence("WHAT", 1);
        return HistoryList.show(
                session,
                "/exec/history",
                "Commands that were ordered here, and that ran here",
                columns,
                (screen, entry) -> List.of(line(screen, entry)));
    }

    private static String line(Screen screen, Answer entry) {
        var paint = screen.paint();
        var who = paint.accent(Safe.line(entry.find("user").orElse("")));
        var command = Safe.line(entry.find("line").orElseGet(() -> command(entry)));
        if (entry.text("side").equals("ordered")) return who + ordered(screen, entry) + paint.strong(command);
        return who + paint.faint(" @ ") + Safe.line(entry.find("from").orElse("?")) + " → here " + here(screen, entry)
                + paint.strong(command);
    }

    /** As a shell would take it. */
    static String command(Answer entry) {
        var words = entry.texts("command");
        if (entry.isTrue("shell")) return String.join(" ", words);
        return words.stream().map(ExecutorsHistory::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String ordered(Screen screen, Answer entry) {
        if (entry.text("deed").equals("began"))
            return " orders " + Safe.line(entry.text("group")) + " (nodes: " + entry.text("nodes") + ")  ";
        return " → " + screen.paint().key(Safe.line(entry.text("node"))) + " "
                + ended(screen, entry, entry.text("state"), "done");
    }

    private static String here(Screen screen, Answer entry) {
        return switch (entry.text("deed")) {
            case "began" -> "begins  ";
            case "refused" -> screen.paint().bad("refused: " + Safe.line(entry.text("reason"))) + "  ";
            default -> ended(screen, entry, entry.text("manner"), "exited");
        };
    }

    private static String ended(Screen screen, Answer entry, String how, String usual) {
        var code = entry.find("rc").map(number -> "exit code " + number).orElse(how);
        var fine = how.equals(usual) && entry.number("rc") == 0;
        var reason = entry.find("reason")
                .filter(text -> !text.isEmpty())
                .map(text -> ": " + Safe.line(text))
                .orElse("");
        var text = (how.equals(usual) ? code : how) + reason;
        return (fine ? screen.paint().ok(text) : screen.paint().bad(text)) + "  ";
    }
}

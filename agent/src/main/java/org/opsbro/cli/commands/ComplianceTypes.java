package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;
import org.opsbro.model.Nearest;

final class ComplianceTypes implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("TYPE", "one type, with an example; all without it");
    }

    @Override
    public List<String> examples() {
        return List.of("compliance types", "compliance types file-rights", "compliance types --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var all = session.agent().get("/compliance/types");
        var wanted = session.given().find("TYPE");
        if (wanted.isEmpty()) return session.show(all, screen -> list(screen, all));
        var one = all.list().stream()
                .filter(type -> type.text("name").equals(wanted.get()))
                .findFirst()
                .orElseThrow(() -> unknown(all, wanted.get()));
        return session.show(one, screen -> draw(screen, one));
    }

    private static CommandFailed unknown(Answer all, String wanted) {
        var names = all.list().stream().map(type -> type.text("name")).toList();
        return new CommandFailed(
                ExitCode.NOT_FOUND,
                "there is no type of rule " + wanted + Nearest.hint(wanted, names) + " (see: opsbro compliance types)");
    }

    private static void list(Screen screen, Answer all) {
        screen.title("Types of rules");
        var table = new Table().column("TYPE", 1).sentence("WHAT IT HOLDS", 1);
        for (var type : all.list())
            table.row(screen.paint().accent(Safe.line(type.text("name"))), Safe.line(type.text("doc")));
        table.draw(screen);
    }

    private static void draw(Screen screen, Answer type) {
        screen.title(type.text("name"));
        screen.text("  ", 2, Safe.line(type.text("doc")));
        var asks = type.texts("asks");
        screen.line("  " + screen.paint().faint("asks, to look:  ")
                + (asks.isEmpty() ? "no program" : Safe.line(String.join(", ", asks))));
        screen.blank();
        screen.line("  rule:");
        screen.line("    type: " + Safe.line(type.text("name")));
        screen.line("    parameters:");
        type.text("example").lines().forEach(line -> screen.line("      " + Safe.line(line)));
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;
import org.opsbro.model.Value;

final class PacksList implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.choice("--level", "LEVEL", "only those of one level", "core", "global", "zone", "local");
    }

    @Override
    public List<String> examples() {
        return List.of("packs list", "packs list --level global");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var level = session.given().find("--level");
        var packs = session.agent().get("/packs").list().stream()
                .filter(each -> level.isEmpty() || each.text("level").equals(level.get()))
                .toList();
        var answer = new Value.Items(packs.stream().map(Answer::value).toList());
        return session.show(new Answer(answer), screen -> {
            screen.title("Packs");
            var table = new Table()
                    .column("LEVEL", 1)
                    .column("PACK", 1)
                    .column("VERSION", 4)
                    .column("STATE", 2)
                    .sentence("DESCRIPTION", 1);
            for (var each : packs) {
                table.row(
                        each.text("level"),
                        screen.paint().accent(Safe.line(each.text("name"))),
                        Safe.line(each.text("version")),
                        each.isTrue("in_force")
                                ? screen.paint().ok("✓ in force")
                                : screen.paint().faint("replaced by " + each.text("shadowed_by")),
                        Safe.line(each.text("description")));
            }
            table.draw(screen);
            for (var each : session.agent().get("/levels").list()) PacksLevels.trouble(screen, each);
        });
    }
}

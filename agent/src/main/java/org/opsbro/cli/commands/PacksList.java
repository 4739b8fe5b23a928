package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class PacksList implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.option("--level", "LEVEL", "only those of core, global, zone or local");
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
        var packs = session.agent().get("/packs");
        var level = session.given().find("--level");
        return session.show(packs, screen -> {
            screen.title("Packs");
            var table = new Table()
                    .column("LEVEL", 1)
                    .column("PACK", 1)
                    .column("VERSION", 4)
                    .column("STATE", 2)
                    .column("DESCRIPTION", 3);
            for (var each : packs.list()) {
                if (level.isPresent() && !each.text("level").equals(level.get())) continue;
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
        });
    }
}

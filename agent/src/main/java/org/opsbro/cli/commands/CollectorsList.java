package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class CollectorsList implements Command {
    @Override
    public List<String> examples() {
        return List.of("collectors list");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var collectors = session.agent().get("/collectors");
        return session.show(collectors, screen -> {
            screen.title("Collectors");
            var table = new Table()
                    .column("COLLECTOR", 1)
                    .column("PACK", 2)
                    .right("EVERY", 2)
                    .column("WHAT IT GATHERS", 1);
            for (var name : collectors.keys()) {
                var each = collectors.at(name);
                table.row(
                        Safe.line(name),
                        Safe.line(each.text("pack")),
                        Quantity.number(each.number("every")) + " s",
                        Safe.line(each.text("doc")));
            }
            table.draw(screen);
        });
    }
}

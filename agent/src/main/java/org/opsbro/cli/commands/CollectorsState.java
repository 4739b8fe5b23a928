package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class CollectorsState implements Command {
    @Override
    public void declare(Arguments arguments) {
        OtherNode.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("collectors state", "collectors state --node web-1");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var collectors = session.agent().get(OtherNode.call(session, "/collectors"));
        return session.show(collectors, screen -> {
            screen.title("Collectors");
            var table = new Table()
                    .column("COLLECTOR", 1)
                    .column("PACK", 3)
                    .column("STATE", 1)
                    .column("LAST RUN", 2)
                    .right("TOOK", 4)
                    .sentence("REASON", 1);
            for (var name : collectors.keys()) {
                var each = collectors.at(name);
                table.row(
                        Safe.line(name),
                        Safe.line(each.text("pack")),
                        screen.state(each.text("state")),
                        each.instant("last_check")
                                .filter(at -> at.getEpochSecond() > 0)
                                .map(at -> Quantity.ago(at, session.now()))
                                .orElse("never"),
                        Quantity.number(each.number("took") * 1000) + " ms",
                        Safe.line(each.find("log").orElse("")));
            }
            table.draw(screen);
        });
    }
}

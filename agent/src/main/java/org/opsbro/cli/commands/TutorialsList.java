package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class TutorialsList implements Command {
    @Override
    public List<String> examples() {
        return List.of("tutorials list");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var tutorials = session.agent().get("/tutorials");
        return session.show(tutorials, screen -> {
            screen.title("Tutorials");
            for (var each : tutorials.list())
                screen.line("  " + screen.crumbs(each.text("level"), each.text("pack"), each.text("name")) + "  "
                        + Safe.line(each.text("title")));
            screen.line(screen.paint().faint("  read one: opsbro tutorials show NAME"));
        });
    }
}

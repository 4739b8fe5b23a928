package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class DashboardsList implements Command {
    @Override
    public List<String> examples() {
        return List.of("dashboards list");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var dashboards = session.agent().get("/dashboards");
        return session.show(dashboards, screen -> {
            screen.title("Dashboards");
            for (var each : dashboards.list())
                screen.line("  " + screen.crumbs(each.text("level"), each.text("pack"), each.text("name")) + "  "
                        + Safe.line(each.text("title")));
        });
    }
}

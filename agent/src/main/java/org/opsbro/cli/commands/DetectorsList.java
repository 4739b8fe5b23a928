package org.opsbro.cli.commands;

import java.util.List;
import java.util.stream.Collectors;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;

final class DetectorsList implements Command {
    @Override
    public List<String> examples() {
        return List.of("detectors list");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var detectors = session.agent().get("/agent/detectors");
        return session.show(detectors, screen -> {
            screen.title("Detectors");
            for (var each : detectors.list()) {
                screen.line("  " + screen.crumbs(each.text("name").split("/"))
                        + screen.paint().faint("  each " + Quantity.number(each.number("interval")) + " s"));
                screen.said("    ", each.text("apply_if"));
                screen.text(
                        "    gives ",
                        10,
                        each.texts("add_groups").stream()
                                .map(Safe::line)
                                .map(screen.paint()::key)
                                .collect(Collectors.joining(", ")));
            }
        });
    }
}

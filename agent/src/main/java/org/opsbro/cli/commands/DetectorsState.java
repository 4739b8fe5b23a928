package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

final class DetectorsState implements Command {
    @Override
    public void declare(Arguments arguments) {
        OtherNode.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("detectors state", "detectors state --node web-1");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var state = session.agent().get(OtherNode.call(session, "/agent/detectors/state"));
        return session.show(state, screen -> {
            groups(screen, "Defined groups", state.texts("defined_groups"));
            groups(screen, "Current detected groups", state.texts("detected_groups"));
            var failed = state.at("detectors").keys().stream()
                    .filter(each -> !state.text("detectors", each, "error").isEmpty())
                    .toList();
            if (failed.isEmpty()) return;
            screen.title("Detectors that cannot tell");
            for (var each : failed) {
                screen.line("  " + screen.paint().accent(Safe.line(each)));
                screen.said("    ", state.text("detectors", each, "error"));
            }
        });
    }

    private static void groups(Screen screen, String title, List<String> groups) {
        screen.title(title);
        if (groups.isEmpty()) screen.line("  none");
        groups.forEach(group -> screen.line(" * " + screen.paint().key(Safe.line(group))));
    }
}

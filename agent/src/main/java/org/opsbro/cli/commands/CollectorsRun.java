package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class CollectorsRun implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("NAME", "which collector");
    }

    @Override
    public List<String> examples() {
        return List.of("collectors run memory");
    }

    @Override
    public int run(Session session) {
        var name = session.given().text("NAME");
        var report = session.agent().post(AgentClient.target("/collectors", name) + "/run", "");
        return session.show(report, screen -> {
            screen.line(" - " + screen.paint().accent(Safe.line(name)) + " → " + screen.state(report.text("state"))
                    + "  " + Safe.line(report.find("log").orElse("")));
            for (var leaf : report.at("results").leaves("collector." + name))
                screen.pair(
                        "   ", Safe.line(leaf.path()), Safe.line(leaf.value().display()), "");
        });
    }
}

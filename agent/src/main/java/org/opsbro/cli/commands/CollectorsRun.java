package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

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
        return session.show(report, screen -> CollectorReport.draw(screen, name, report, true));
    }
}

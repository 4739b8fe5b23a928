package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class MonitoringWaitOk implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("NAME", "which check, such as linux/disks");
    }

    @Override
    public List<String> examples() {
        return List.of("monitoring wait-ok linux/disks --timeout 60s");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var name = session.given().text("NAME");
        var target = AgentClient.target("/monitoring/checks", name.split("/"));
        return session.await(
                "the check " + name + " is OK",
                () -> session.agent().get(target).text("status", "state").equals("ok"));
    }
}

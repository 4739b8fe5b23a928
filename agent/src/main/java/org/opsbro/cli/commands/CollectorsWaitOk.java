package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class CollectorsWaitOk implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("NAME", "which collector");
    }

    @Override
    public List<String> examples() {
        return List.of("collectors wait-ok memory --timeout 30s");
    }

    @Override
    public int run(Session session) {
        var name = session.given().text("NAME");
        var target = AgentClient.target("/collectors", name);
        return session.await(
                "the collector " + name + " is OK",
                () -> session.agent().get(target).text("state").equals("OK"));
    }
}

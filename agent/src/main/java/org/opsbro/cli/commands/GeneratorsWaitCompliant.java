package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class GeneratorsWaitCompliant implements Command {
    private static final List<String> RIGHT = List.of("COMPLIANT", "FIXED");

    @Override
    public void declare(Arguments arguments) {
        arguments.word("NAME", "which generator, such as haproxy/backends");
    }

    @Override
    public List<String> examples() {
        return List.of("generators wait-compliant haproxy/backends --timeout 60s");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var name = session.given().text("NAME");
        var target = AgentClient.target("/agent/generators", name.split("/"));
        return session.await(
                "the file of " + name + " is right, and its command has run",
                () -> RIGHT.contains(session.agent().get(target).text("status", "state")));
    }
}

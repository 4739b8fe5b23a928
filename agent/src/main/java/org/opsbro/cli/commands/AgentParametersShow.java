package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentParametersShow implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent parameters show", "agent parameters show --json");
    }

    @Override
    public int run(Session session) {
        var parameters = session.agent().get("/agent/parameters");
        return session.show(parameters, screen -> {
            screen.title("Parameters of the agent");
            screen.pairs(
                    "  ",
                    parameters.keys().stream()
                            .map(name -> AgentParameter.pair(name, parameters.at(name)))
                            .toList());
        });
    }
}

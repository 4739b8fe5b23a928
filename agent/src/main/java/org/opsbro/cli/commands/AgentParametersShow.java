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
            for (var name : parameters.keys()) {
                var parameter = parameters.at(name);
                var note = parameter.isTrue("is_default")
                        ? "is default"
                        : parameter.find("source").orElse("");
                screen.pair("  ", "agent." + name, parameter.text("value"), note);
            }
        });
    }
}

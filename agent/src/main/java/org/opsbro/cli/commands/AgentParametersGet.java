package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentParametersGet implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("NAME", "the parameter, as agent parameters show names it");
    }

    @Override
    public List<String> examples() {
        return List.of("agent parameters get log_level", "agent parameters get groups");
    }

    @Override
    public int run(Session session) {
        var name = AgentParameter.name(session.given().text("NAME"));
        var parameter = session.agent().get(AgentClient.target("/agent/parameters", name));
        return session.show(parameter, screen -> screen.pairs("", List.of(AgentParameter.pair(name, parameter))));
    }
}

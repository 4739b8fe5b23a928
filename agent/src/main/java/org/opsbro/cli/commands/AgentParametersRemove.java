package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentParametersRemove implements Command {
    @Override
    public void declare(Arguments arguments) {
        AgentParameter.declare(arguments, "what to take out of the list");
    }

    @Override
    public List<String> examples() {
        return List.of("agent parameters remove groups web");
    }

    @Override
    public int run(Session session) {
        return AgentParameter.change(session, "remove");
    }
}

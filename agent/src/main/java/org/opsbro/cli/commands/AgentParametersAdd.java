package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentParametersAdd implements Command {
    @Override
    public void declare(Arguments arguments) {
        AgentParameter.declare(arguments, "what to add to the list");
    }

    @Override
    public List<String> examples() {
        return List.of("agent parameters add groups web", "agent parameters add seeds 10.0.0.2:6768");
    }

    @Override
    public int run(Session session) {
        return AgentParameter.change(session, "add");
    }
}

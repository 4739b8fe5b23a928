package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentParametersSet implements Command {
    @Override
    public void declare(Arguments arguments) {
        AgentParameter.declare(arguments, "its new value");
    }

    @Override
    public List<String> examples() {
        return List.of("agent parameters set log_level DEBUG");
    }

    @Override
    public int run(Session session) {
        return AgentParameter.change(session, "set");
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentWaitInitialized implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent wait-initialized", "agent wait-initialized --timeout 60");
    }

    @Override
    public int run(Session session) {
        var agent = session.agent();
        return session.await(
                "the agent has taken each of its turns",
                () -> agent.state().filter(word -> word.equals("ok")).isPresent());
    }
}

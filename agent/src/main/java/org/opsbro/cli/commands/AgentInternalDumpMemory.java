package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentInternalDumpMemory implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent internal dump-memory");
    }

    @Override
    public int run(Session session) {
        var answer = session.agent().post("/debug/memory", "");
        return session.show(
                answer,
                screen -> screen.line(screen.paint().ok("✓") + " the memory of the agent was written to "
                        + answer.find("path").orElseGet(answer::text)
                        + screen.paint().faint(" (it may hold secrets)")));
    }
}

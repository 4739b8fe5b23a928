package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentReload implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent reload");
    }

    @Override
    public int run(Session session) {
        var answer = session.agent().post("/agent/reload", "");
        return session.show(answer, screen -> {
            var problems = answer.list("problems");
            screen.line(screen.paint().ok("✓") + " packs and settings were read again"
                    + answer.find("packs").map(count -> ": " + count + " packs").orElse(""));
            if (!problems.isEmpty())
                screen.line(screen.paint().warning("‼ " + problems.size() + " problems in them")
                        + ", see: opsbro agent info");
        });
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class AgentLogList implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent log list");
    }

    @Override
    public int run(Session session) {
        var parts = session.agent().get("/log/parts");
        return session.show(parts, screen -> {
            screen.title("Logs");
            parts.texts().forEach(part -> screen.line("  " + screen.paint().key(Safe.line(part))));
            screen.line(screen.paint().faint("  read one: opsbro agent log follow PART"));
        });
    }
}

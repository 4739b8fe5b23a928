package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class CollectorsHistory implements Command {
    @Override
    public void declare(Arguments arguments) {
        HistoryList.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("collectors history", "collectors history --limit 10");
    }

    @Override
    public int run(Session session) {
        return HistoryList.show(
                session,
                "/agent/collectors/history",
                "Collectors that changed",
                (screen, entry) -> screen.paint().accent(Safe.line(entry.text("name"))) + "  "
                        + screen.state(entry.text("old_state")) + " → " + screen.state(entry.text("state")) + "  "
                        + Safe.line(entry.find("log").orElse("")));
    }
}

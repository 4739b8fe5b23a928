package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

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
        return HistoryList.states(session, "/agent/collectors/history", "Collectors that changed", "log");
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class MonitoringHistory implements Command {
    @Override
    public void declare(Arguments arguments) {
        OtherNode.declare(HistoryList.declare(arguments));
    }

    @Override
    public List<String> examples() {
        return List.of("monitoring history", "monitoring history --limit 5", "monitoring history --node web-1");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        return HistoryList.states(session, "/monitoring/history/checks", "Checks that changed", "output");
    }
}

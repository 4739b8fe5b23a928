package org.opsbro.cli.commands;

import java.util.List;
import java.util.Locale;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class MonitoringHistory implements Command {
    @Override
    public void declare(Arguments arguments) {
        HistoryList.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("monitoring history", "monitoring history --limit 5");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        return HistoryList.show(
                session,
                "/monitoring/history/checks",
                "Checks that changed",
                (screen, entry) -> screen.paint().accent(Safe.line(entry.text("name"))) + "  "
                        + screen.state(entry.text("old_state").toUpperCase(Locale.ROOT)) + " → "
                        + screen.state(entry.text("state").toUpperCase(Locale.ROOT))
                        + (entry.isTrue("flapping") ? " flapping" : "") + "  "
                        + Safe.line(entry.find("output").orElse("")));
    }
}

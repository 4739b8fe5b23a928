package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class GossipHistory implements Command {
    @Override
    public void declare(Arguments arguments) {
        HistoryList.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("gossip history", "gossip history --limit 500 --json");
    }

    @Override
    public int run(Session session) {
        var columns = new Table()
                .column("WHEN", 1)
                .column("NODE", 1)
                .column("WHAT", 1)
                .sentence("WHY", 1);
        return HistoryList.show(
                session,
                "/agent/members/history",
                "Nodes that came, went or changed",
                columns,
                (screen, entry) -> List.of(
                        screen.paint().key(Safe.line(subject(entry))),
                        what(screen, entry),
                        Safe.line(entry.find("why").orElse(""))));
    }

    private static String subject(Answer entry) {
        return entry.text("type").equals("zone-link-change") ? "zone " + entry.text("zone") : entry.text("name");
    }

    private static String what(Screen screen, Answer entry) {
        return switch (entry.text("type")) {
            case "node-state-change" ->
                screen.state(entry.text("old_state")) + " → " + screen.state(entry.text("state"));
            case "group-add" -> screen.paint().ok("+" + Safe.line(entry.text("group")));
            case "group-remove" -> screen.paint().bad("-" + Safe.line(entry.text("group")));
            case "node-zone-change" ->
                "zone " + Safe.line(entry.text("old_zone")) + " → " + Safe.line(entry.text("zone"));
            case "zone-link-change" ->
                "link " + Safe.line(entry.text("old_state")) + " → " + screen.state(entry.text("state"));
            default -> Safe.line(entry.text("type"));
        };
    }
}

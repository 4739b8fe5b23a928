package org.opsbro.cli.commands;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class ComplianceHistory implements Command {
    @Override
    public void declare(Arguments arguments) {
        OtherNode.declare(HistoryList.declare(arguments));
    }

    @Override
    public List<String> examples() {
        return List.of("compliance history", "compliance history --limit 5", "compliance history --node web-1");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var columns = new Table()
                .column("WHEN", 1)
                .column("COMPLIANCE", 2)
                .column("RULE", 1)
                .column("WAS", 3)
                .column("IS", 1)
                .sentence("WHY", 1);
        return HistoryList.show(
                session,
                "/compliance/history",
                "Rules that changed their state",
                columns,
                (screen, entry) -> List.of(
                        Safe.line(entry.text("compliance")),
                        screen.paint().accent(Safe.line(entry.text("name"))),
                        screen.state(entry.text("old_state")),
                        screen.state(entry.text("state")),
                        Safe.line(why(entry))));
    }

    /** What was done, or what is wrong, or else why it is not for this node; what is as it should be needs no reason. */
    private static String why(Answer entry) {
        var told = entry.text("state").equals("FIXED")
                ? texts(entry, Set.of("FIX"))
                : texts(entry, Set.of("DEVIATION", "ERROR"));
        return told.isEmpty() ? texts(entry, Set.of("INFO")) : told;
    }

    private static String texts(Answer entry, Set<String> kinds) {
        return entry.list("infos").stream()
                .filter(info -> kinds.contains(info.text("state")))
                .map(info -> info.text("text"))
                .collect(Collectors.joining("; "));
    }
}

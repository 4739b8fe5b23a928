package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

final class CollectorsShow implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("NAME", "one collector; all without it").flag("--short", "names and states only");
    }

    @Override
    public List<String> examples() {
        return List.of("collectors show", "collectors show memory", "collectors show diskusage --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var name = session.given().find("NAME");
        if (name.isPresent()) {
            var collector = session.agent().get(AgentClient.target("/collectors", name.get()));
            return session.show(collector, screen -> collector(screen, name.get(), collector, false));
        }
        var all = session.agent().get("/collectors");
        return session.show(
                all,
                screen -> all.keys()
                        .forEach(each -> collector(
                                screen, each, all.at(each), session.given().has("--short"))));
    }

    private static void collector(Screen screen, String name, Answer collector, boolean isShort) {
        if (!isShort) screen.title("Collector " + Safe.line(name));
        CollectorReport.draw(screen, name, collector, !isShort);
    }
}

package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Value;

final class ServicesState implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("NAME", "one service; all without it");
    }

    @Override
    public List<String> examples() {
        return List.of("services state", "services state http", "services state --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var here = session.agent().get("/monitoring/services");
        var everywhere = session.agent().get("/state/services");
        var names = new TreeSet<>(here.keys());
        names.addAll(everywhere.keys());
        session.given().find("NAME").ifPresent(wanted -> {
            if (!names.contains(wanted))
                throw new CommandFailed(
                        ExitCode.NOT_FOUND, "no service is called " + wanted + "; see: opsbro services state");
            names.retainAll(List.of(wanted));
        });
        var both = Value.object();
        for (var name : names)
            both.with(
                    name,
                    Value.object()
                            .with("here", here.at(name).value())
                            .with("cluster", everywhere.at(name).value())
                            .end());
        return session.show(new Answer(both.end()), screen -> draw(screen, here, everywhere, List.copyOf(names)));
    }

    private static void draw(Screen screen, Answer here, Answer everywhere, List<String> names) {
        screen.title("Services");
        if (names.isEmpty()) screen.line("  none");
        for (var name : names) {
            var local = here.at(name);
            var cluster = everywhere.at(name);
            var state = local.isPresent()
                    ? screen.state(local.text("state").toUpperCase(Locale.ROOT))
                    : screen.paint().faint("not on this node");
            screen.line("  - " + Columns.left(screen.paint().accent(Safe.line(name)), 24) + " "
                    + Columns.left(state, 18) + screen.paint().faint(facts(local, cluster)));
            local.find("why").filter(text -> !text.isEmpty()).ifPresent(text -> screen.said("    ", text));
            var failing = cluster.texts("failing-members");
            if (!failing.isEmpty()) screen.said("    ", "fails on " + String.join(", ", failing));
        }
    }

    private static String facts(Answer local, Answer cluster) {
        var facts = new ArrayList<String>();
        if (local.number("port") > 0) facts.add("port " + local.text("port"));
        if (!local.texts("tags").isEmpty()) facts.add(Safe.line(String.join(",", local.texts("tags"))));
        var members = cluster.list("members").size();
        if (members > 0) facts.add("passes on " + cluster.text("passing") + " of " + members);
        return String.join("  ", facts);
    }
}

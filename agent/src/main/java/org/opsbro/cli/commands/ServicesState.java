package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        var wanted = session.given().find("NAME");
        var names = everywhere.keys().stream()
                .filter(name -> wanted.isEmpty() || name.equals(wanted.get()))
                .toList();
        if (wanted.isPresent() && names.isEmpty())
            throw new CommandFailed(
                    ExitCode.NOT_FOUND, "no service is called " + wanted.get() + "; see: opsbro services state");
        var all = Value.object();
        for (var name : names)
            all.with(
                    name,
                    Value.object()
                            .with("cluster", everywhere.at(name).value())
                            .with(
                                    "here",
                                    new Value.Items(instances(here, name).stream()
                                            .map(Answer::value)
                                            .toList()))
                            .end());
        return session.show(new Answer(all.end()), screen -> draw(screen, here, everywhere, names));
    }

    /** What this node offers by a name: mostly one, more where programs registered several. */
    private static List<Answer> instances(Answer here, String name) {
        return here.keys().stream()
                .map(here::at)
                .filter(each -> each.text("name").equals(name))
                .toList();
    }

    private static void draw(Screen screen, Answer here, Answer everywhere, List<String> names) {
        screen.title("Services");
        if (names.isEmpty()) screen.line("  none");
        for (var name : names) {
            var cluster = everywhere.at(name);
            screen.line("  - " + Columns.left(screen.paint().accent(Safe.line(name)), 24) + " passes on "
                    + cluster.text("passing") + " of " + cluster.list("members").size());
            var failing = cluster.texts("failing-members");
            if (!failing.isEmpty()) screen.said("    ", "fails on " + Safe.line(String.join(", ", failing)));
            for (var instance : instances(here, name)) instance(screen, instance);
        }
    }

    private static void instance(Screen screen, Answer instance) {
        var state = screen.state(instance.text("state").toUpperCase(Locale.ROOT));
        screen.line("      here: " + Columns.left(state, 16) + screen.paint().faint(facts(instance)));
        instance.find("why").filter(text -> !text.isEmpty()).ifPresent(text -> screen.said("      ", text));
    }

    private static String facts(Answer instance) {
        var facts = new ArrayList<String>();
        if (instance.number("port") > 0) facts.add("port " + instance.text("port"));
        if (!instance.text("id").equals(instance.text("name"))) facts.add("id " + Safe.line(instance.text("id")));
        var tags = instance.texts("tags");
        if (!tags.isEmpty()) facts.add("tags " + Safe.line(String.join(", ", tags)));
        return String.join("  ", facts);
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Value;

final class GeneratorsState implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("NAME", "one generator or pack, such as haproxy/backends or haproxy; all without it")
                .flag("--show-diff", "with the difference of its last change");
    }

    @Override
    public List<String> examples() {
        return List.of("generators state", "generators state haproxy --show-diff", "generators state --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var all = session.agent().get("/generators/state");
        var wanted = session.given().find("NAME").orElse("");
        var names = all.keys().stream()
                .filter(name -> wanted.isEmpty() || name.equals(wanted) || name.startsWith(wanted + "/"))
                .toList();
        if (names.isEmpty() && !wanted.isEmpty())
            throw new CommandFailed(
                    ExitCode.NOT_FOUND, "no generator is called " + wanted + "; see: opsbro generators state");
        var shown = Value.object();
        names.forEach(name -> shown.with(name, all.at(name).value()));
        var diffs = session.given().has("--show-diff");
        return session.show(new Answer(shown.end()), screen -> draw(screen, all, names, diffs));
    }

    private static void draw(Screen screen, Answer all, List<String> names, boolean diffs) {
        screen.title("Generators");
        if (names.isEmpty()) screen.line("  none: no pack brings one");
        var pack = "";
        for (var name : names) {
            var generator = all.at(name);
            if (!generator.text("pack_name").equals(pack)) {
                pack = generator.text("pack_name");
                screen.line("* Pack " + screen.paint().accent(Safe.line(pack)));
            }
            var was = generator.text("old_state");
            var is = screen.state(generator.text("state"));
            GeneratorLines.line(
                    screen,
                    generator,
                    was.equals(generator.text("state")) ? is : screen.paint().faint(was + " → ") + is);
            screen.said("    ", generator.text("log"));
            if (diffs) GeneratorLines.diff(screen, generator.text("diff"));
        }
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

final class GeneratorsPlan implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("NAME", "one generator, such as haproxy/backends; all without it");
    }

    @Override
    public List<String> examples() {
        return List.of("generators plan", "generators plan haproxy/backends", "generators plan --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var name = session.given().find("NAME").map(each -> "?name=" + AgentClient.encoded(each));
        var plan = session.agent().get("/generators/plan" + name.orElse(""));
        return session.show(plan, screen -> draw(screen, plan));
    }

    private static void draw(Screen screen, Answer plan) {
        screen.title("What generators would do now; nothing is done");
        if (plan.keys().isEmpty()) screen.line("  none: no pack brings one");
        for (var name : plan.keys()) {
            var each = plan.at(name);
            var changes = each.text("would").equals("CHANGE");
            GeneratorLines.line(
                    screen,
                    each,
                    changes ? screen.paint().warning("would be written") : screen.state(each.text("would")));
            if (!changes) screen.said("    ", each.text("log"));
            GeneratorLines.diff(screen, each.text("diff"));
            each.find("validate").ifPresent(command -> screen.line("      looked at by:  " + Safe.line(command)));
            each.find("command").ifPresent(command -> screen.line("      then run:      " + Safe.line(command)));
        }
    }
}

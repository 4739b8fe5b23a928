package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Screen;

final class EvaluatorList implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("NAME", "one function; all without it")
                .flag("--details", "with what each does and an example");
    }

    @Override
    public List<String> examples() {
        return List.of("evaluator list", "evaluator list --details", "evaluator list max");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var name = session.given().find("NAME");
        if (name.isPresent()) {
            var one = session.agent().get(AgentClient.target("/agent/evaluator/list", name.get()));
            return session.show(one, screen -> function(screen, one, true));
        }
        var all = session.agent().get("/agent/evaluator/list");
        return session.show(all, screen -> {
            var groups = all.list().stream()
                    .map(each -> each.text("group"))
                    .distinct()
                    .sorted()
                    .toList();
            for (var group : groups) {
                screen.title(group);
                all.list().stream()
                        .filter(each -> each.text("group").equals(group))
                        .forEach(each -> function(screen, each, session.given().has("--details")));
            }
        });
    }

    private static void function(Screen screen, Answer function, boolean details) {
        screen.line("  " + screen.paint().accent(function.text("signature")));
        if (!details) return;
        screen.line("    " + function.text("doc"));
        screen.line("    " + screen.paint().faint(function.text("example")));
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class TutorialsShow implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("NAME", "which tutorial; tutorials list names them");
    }

    @Override
    public List<String> examples() {
        return List.of("tutorials show first-steps");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var tutorial = session.agent()
                .get(AgentClient.target("/tutorials", session.given().text("NAME")));
        return session.show(tutorial, screen -> {
            screen.title(Safe.line(tutorial.text("title")));
            var number = 1;
            for (var step : tutorial.list("steps")) {
                screen.blank();
                screen.text(screen.paint().strong(number++ + ". "), 3, Safe.line(step.text("say")));
                step.find("type")
                        .ifPresent(type -> screen.line("   " + screen.paint().key("$ " + Safe.line(type))));
            }
        });
    }
}

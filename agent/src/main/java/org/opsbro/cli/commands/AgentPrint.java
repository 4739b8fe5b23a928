package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.model.Value;

final class AgentPrint implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("WHAT", "what to print", "uuid", "local-addr", "public-addr");
    }

    @Override
    public List<String> examples() {
        return List.of("agent print uuid", "agent print local-addr");
    }

    @Override
    public int run(Session session) {
        var what = session.given().text("WHAT");
        var value = session.agent()
                .get("/agent/info")
                .find(what.replace('-', '_'))
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new CommandFailed(ExitCode.NOT_FOUND, "the agent does not know its " + what));
        return session.show(new Answer(Value.of(value)), screen -> screen.line(value));
    }
}

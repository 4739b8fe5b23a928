package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class AgentLogFollow implements Command {
    private static final int BETWEEN_LOOKS_MILLIS = 500;
    private static final int MOST_LINES = 100_000;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("PART", "which log; agent log list names them")
                .option("--lines", "N", "20", "how many of the last lines to begin with")
                .flag("--once", "print those lines and stop");
    }

    @Override
    public List<String> examples() {
        return List.of("agent log follow daemon", "agent log follow daemon --lines 100 --once");
    }

    /** With {@code --json} one text a line, or the whole answer at {@code --once}. The agent answers {@code {"next": offset, "lines": [...]}}; asked with that offset it tells what was written since. */
    @Override
    public int run(Session session) {
        var given = session.given();
        var target = AgentClient.target("/log/parts", given.text("PART"));
        var part = session.agent().get(target + "?lines=" + given.number("--lines", 0, MOST_LINES));
        if (given.has("--once")) return session.show(part, screen -> print(session, part));
        print(session, part);
        for (var next = part; !Thread.currentThread().isInterrupted(); ) {
            try {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            next = session.agent().get(target + "?after=" + next.text("next"));
            print(session, next);
        }
        return ExitCode.OK;
    }

    private static void print(Session session, Answer part) {
        for (var line : part.texts("lines"))
            session.screen().line(session.json() ? Json.write(Value.of(line)) : coloured(session, Safe.line(line)));
        session.streams().out().flush();
    }

    private static String coloured(Session session, String line) {
        if (line.contains("[ERROR]") || line.contains(" ERROR "))
            return session.paint().bad(line);
        if (line.contains("[WARNING]") || line.contains(" WARN"))
            return session.paint().warning(line);
        return line;
    }
}

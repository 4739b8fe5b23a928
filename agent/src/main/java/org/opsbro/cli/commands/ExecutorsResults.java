package org.opsbro.cli.commands;

import java.util.Comparator;
import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class ExecutorsResults implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("RUN", "the id of a run; without it all that are kept are told")
                .flag("--fold", "show equal answers once");
    }

    @Override
    public List<String> examples() {
        return List.of("executors results", "executors results 5f0c2a9be1d34470 --fold");
    }

    @Override
    public int run(Session session) {
        var wanted = session.given().find("RUN");
        if (wanted.isPresent()) return one(session, session.agent().get(AgentClient.target("/exec-get", wanted.get())));
        var runs = session.agent().get("/exec");
        return session.show(runs, screen -> table(screen, runs.list(), session));
    }

    private static void table(Screen screen, List<Answer> runs, Session session) {
        screen.title("Commands whose results are kept");
        if (runs.isEmpty()) {
            screen.line("  none");
            return;
        }
        var table = new Table()
                .column("RUN", 1)
                .column("WHEN", 2)
                .column("FROM", 3)
                .column("STATE", 1)
                .column("GROUP", 2)
                .sentence("COMMAND", 1);
        for (var run : runs)
            table.row(
                    screen.paint().key(Safe.line(run.text("id"))),
                    run.instant("began")
                            .map(at -> Quantity.ago(at, session.now()))
                            .orElse("?"),
                    Safe.line(run.text("from")),
                    state(screen, run),
                    Safe.line(run.text("group")),
                    Safe.line(ExecutorsHistory.command(run)));
        table.draw(screen);
    }

    private static String state(Screen screen, Answer run) {
        if (!run.text("state").equals("done")) return screen.paint().warning(Safe.line(run.text("state")));
        var text = (long) run.number("succeeded") + " of " + (long) run.number("nodes");
        return run.number("succeeded") == run.number("nodes")
                ? screen.paint().ok(text)
                : screen.paint().bad(text);
    }

    private static int one(Session session, Answer run) {
        if (session.json()) {
            session.print(run.value());
            return succeeded(run) ? ExitCode.OK : ExitCode.FAILED;
        }
        var results = run.at("res").keys().stream()
                .map(uuid -> run.at("res", uuid))
                .sorted(Comparator.comparing(result -> result.text("node")))
                .toList();
        var tally = new ExecutorsTally();
        ExecutorsView view = session.given().has("--fold")
                ? new ExecutorsFold(session)
                : new ExecutorsLines(
                        session,
                        results.stream().map(result -> result.text("node")).toList());
        for (var result : results) {
            view.take(result);
            tally.take(result);
        }
        view.end();
        if (!run.text("state").equals("done"))
            session.streams()
                    .error()
                    .println(session.paint()
                            .warning(
                                    run.text("state").equals("lost")
                                            ? "the agent that ordered it ended before the command did: what it said is lost"
                                            : "it goes on, ordered on " + Safe.line(run.text("from"))));
        else tally.tell(session, run);
        return succeeded(run) ? ExitCode.OK : ExitCode.FAILED;
    }

    private static boolean succeeded(Answer run) {
        return run.text("state").equals("done") && run.number("succeeded") == run.number("nodes");
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class ExecutorsExec implements Command {
    private static final int LONGEST_WAIT_SECONDS = 10;
    private static final int BETWEEN_LOOKS_MILLIS = 100;
    private static final int MOST_OUTPUT_BYTES = 8 * 1024 * 1024;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("GROUP", "on which nodes: a group, or an expression such as \"web & !db\"; * for all")
                .rest("COMMAND", "the program and its arguments, each as it is; with --shell one line in quotes")
                .flag("--shell", "run a line by /bin/sh: pipes, variables, patterns")
                .option(
                        "--timeout",
                        "SECONDS",
                        "30",
                        "after it the command is killed on a node, with all that it started")
                .option(
                        "--output-limit",
                        "BYTES",
                        "1048576",
                        "how much of its output a node sends; the rest is dropped")
                .flag("--fold", "wait for all nodes, and show equal answers once")
                .flag(
                        "--no-store",
                        "do not keep the results in the store of the zone: they are told here only, for an hour")
                .flag("--dry-run", "only show which nodes it would run on");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "executors exec web -- uptime",
                "executors exec \"linux & !db\" --fold -- uname -r",
                "executors exec web --shell \"ps -e | wc -l\"",
                "executors exec \"*\" --dry-run -- reboot");
    }

    @Override
    public int run(Session session) {
        if (session.timeout().toMillis() < 1000)
            throw CommandFailed.usage("--timeout is " + session.given().text("--timeout") + ", want a second or more");
        var begun = session.agent().post("/exec", body(session));
        var nodes = begun.list("nodes");
        for (var skipped : begun.list("skipped"))
            session.streams()
                    .error()
                    .println(Safe.line(skipped.text("node")) + " is " + skipped.text("state") + ": it is not asked");
        if (nodes.isEmpty())
            throw CommandFailed.usage("no living node is in " + session.given().text("GROUP"));
        if (session.given().has("--dry-run"))
            return session.show(begun, screen -> nodes.forEach(node -> screen.line(Safe.line(node.text("node")))));
        return follow(session, begun.text("id"), view(session, nodes));
    }

    private static String body(Session session) {
        var given = session.given();
        var words = given.all("COMMAND");
        if (given.has("--shell") && words.size() != 1)
            throw CommandFailed.usage("with --shell the command is one line: put it in quotes");
        return Json.write(Value.object()
                .with("group", given.text("GROUP"))
                .with("command", Value.texts(words))
                .with("shell", given.has("--shell"))
                .with("timeout", session.timeout().toMillis() / 1000.0)
                .with("output", given.number("--output-limit", 0, MOST_OUTPUT_BYTES))
                .with("user", user(session))
                .with("store", !given.has("--no-store"))
                .with("dry_run", given.has("--dry-run"))
                .end());
    }

    private static String user(Session session) {
        var user = session.environment().find("SUDO_USER").orElseGet(() -> System.getProperty("user.name", ""));
        return user.substring(0, Math.min(64, user.length()));
    }

    private static ExecutorsView view(Session session, List<Answer> nodes) {
        if (session.json()) return new ExecutorsView.Silent();
        return session.given().has("--fold")
                ? new ExecutorsFold(session)
                : new ExecutorsLines(
                        session, nodes.stream().map(node -> node.text("node")).toList());
    }

    /** Whoever ends this process ends the run on all nodes. */
    private static int follow(Session session, String id, ExecutorsView view) {
        var cancelling = new Thread(() -> cancel(session, id));
        Runtime.getRuntime().addShutdownHook(cancelling);
        try {
            var tally = new ExecutorsTally();
            var page = events(session, id, "0");
            for (var more = true; more; ) {
                page.list("events").forEach(event -> {
                    view.take(event);
                    tally.take(event);
                });
                session.streams().out().flush();
                session.streams().error().flush();
                more = page.isTrue("more");
                if (more) page = events(session, id, page.text("next"));
            }
            view.end();
            if (session.json())
                session.print(
                        session.agent().get(AgentClient.target("/exec-get", id)).value());
            else tally.tell(session, page);
            return tally.allSucceeded() ? ExitCode.OK : ExitCode.FAILED;
        } finally {
            forget(cancelling);
        }
    }

    private static Answer events(Session session, String id, String after) {
        var wait = Math.min(LONGEST_WAIT_SECONDS, session.timeout().toSeconds() / 2);
        if (wait == 0) pause();
        return session.agent().get(AgentClient.target("/exec-get", id) + "?after=" + after + "&wait=" + wait);
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static void cancel(Session session, String id) {
        try {
            session.agentAt(session.socket()).post(AgentClient.target("/exec", id) + "/cancel", "");
            session.streams().error().println("opsbro: the run is cancelled on all nodes");
        } catch (CommandFailed gone) {
            session.streams().error().println("opsbro: the run cannot be cancelled: " + gone.getMessage());
        }
        session.streams().error().flush();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // it runs already
        }
    }
}

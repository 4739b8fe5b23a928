package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.terminal.Terminal;

/** A node at a glance, again and again in the whole window; once where nobody looks. */
final class Top implements Command {
    static final Duration SHORTEST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofMinutes(10);
    /** What is sorted by, in the order of the columns. */
    static final List<String> SORTS = List.of("pid", "cpu", "memory", "disk", "threads", "name");

    private static final int HISTORY_SECONDS = 3600;
    private static final int HISTORY_STEP = 10;
    private static final int ROWS_IN_A_PIPE = 40;

    @Override
    public void declare(Arguments arguments) {
        OtherNode.declare(arguments)
                .option("--interval", "TIME", "2s", "time between two looks: 500ms, 1s, 1m")
                .option("--sort", "BY", "cpu", "processes by " + String.join(", ", SORTS))
                .flag("--once", "look once and print it, as without a terminal");
    }

    @Override
    public List<String> examples() {
        return List.of("top", "top --interval 1s --sort memory", "top --node web-1", "top --once", "top --once --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var interval = given.duration("--interval");
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0)
            throw CommandFailed.usage("--interval is " + given.text("--interval") + ", want 500ms to 10m");
        var sort = given.text("--sort");
        if (!SORTS.contains(sort))
            throw CommandFailed.usage("--sort is " + sort + ", want one of " + String.join(", ", SORTS));
        if (given.has("--once") || !session.screen().live()) return once(session, sort, interval);
        var first = session.agent().get(call(session, sort, ROWS_IN_A_PIPE, true));
        var view = new TopView(session.paint(), history(interval));
        try (var terminal = Terminal.take(session.streams().out())) {
            var watch = new Watch(session, terminal, interval);
            // rates need two looks
            watch.run(new TopPage(session, watch, view, sort), first, SHORTEST, 0);
        }
        return ExitCode.OK;
    }

    private static TopHistory history(Duration interval) {
        return new TopHistory(Math.max(HISTORY_STEP, interval.toSeconds()));
    }

    static String call(Session session, String sort, int processes, boolean withHistory) {
        return OtherNode.call(
                session,
                "/top?sort=" + AgentClient.encoded(sort) + "&processes=" + processes
                        + (withHistory ? "&history=" + HISTORY_SECONDS : ""));
    }

    /** Rates need two looks, unless somebody looked just before. */
    private static int once(Session session, String sort, Duration interval) {
        var call = call(session, sort, ROWS_IN_A_PIPE, true);
        var top = session.agent().get(call);
        if (top.number("seconds") == 0) {
            pause(interval);
            top = session.agent().get(call);
        }
        return print(session, top, sort, interval);
    }

    private static int print(Session session, Answer top, String sort, Duration interval) {
        var view = new TopView(session.paint(), history(interval));
        view.look(top);
        return session.show(
                top,
                screen -> view.lines(
                                top,
                                new TopView.Choice(sort, 0, session.time(session.now()), ""),
                                screen.width(),
                                Integer.MAX_VALUE)
                        .forEach(line -> screen.line(line.stripTrailing())));
    }

    private static void pause(Duration interval) {
        try {
            Thread.sleep(interval);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}

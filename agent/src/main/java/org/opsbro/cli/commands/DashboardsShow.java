package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.terminal.Terminal;

/** Draws a dashboard; again and again in the whole window where that is wanted. */
final class DashboardsShow implements Command {
    private static final int MOST = 1_000_000;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("NAME", "which dashboard; dashboards list names them")
                .flag("--watch", "draw it until q or Ctrl-C, in the whole window")
                .option("--occurences", "N", "1", "how often to draw it; 0 as --watch")
                .option("--every", "TIME", "2s", "time between two drawings: 500ms, 10s, 1m");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "dashboards show linux",
                "dashboards show disks --watch",
                "dashboards show linux --occurences 10 --every 5s",
                "dashboards show linux --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var times = given.has("--watch") ? 0 : given.number("--occurences", 0, MOST);
        var every = every(session);
        var target = AgentClient.target("/dashboards", given.text("NAME"));
        var view = new DashboardView(session.paint());
        if (times != 1 && session.screen().live()) return watch(session, target, view, times, every);
        for (var done = 1; ; done++) {
            print(session, session.agent().get(target), view);
            if (done == times) return ExitCode.OK;
            try {
                Thread.sleep(every);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return ExitCode.OK;
            }
        }
    }

    private static Duration every(Session session) {
        var every = session.given().duration("--every");
        if (every.toMillis() < 100 || every.toHours() > 0)
            throw CommandFailed.usage("--every is " + session.given().text("--every") + ", want 100ms to 59m");
        return every;
    }

    private static void print(Session session, Answer dashboard, DashboardView view) {
        view.look(dashboard.at("content"));
        session.show(dashboard, screen -> {
            screen.title(Safe.line(dashboard.text("title")));
            view.lines(dashboard.at("content"), screen.width()).forEach(screen::line);
        });
        session.streams().out().flush();
    }

    /** In the whole window; what was drawn last stays in the terminal where it ends by itself. */
    private static int watch(Session session, String target, DashboardView view, int times, Duration every) {
        var first = session.agent().get(target);
        Optional<Answer> last;
        try (var terminal = Terminal.take(session.streams().out())) {
            var watch = new Watch(session, terminal, every);
            last = watch.run(new DashboardPage(session, watch, target, view), first, every, times);
        }
        last.ifPresent(dashboard -> print(session, dashboard, view));
        return ExitCode.OK;
    }
}

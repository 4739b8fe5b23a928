package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.terminal.Key;
import org.opsbro.cli.terminal.Size;
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
        var dashboard = session.agent().get(target);
        var trouble = Optional.<String>empty();
        try (var terminal = Terminal.take(session.streams().out())) {
            for (var done = 1; !terminal.isGone(); done++) {
                if (trouble.isEmpty()) view.look(dashboard.at("content"));
                terminal.show(frame(session, dashboard, view, trouble, terminal.size()));
                if (done == times) break;
                if (isLeft(session, terminal, dashboard, view, trouble, every)) return ExitCode.OK;
                try {
                    dashboard = session.agent().get(target);
                    trouble = Optional.empty();
                } catch (CommandFailed failed) {
                    trouble = Optional.of(String.valueOf(failed.getMessage()));
                }
            }
        }
        if (times > 0) print(session, dashboard, view);
        return ExitCode.OK;
    }

    /** Waits for the next drawing, and draws anew where the window changed. */
    private static boolean isLeft(
            Session session,
            Terminal terminal,
            Answer dashboard,
            DashboardView view,
            Optional<String> trouble,
            Duration every) {
        var limit = System.nanoTime() + every.toNanos();
        for (var left = every; left.isPositive(); left = Duration.ofNanos(limit - System.nanoTime())) {
            var key = terminal.key(left);
            if (terminal.isGone()) return true;
            if (key.filter(DashboardsShow::leaves).isPresent()) return true;
            terminal.show(frame(session, dashboard, view, trouble, terminal.size()));
        }
        return false;
    }

    private static boolean leaves(Key key) {
        return key.is('q') || key.name() == Key.Name.INTERRUPT;
    }

    private static List<String> frame(
            Session session, Answer dashboard, DashboardView view, Optional<String> trouble, Size size) {
        var paint = session.paint();
        List<String> lines = new ArrayList<>();
        var title = paint.strong(Safe.line(dashboard.text("title"))) + paint.faint("  " + session.time(session.now()));
        lines.add(Columns.fit(title + paint.faint("  q: quit"), size.columns()));
        trouble.ifPresent(reason -> lines.add(paint.bad("✕ " + Safe.line(reason))));
        var room = size.rows() - lines.size();
        var drawn = view.lines(dashboard.at("content"), size.columns(), room);
        if (drawn.size() <= room) lines.addAll(drawn);
        else {
            lines.addAll(drawn.subList(0, Math.max(0, room - 1)));
            lines.add(paint.faint("… " + (drawn.size() - room + 1) + " lines more: make the window larger"));
        }
        return lines;
    }
}

package org.opsbro.cli.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Given;
import org.opsbro.cli.Session;
import org.opsbro.cli.StartOptions;
import org.opsbro.cli.display.Quantity;
import org.opsbro.model.Value;

final class AgentStart implements Command {
    private static final int LAST_PORT = 65_535;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .flag("--daemon", "start in the background and return when the agent is ready")
                .flag("--one-shot", "collect, detect and check once, then stop")
                .flag("--auto-detect", "look for other agents in the local networks, and join the first of this zone")
                .option("--config-dir", "PATH", "configuration; else OPSBRO_CONFIG_DIR, else /etc/opsbro")
                .option("--data-dir", "PATH", "data and socket; else OPSBRO_DATA_DIR, else /var/lib/opsbro")
                .option("--log-dir", "PATH", "logs; else OPSBRO_LOG_DIR, else /var/log/opsbro")
                .option("--port", "PORT", "TCP port of the HTTP API; else as configured")
                .option("--listen", "ADDRESS", "address of the HTTP API; else as configured");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "agent start --daemon",
                "agent start",
                "agent start --one-shot",
                "agent start --daemon --auto-detect",
                "agent start --daemon --data-dir /tmp/second --log-dir /tmp/second --port 7768");
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var options = options(given);
        if (!given.has("--daemon")) return session.means().starter().start(options, session.streams());
        if (options.oneShot()) throw CommandFailed.usage("--daemon and --one-shot exclude each other; leave one out");
        return startInBackground(session, options);
    }

    private static StartOptions options(Given given) {
        return new StartOptions(
                given.has("--one-shot"),
                given.has("--auto-detect"),
                given.find("--config-dir").map(Path::of),
                given.find("--data-dir").map(Path::of),
                given.find("--log-dir").map(Path::of),
                given.find("--port").map(text -> given.number("--port", 0, LAST_PORT)),
                given.find("--listen"));
    }

    private static int startInBackground(Session session, StartOptions options) {
        var environment = session.environment();
        var socket = options.dataFolder().orElse(environment.dataFolder()).resolve("opsbro.sock");
        var agent = session.agentAt(socket);
        if (agent.isThere())
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "an agent already runs here: it answers at " + socket
                            + "; stop it first (opsbro agent stop) or give another --data-dir");
        var log = options.logFolder().orElse(environment.logFolder()).resolve("start.log");
        var daemon = Daemon.spawn(Daemon.javaCommand(environment, options), log);
        var took = daemon.awaitReady(() -> isReady(agent.state()), session.timeout(), session.screen());
        var answer = Value.object()
                .with("started", true)
                .with("pid", daemon.pid())
                .with("socket", socket.toString())
                .with("ready_after", took.toMillis() / 1e3)
                .end();
        return session.show(new Answer(answer), screen -> {
            screen.line(screen.paint().ok("✓") + " the agent runs (pid " + daemon.pid() + "), ready after "
                    + Quantity.duration(took));
            screen.line(screen.paint().faint("  socket " + socket + ", output of the start in " + log));
            screen.line(screen.paint().faint("  next: opsbro agent info"));
        });
    }

    private static boolean isReady(Optional<String> state) {
        return state.filter(word -> word.equals("ok")).isPresent();
    }
}

package org.opsbro.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.model.Value;

final class AgentStop implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent stop");
    }

    @Override
    public int run(Session session) {
        var agent = session.agent();
        var pid = (long) agent.get("/agent/info").number("pid");
        agent.post("/stop", "");
        waitUntilGone(session, agent, pid);
        var answer = Value.object().with("stopped", true).with("pid", pid).end();
        return session.show(
                new Answer(answer),
                screen -> screen.line(screen.paint().ok("✓") + " the agent (pid " + pid + ") has stopped"));
    }

    // the process, not only its socket: a new agent may start on the same folder as soon as this returns
    private static void waitUntilGone(Session session, AgentClient agent, long pid) {
        var limit = System.nanoTime() + session.timeout().toNanos();
        while (agent.state().isPresent() || runs(pid)) {
            if (System.nanoTime() > limit)
                throw new CommandFailed(
                        ExitCode.FAILED, "the agent (pid " + pid + ") was told to stop and still runs; see its log");
            try {
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** A zombie has ended: in a container whose first process reaps nobody it stays for ever (proc_pid_stat(5)). */
    static boolean runs(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }
}

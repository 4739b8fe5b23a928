package org.opsbro.cli.commands;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.model.Value;

final class KvStoreLock implements Command {
    private static final int GRACE_SECONDS = 10;

    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("KEY", "the lock: whoever locks the same key waits")
                .rest("COMMAND", "the program and its arguments; it has OPSBRO_LOCK_KEY and OPSBRO_LOCK_TOKEN")
                .option(
                        "--ttl",
                        "DURATION",
                        "15s",
                        "others may have the lock so long (and a lock delay) after this process was lost");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "kv-store lock jobs/backup -- /usr/local/bin/backup",
                "kv-store lock deploy --timeout 10m -- sh -c 'deploy --fence $OPSBRO_LOCK_TOKEN'");
    }

    /** The exit code of the command; 2 where the lock was not had within {@code --timeout}, 1 where it was lost, and the command ended. */
    @Override
    public int run(Session session) {
        var given = session.given();
        var key = given.text("KEY");
        var ttl = given.duration("--ttl");
        try (var held = KvHold.of(session, key, ttl)) {
            if (!held.acquire(session.timeout())) {
                session.streams().error().println("opsbro: the lock " + key + " was not free in time");
                return ExitCode.NOT_REACHED;
            }
            var code = run(held, given.all("COMMAND"), key);
            if (session.json())
                session.print(Value.object()
                        .with("key", key)
                        .with("token", held.token())
                        .with("exit_code", code)
                        .end());
            if (!held.isLost()) return code;
            throw new CommandFailed(ExitCode.FAILED, "the lock " + key + " was lost: the command was ended");
        }
    }

    private static int run(KvHold held, List<String> command, String key) {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("OPSBRO_LOCK_KEY", key);
        builder.environment().put("OPSBRO_LOCK_TOKEN", Long.toString(held.token()));
        try {
            var process = builder.start();
            held.whenLost(() -> end(process));
            return process.waitFor();
        } catch (IOException cannot) {
            throw new CommandFailed(ExitCode.FAILED, "the command cannot be run: " + cannot.getMessage());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException hurried) {
            process.destroyForcibly();
        }
    }
}

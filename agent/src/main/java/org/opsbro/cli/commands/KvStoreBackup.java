package org.opsbro.cli.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class KvStoreBackup implements Command {
    private static final Duration FOR_THE_DISK = Duration.ofMinutes(10);

    @Override
    public void declare(Arguments arguments) {
        arguments.word("FILE", "where; it is written by the agent, whole or not at all");
    }

    @Override
    public List<String> examples() {
        return List.of("kv-store backup /var/backups/kv.backup");
    }

    @Override
    public int run(Session session) {
        var file = file(session);
        return session.done(
                "the store with " + told(session, "/kv-meta/backup", file).text("keys") + " keys is in " + file,
                Value.object().with("path", file).end());
    }

    static String file(Session session) {
        return Path.of(session.given().text("FILE"))
                .toAbsolutePath()
                .normalize()
                .toString();
    }

    static Answer told(Session session, String target, String file) {
        return session.agentAt(session.socket(), FOR_THE_DISK)
                .post(target, Json.write(Value.object().with("path", file).end()));
    }
}

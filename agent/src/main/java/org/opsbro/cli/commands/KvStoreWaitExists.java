package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class KvStoreWaitExists implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("KEY", "which one");
    }

    @Override
    public List<String> examples() {
        return List.of("kv-store wait-exists jobs/done --timeout 5m");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var key = session.given().text("KEY");
        return session.await(
                "there is a key " + key,
                () -> session.agent().find(KvKey.target(key) + "?meta").isPresent());
    }
}

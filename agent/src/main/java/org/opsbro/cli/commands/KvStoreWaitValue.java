package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class KvStoreWaitValue implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("KEY", "which one").word("VALUE", "what it must be, letter for letter");
    }

    @Override
    public List<String> examples() {
        return List.of("kv-store wait-value deploy/state done --timeout 10m");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var key = session.given().text("KEY");
        var wanted = session.given().text("VALUE");
        return session.await(
                key + " is " + wanted,
                () -> session.agent()
                        .find(KvKey.target(key) + "?meta")
                        .flatMap(item -> item.find("value"))
                        .filter(wanted::equals)
                        .isPresent());
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipEventsAdd implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("TYPE", "what happened, one word: deploy-started")
                .option("--payload", "TEXT", "more about it, at most 64 KiB");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip events add deploy-started", "gossip events add deploy-done --payload 'release 42'");
    }

    @Override
    public int run(Session session) {
        var type = session.given().text("TYPE");
        var body = Value.object()
                .with("type", type)
                .with("payload", session.given().find("--payload").orElse(""))
                .end();
        var told = session.agent().post("/agent/event", Json.write(body));
        return session.done("the zone is told: " + type, told.value());
    }
}

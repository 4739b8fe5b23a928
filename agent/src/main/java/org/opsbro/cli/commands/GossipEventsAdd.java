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
                .option("--payload", "TEXT", "more about it, at most 64 KiB")
                .flag("--sub-zones", "tell the zones below this one too, through their relays");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "gossip events add deploy-started",
                "gossip events add deploy-done --payload 'release 42'",
                "gossip events add maintenance --sub-zones");
    }

    @Override
    public int run(Session session) {
        var type = session.given().text("TYPE");
        var below = session.given().has("--sub-zones");
        var body = Value.object()
                .with("type", type)
                .with("payload", session.given().find("--payload").orElse(""))
                .with("sub_zones", below)
                .end();
        var told = session.agent().post("/agent/event", Json.write(body));
        var zone = "the zone " + told.text("zone") + (below ? " and those below it are told: " : " is told: ");
        return session.done(zone + type, told.value());
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipZoneKeyUse implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("KEY", "the id of a key, see gossip zone key list")
                .option("--zone", "ZONE", "the zone; else the one this node is in");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone key use 1f3a9c04");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var id = session.given().text("KEY");
        var body = Value.object().with("id", id).end();
        var ring = session.agent().post(ZoneKeyPath.of(session, "/key/use"), Json.write(body));
        return session.done("this node seals with the key " + id, ring.value());
    }
}

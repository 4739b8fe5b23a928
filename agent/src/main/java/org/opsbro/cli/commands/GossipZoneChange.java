package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipZoneChange implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("ZONE", "the zone this node moves to");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone change paris");
    }

    @Override
    public int run(Session session) {
        var zone = session.given().text("ZONE");
        var moved = session.agent()
                .put("/agent/zone", Json.write(Value.object().with("zone", zone).end()));
        return session.done("this node is in the zone " + zone, moved.value());
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipZoneKeyGenerate implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .option("--zone", "ZONE", "the zone; else the one this node is in")
                .flag("--erase", "replace the keys that are there: nodes that have only those are locked out");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone key generate", "gossip zone key generate --zone paris");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var body = Value.object().with("erase", session.given().has("--erase")).end();
        var made = session.agent().post(ZoneKeyPath.of(session, "/key/generate"), Json.write(body));
        return session.show(made, screen -> {
            screen.line(screen.paint().ok("✓") + " the zone " + made.text("zone") + " has the key " + made.text("id"));
            screen.line(made.text("key"));
            screen.line(
                    screen.paint().faint("  give it to the other hosts of the zone: opsbro gossip zone key import"));
        });
    }
}

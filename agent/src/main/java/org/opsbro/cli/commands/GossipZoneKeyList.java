package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Table;

final class GossipZoneKeyList implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.option("--zone", "ZONE", "the zone; else the one this node is in");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone key list", "gossip zone key list --zone paris --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var ring = session.agent().get(ZoneKeyPath.of(session, "/keys"));
        return session.show(ring, screen -> {
            screen.title("Keys of the zone " + ring.text("zone"));
            if (ring.list("keys").isEmpty())
                screen.line(screen.paint().warning("‼ none: what its nodes tell one another can be read and forged"));
            var table = new Table().column("KEY", 1).column("CREATED", 2).column("USE", 1);
            for (var key : ring.list("keys"))
                table.row(
                        key.text("id"),
                        key.text("created"),
                        key.isTrue("primary") ? screen.paint().ok("✓ seals and opens") : "opens");
            if (!ring.list("keys").isEmpty()) table.draw(screen);
        });
    }
}

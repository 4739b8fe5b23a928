package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class GossipZoneList implements Command {
    @Override
    public List<String> examples() {
        return List.of("gossip zone list", "gossip zone list --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var zones = session.agent().get("/agent/zones");
        return session.show(zones, screen -> {
            screen.title("Zones");
            var table = new Table()
                    .column("ZONE", 1)
                    .column("BELOW", 2)
                    .column("SUB-ZONES", 3)
                    .column("KEY", 1);
            for (var name : zones.keys()) {
                var zone = zones.at(name);
                table.row(
                        Safe.line(name) + (zone.isTrue("is_our_zone") ? " (ours)" : ""),
                        Safe.line(zone.text("parent")),
                        Safe.line(String.join(",", zone.texts("sub-zones"))),
                        zone.isTrue("have_gossip_key")
                                ? screen.paint().ok("✓ has a key")
                                : screen.paint().warning("‼ no key here"));
            }
            table.draw(screen);
        });
    }
}

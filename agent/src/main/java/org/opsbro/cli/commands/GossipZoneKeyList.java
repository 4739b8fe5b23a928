package org.opsbro.cli.commands;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;
import org.opsbro.model.Value;

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
        var census = session.agent().get(ZoneKeyPath.of(session, "/keys/members"));
        return session.show(with(ring, census), screen -> {
            screen.title("Keys of the zone " + ring.text("zone"));
            if (ring.list("keys").isEmpty())
                screen.line(screen.paint().warning("‼ none: what its nodes tell one another can be read and forged"));
            else table(screen, ring, census).draw(screen);
            for (var node : census.list("silent"))
                screen.line(screen.paint().warning("‼ " + node.text("node") + ": ") + node.text("reason"));
        });
    }

    private static Answer with(Answer ring, Answer census) {
        return new Answer(Value.object()
                .with("zone", ring.text("zone"))
                .with("keys", ring.at("keys").value())
                .with("nodes", census.value())
                .end());
    }

    private static Table table(Screen screen, Answer ring, Answer census) {
        var table = new Table()
                .column("KEY", 1)
                .column("CREATED", 2)
                .column("USE", 1)
                .column("NODES", 1);
        Set<String> ours = new HashSet<>();
        for (var key : ring.list("keys")) {
            ours.add(key.text("id"));
            table.row(
                    key.text("id"),
                    key.text("created"),
                    key.isTrue("primary") ? screen.paint().ok("✓ seals and opens") : "opens",
                    nodes(census, key.text("id")));
        }
        for (var id : census.at("by_key").keys())
            if (ours.add(id)) table.row(id, "", screen.paint().warning("‼ not on this node"), nodes(census, id));
        return table;
    }

    private static String nodes(Answer census, String id) {
        var counts = census.at("by_key", id);
        return (int) counts.number("held") + " of " + (int) census.number("members") + " open, "
                + (int) counts.number("sealing") + " seal";
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class GossipZoneAuthorityShow implements Command {
    @Override
    public List<String> examples() {
        return List.of("gossip zone authority show", "gossip zone authority show --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var known = session.agent().get("/agent/authorities");
        return session.show(known, screen -> {
            if (known.list().isEmpty()) screen.line("exec is off: this node knows no authority of a zone");
            var table = new Table().column("ZONE", 1).column("PUBLIC KEY", 1).column("THIS NODE", 2);
            for (var each : known.list())
                table.row(
                        Safe.line(each.text("zone")),
                        each.text("public_key"),
                        each.find("problem")
                                .filter(text -> !text.isEmpty())
                                .map(Safe::line)
                                .orElse(each.isTrue("orders") ? "obeys and may order" : "obeys"));
            if (!known.list().isEmpty()) table.draw(screen);
        });
    }
}

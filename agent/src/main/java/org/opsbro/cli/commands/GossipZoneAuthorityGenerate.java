package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;

final class GossipZoneAuthorityGenerate implements Command {
    @Override
    public void declare(Arguments arguments) {
        ZoneAuthority.declareZone(arguments)
                .flag("--erase", "put it in the place of another: nodes that know only that one obey no more");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone authority generate", "gossip zone authority generate --zone paris");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var made = session.agent()
                .post(
                        "/agent/authorities/generate",
                        Json.write(ZoneAuthority.body(session).end()));
        return session.show(made, screen -> {
            screen.line(screen.paint().ok("✓") + " this node may order the zone "
                    + screen.paint().key(made.text("zone")) + "; its public key, for all nodes of the zone:");
            screen.line(made.text("public_key"));
            screen.line(screen.paint().faint("there: opsbro gossip zone authority import " + made.text("public_key")));
        });
    }
}

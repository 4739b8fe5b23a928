package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;

final class GossipZoneAuthorityRemove implements Command {
    @Override
    public void declare(Arguments arguments) {
        ZoneAuthority.declareZone(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone authority remove --zone paris");
    }

    @Override
    public int run(Session session) {
        var removed = session.agent()
                .post(
                        "/agent/authorities/remove",
                        Json.write(ZoneAuthority.body(session).end()));
        return session.done("this node obeys nobody in the name of the zone " + removed.text("zone"), removed.value());
    }
}

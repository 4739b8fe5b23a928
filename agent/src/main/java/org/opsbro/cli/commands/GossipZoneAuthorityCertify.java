package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipZoneAuthorityCertify implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word(
                        "NODE",
                        "a relay of this zone, by name or id: zones below that pin our public key take it for one")
                .option("--days", "DAYS", "365", "how long the certificate is good");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone authority certify relay-1", "gossip zone authority certify relay-2 --days 90");
    }

    @Override
    public int run(Session session) {
        var body = Value.object()
                .with("node", session.given().text("NODE"))
                .with("days", session.given().text("--days"))
                .end();
        var made = session.agent().post("/agent/authorities/certify", Json.write(body));
        return session.done(
                made.text("node") + " is a relay of the zone " + made.text("zone") + " until " + made.text("until"),
                made.value());
    }
}

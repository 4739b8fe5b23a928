package org.opsbro.cli.commands;

import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What the commands on keys of zones have in common: {@code /agent/zones/ZONE…} for the zone of {@code --zone}, or the one of this node. */
final class ZoneKeyPath {
    private ZoneKeyPath() {}

    /** A key that is there already, and its zone. */
    static void declareKey(Arguments arguments) {
        arguments
                .word("KEY", "the id of a key, see gossip zone key list")
                .option("--zone", "ZONE", "the zone; else the one this node is in");
    }

    /** Has the agent do something with that key, and says what this node does with it now. */
    static int change(Session session, String deed, String nowDoes) {
        var id = session.given().text("KEY");
        var body = Value.object().with("id", id).end();
        var ring = session.agent().post(of(session, "/key/" + deed), Json.write(body));
        return session.done("this node " + nowDoes + " the key " + id, ring.value());
    }

    static String of(Session session, String deed) {
        var zone = session.given()
                .find("--zone")
                .orElseGet(() -> session.agent().get("/agent/info").text("zone"));
        return AgentClient.target("/agent/zones", zone) + deed;
    }
}

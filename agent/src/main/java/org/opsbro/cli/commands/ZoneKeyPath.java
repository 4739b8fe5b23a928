package org.opsbro.cli.commands;

import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Session;

/** {@code /agent/zones/ZONE…} for the zone of {@code --zone}, or the one of this node. */
final class ZoneKeyPath {
    private ZoneKeyPath() {}

    static String of(Session session, String deed) {
        var zone = session.given()
                .find("--zone")
                .orElseGet(() -> session.agent().get("/agent/info").text("zone"));
        return AgentClient.target("/agent/zones", zone) + deed;
    }
}

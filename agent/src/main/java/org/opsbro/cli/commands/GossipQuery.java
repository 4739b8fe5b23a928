package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Session;

/** What chooses among nodes or events, as a query. */
final class GossipQuery {
    private GossipQuery() {}

    static String of(Session session) {
        var parts = new ArrayList<String>();
        session.given().find("TYPE").ifPresent(type -> parts.add("type=" + AgentClient.encoded(type)));
        for (var name : List.of("group", "zone", "state"))
            session.given().find("--" + name).ifPresent(value -> parts.add(name + "=" + AgentClient.encoded(value)));
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}

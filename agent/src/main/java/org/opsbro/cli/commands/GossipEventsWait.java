package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class GossipEventsWait implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("TYPE", "the event; one of the last minutes counts");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip events wait deploy-done --timeout 10m");
    }

    @Override
    public int run(Session session) {
        return session.await(
                "the event " + session.given().text("TYPE") + " was heard",
                () -> !session.agent()
                        .get("/agent/events" + query(session))
                        .list()
                        .isEmpty());
    }

    static String query(Session session) {
        return session.given()
                .find("TYPE")
                .map(type -> "?type=" + AgentClient.encoded(type))
                .orElse("");
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class GossipEventsWait implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("TYPE", "the event; one of the last minutes counts")
                .option("--zone", "ZONE", "only if it was told in this zone");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip events wait deploy-done --timeout 10m", "gossip events wait maintenance --zone europe");
    }

    @Override
    public int run(Session session) {
        var zone = new AtomicReference<>(session.given().find("--zone").orElse(""));
        return session.await(
                () -> "the event " + session.given().text("TYPE") + " was heard"
                        + (zone.get().isEmpty() ? "" : " in the zone " + zone.get()),
                () -> {
                    var heard = session.agent()
                            .get("/agent/events" + GossipQuery.of(session))
                            .list();
                    if (!heard.isEmpty()) zone.set(heard.getLast().text("zone"));
                    return !heard.isEmpty();
                });
    }
}

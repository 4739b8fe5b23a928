package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class GossipEventsList implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("TYPE", "only events of this type")
                .option("--zone", "ZONE", "only events that were told in this zone");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip events list", "gossip events list deploy-started --json");
    }

    @Override
    public int run(Session session) {
        var events = session.agent().get("/agent/events" + GossipQuery.of(session));
        return session.show(events, screen -> {
            screen.title("Events of the last minutes");
            if (events.list().isEmpty()) screen.line("  nothing was told");
            var table = new Table()
                    .column("TIME", 1)
                    .column("EVENT", 1)
                    .column("ZONE", 1)
                    .column("FROM", 2)
                    .sentence("PAYLOAD", 1);
            for (var event : events.list())
                table.row(
                        event.instant("ctime").map(session::time).orElse("?"),
                        Safe.line(event.text("type")),
                        Safe.line(event.text("zone")) + (event.isTrue("sub_zones") ? " and below" : ""),
                        Safe.line(event.text("from")),
                        Safe.line(event.text("payload")));
            if (!events.list().isEmpty()) table.draw(screen);
        });
    }
}

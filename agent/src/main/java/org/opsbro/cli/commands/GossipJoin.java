package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipJoin implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("ADDRESS", "an agent of the cluster: host or host:port, [address]:port for IPv6");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip join 10.0.0.7", "gossip join web-1.example:6768");
    }

    @Override
    public int run(Session session) {
        var body =
                Value.object().with("address", session.given().text("ADDRESS")).end();
        var joined = session.agent().post("/agent/join", Json.write(body));
        return session.done(
                "joined the cluster of " + joined.text("name") + " (" + joined.text("address") + "): "
                        + joined.text("nodes") + " nodes are known",
                joined.value());
    }
}

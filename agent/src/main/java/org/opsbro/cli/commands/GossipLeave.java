package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipLeave implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("NODE", "another node, by name or id, that will not come back; this node without it");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip leave", "gossip leave web-7");
    }

    @Override
    public int run(Session session) {
        var node = session.given().find("NODE");
        var body = Value.object();
        node.ifPresent(each -> body.with("node", each));
        var left = session.agent().post("/agent/leave", Json.write(body.end()));
        return session.done(node.orElse("this node") + " has left the cluster", left.value());
    }
}

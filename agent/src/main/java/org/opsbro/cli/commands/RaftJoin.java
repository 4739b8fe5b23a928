package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class RaftJoin implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.flag("--discard", "put the store that this node has aside");
    }

    @Override
    public List<String> examples() {
        return List.of("raft join", "raft join --discard");
    }

    @Override
    public int run(Session session) {
        var body = Value.object().with("discard", session.given().has("--discard"));
        var state = session.agent().post("/raft/join", Json.write(body.end()));
        return session.done(
                "this node gets the store of its zone, and a vote when that makes three or five", state.value());
    }
}

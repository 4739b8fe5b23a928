package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class RaftFound implements Command {
    @Override
    public List<String> examples() {
        return List.of("raft found");
    }

    @Override
    public int run(Session session) {
        var state = session.agent().post("/raft/found", "");
        return session.done("the store of this node is the one of its zone", state.value());
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class RaftWaitLeader implements Command {
    @Override
    public List<String> examples() {
        return List.of("raft wait-leader --timeout 30s");
    }

    @Override
    public int run(Session session) {
        return session.await(
                "a leader of the store",
                () -> !session.agent().get("/raft").text("leader").isEmpty());
    }
}

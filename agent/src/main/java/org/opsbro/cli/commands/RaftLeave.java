package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.Session;

final class RaftLeave implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("NODE", "another node, by name or id, that will not come back; this node without it");
    }

    @Override
    public List<String> examples() {
        return List.of("raft leave", "raft leave web-7");
    }

    @Override
    public int run(Session session) {
        var node = session.given().find("NODE");
        if (node.isEmpty()) {
            var state = session.agent().post("/raft/leave", "");
            return session.done("this node has the store of its zone no longer", state.value());
        }
        var state = session.agent().delete(AgentClient.target("/raft/members", id(session, node.get())));
        return session.done(node.get() + " is taken out", state.value());
    }

    private static String id(Session session, String node) {
        var found = session.agent().get("/raft").list("members").stream()
                .filter(member ->
                        member.text("name").equals(node) || member.text("id").equals(node))
                .map(member -> member.text("id"))
                .toList();
        if (found.size() == 1) return found.getFirst();
        throw CommandFailed.usage(
                found.isEmpty()
                        ? node + " does not have the store (opsbro raft state)"
                        : node + " is the name of several: want the id");
    }
}

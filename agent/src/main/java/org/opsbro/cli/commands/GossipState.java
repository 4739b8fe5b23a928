package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class GossipState implements Command {
    @Override
    public List<String> examples() {
        return List.of("gossip state", "gossip state --json");
    }

    @Override
    public int run(Session session) {
        var state = session.agent().get("/gossip/state");
        return session.show(state, screen -> {
            screen.title("Gossip");
            for (var leaf : state.leaves(""))
                screen.pair("  ", leaf.path(), leaf.value().display(), "");
        });
    }
}

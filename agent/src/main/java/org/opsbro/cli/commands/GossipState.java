package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Screen;

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
            screen.pairs(
                    "  ",
                    state.leaves("").stream()
                            .map(leaf ->
                                    new Screen.Pair(leaf.path(), leaf.value().display(), ""))
                            .toList());
        });
    }
}

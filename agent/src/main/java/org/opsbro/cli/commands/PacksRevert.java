package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class PacksRevert implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("LEVEL", "whose files on this node become again what was published", "zone", "global");
    }

    @Override
    public List<String> examples() {
        return List.of("packs revert zone");
    }

    @Override
    public int run(Session session) {
        var level = session.given().text("LEVEL");
        var answer = session.agent().post("/levels/" + level + "/revert", "");
        var kept = answer.text("kept");
        return session.done(
                kept.isEmpty()
                        ? "nothing of the level " + level + " was edited on this node"
                        : "the level " + level + " is what was published; what was edited lies in " + kept,
                answer.value());
    }
}

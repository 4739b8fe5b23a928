package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class PacksDelete implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word(
                "PACK",
                "LEVEL.NAME, such as local.shop; what is stronger than it stays, and what is weaker is in force");
    }

    @Override
    public List<String> examples() {
        return List.of("packs delete local.shop", "packs delete zone.linux");
    }

    @Override
    public int run(Session session) {
        var typed = session.given().text("PACK");
        var name = PackName.of(typed);
        var level = PackName.level(typed).map(word -> "?level=" + word).orElse("");
        var answer = session.agent().delete(AgentClient.target("/packs", name) + level);
        return session.done(
                "the pack " + name + " is no more at the level " + answer.text("level") + PackChanged.reach(answer),
                answer.value());
    }
}

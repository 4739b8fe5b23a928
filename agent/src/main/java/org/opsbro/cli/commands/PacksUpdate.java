package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class PacksUpdate implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("PACK", "LEVEL.NAME, from where it is brought, such as global.linux")
                .flag("--to-local", "to the one of this node")
                .flag("--to-zone", "to the one of the zone")
                .flag("--to-global", "to the one of all zones");
    }

    @Override
    public List<String> examples() {
        return List.of("packs update global.linux --to-local", "packs update local.shop --to-zone");
    }

    @Override
    public int run(Session session) {
        var typed = session.given().text("PACK");
        var to = PackChanged.to(session, "local", "zone", "global");
        var answer = PackChanged.ask(
                session, typed, "update", PackChanged.body(typed).with("to", to));
        return session.done(
                "the pack " + PackName.of(typed) + " at the level " + to + " is as that one now, but for its parameters"
                        + PackChanged.reach(answer),
                answer.value());
    }
}

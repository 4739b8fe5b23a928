package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class PacksPromote implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("PACK", "LEVEL.NAME, such as local.shop")
                .flag("--to-zone", "to all nodes of this zone: the private key of its authority is needed here")
                .flag("--to-global", "to all nodes of all zones: that of the zone at the top is needed")
                .flag("--keep", "leave the pack at its level too: this node goes on with that one");
    }

    @Override
    public List<String> examples() {
        return List.of("packs promote local.shop --to-zone", "packs promote zone.shop --to-global --keep");
    }

    @Override
    public int run(Session session) {
        var typed = session.given().text("PACK");
        var to = PackChanged.to(session, "zone", "global");
        var body = PackChanged.body(typed)
                .with("to", to)
                .with("keep", session.given().has("--keep"));
        var answer = PackChanged.ask(session, typed, "promote", body);
        return session.done(
                "the pack " + PackName.of(typed) + " is at the level " + to + " now" + PackChanged.reach(answer),
                answer.value());
    }
}

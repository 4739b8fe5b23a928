package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class PacksCopy implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("PACK", "LEVEL.NAME or NAME, such as local.shop")
                .word("NEW", "the name of the copy, at the same level")
                .option(
                        "--from",
                        "NODE",
                        "the pack is that of another node's level local; the private key of the zone's authority is"
                                + " needed here, and parameters stay there");
    }

    @Override
    public List<String> examples() {
        return List.of("packs copy local.shop shop-tests", "packs copy local.shop shop-of-web-3 --from web-3");
    }

    @Override
    public int run(Session session) {
        var typed = session.given().text("PACK");
        var name = session.given().text("NEW");
        var body = PackChanged.body(typed)
                .with("name", name)
                .with("node", session.given().find("--from").orElse(""));
        var answer = PackChanged.ask(session, typed, "copy", body);
        return session.done(
                "the pack " + name + " is a copy of " + PackName.of(typed) + ": " + answer.text("folder")
                        + PackChanged.reach(answer),
                answer.value());
    }
}

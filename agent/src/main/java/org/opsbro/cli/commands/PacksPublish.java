package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class PacksPublish implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("LEVEL", "whose files, as they lie on this node, all nodes get", "zone", "global");
    }

    @Override
    public List<String> examples() {
        return List.of("packs publish zone");
    }

    @Override
    public int run(Session session) {
        var level = session.given().text("LEVEL");
        var answer = session.agent().post("/levels/" + level + "/publish", "");
        return session.show(answer, screen -> {
            for (var change : answer.texts("changes")) screen.line("  " + Safe.line(change));
            screen.line(screen.paint().ok("✓") + " the level " + level + " is "
                    + (answer.isTrue("published")
                            ? "published: version " + answer.text("version")
                            : "that of this node: nobody else is there, and no authority"));
        });
    }
}

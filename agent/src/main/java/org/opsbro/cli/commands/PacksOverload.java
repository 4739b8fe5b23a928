package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class PacksOverload implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("PACK", "LEVEL.NAME or NAME, such as global.linux")
                .choice("--to-level", "LEVEL", "where to; local without it", "global", "zone", "local")
                .flag("--to-local", "as --to-level local")
                .flag("--to-zone", "as --to-level zone");
    }

    @Override
    public List<String> examples() {
        return List.of("packs overload global.linux", "packs overload linux --to-zone");
    }

    @Override
    public int run(Session session) {
        var name = PackName.of(session.given().text("PACK"));
        var to = session.given().has("--to-zone")
                ? "zone"
                : session.given().has("--to-local")
                        ? "local"
                        : session.given().find("--to-level").orElse("local");
        var answer = session.agent()
                .post(
                        AgentClient.target("/packs", name) + "/overload",
                        Json.write(Value.object().with("to", to).end()));
        return session.show(
                answer,
                screen -> screen.line(screen.paint().ok("✓") + " the pack " + name + " is now yours at the level " + to
                        + ": " + answer.text("folder") + PackChanged.reach(answer)));
    }
}

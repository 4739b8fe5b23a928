package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class PacksParametersSet implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("KEY", "LEVEL.PACK.KEY or PACK.KEY, such as local.linux.disk_warning")
                .word("VALUE", "its new value; a list with commas");
    }

    @Override
    public List<String> examples() {
        return List.of("packs parameters set linux.disk_warning 70", "packs parameters set zone.linux.disk_warning 80");
    }

    @Override
    public int run(Session session) {
        var typed = session.given().text("KEY");
        var value = session.given().text("VALUE");
        var level = PackName.level(typed).orElse("local");
        var body = Json.write(
                Value.object().with("value", value).with("level", level).end());
        var answer = session.agent()
                .put(
                        AgentClient.target("/packs", PackName.of(typed)) + "/parameters/"
                                + AgentClient.encoded(PackName.key(typed)),
                        body);
        return session.show(
                answer,
                screen -> screen.line(screen.paint().ok("✓") + " " + typed + " → "
                        + screen.paint().strong(value) + "  (" + answer.text("file") + PackChanged.reach(answer)
                        + ")"));
    }
}

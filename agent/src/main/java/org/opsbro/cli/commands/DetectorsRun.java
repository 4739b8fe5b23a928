package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class DetectorsRun implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("NAME", "one detector, such as linux/linux; all without it");
    }

    @Override
    public List<String> examples() {
        return List.of("detectors run", "detectors run linux/distribution");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var name = session.given().find("NAME");
        var target = "/agent/detectors/run"
                + name.map(each -> AgentClient.target("", each.split("/"))).orElse("");
        var said = session.agent().post(target, "");
        return session.show(said, screen -> {
            screen.title("Detectors");
            var table = new Table()
                    .column("DETECTOR", 1)
                    .column("MATCHES", 1)
                    .column("GROUPS", 1)
                    .column("NEW", 3);
            for (var each : said.keys()) {
                var detection = said.at(each);
                table.row(
                        Safe.line(each),
                        detection.isTrue("matched")
                                ? screen.paint().ok("✓ yes")
                                : screen.paint().faint("no"),
                        String.join(", ", detection.texts("groups")),
                        String.join(", ", detection.texts("new_groups")));
            }
            table.draw(screen);
        });
    }
}

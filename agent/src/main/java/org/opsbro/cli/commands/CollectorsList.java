package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class CollectorsList implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("NAME", "one collector, with the keys of its facts")
                .flag("--keys", "all collectors with the keys of their facts");
    }

    @Override
    public List<String> examples() {
        return List.of("collectors list", "collectors list diskusage", "collectors list --keys");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var name = session.given().find("NAME");
        if (name.isPresent()) {
            var collector = session.agent().get(AgentClient.target("/collectors", name.get()));
            return session.show(collector, screen -> keys(screen, name.get(), collector));
        }
        var collectors = session.agent().get("/collectors");
        return session.show(collectors, screen -> {
            if (session.given().has("--keys"))
                collectors.keys().forEach(each -> keys(screen, each, collectors.at(each)));
            else table(screen, collectors);
        });
    }

    private static void table(Screen screen, Answer collectors) {
        screen.title("Collectors");
        var table = new Table()
                .column("COLLECTOR", 1)
                .column("PACK", 2)
                .right("EVERY", 2)
                .sentence("WHAT IT GATHERS", 1);
        for (var name : collectors.keys()) {
            var each = collectors.at(name);
            table.row(
                    Safe.line(name),
                    Safe.line(each.text("pack")),
                    Quantity.number(each.number("every")) + " s",
                    Safe.line(each.text("doc")));
        }
        table.draw(screen);
    }

    private static void keys(Screen screen, String name, Answer collector) {
        screen.title("Collector " + Safe.line(name));
        screen.text(
                " ",
                1,
                Safe.line(collector.text("doc"))
                        + screen.paint()
                                .faint(" pack " + Safe.line(collector.text("pack")) + ", every "
                                        + Quantity.number(collector.number("every")) + " s"));
        for (var key : collector.texts("keys")) screen.line("   {{collector." + Safe.line(name + "." + key) + "}}");
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class AgentModulesState implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent modules state");
    }

    @Override
    public int run(Session session) {
        var modules = session.agent().get("/agent/info").at("modules");
        return session.show(modules, screen -> {
            screen.title("Modules");
            if (modules.keys().isEmpty()) {
                screen.line("  no module is here");
                return;
            }
            var table = new Table()
                    .column("MODULE", 1)
                    .column("STATE", 1)
                    .column("TYPE", 3)
                    .column("LOG", 2);
            for (var name : modules.keys()) {
                var module = modules.at(name);
                table.row(
                        Safe.line(name),
                        screen.state(module.text("state")),
                        module.find("module_type").orElse(""),
                        Safe.line(module.find("log").orElse("")));
            }
            table.draw(screen);
        });
    }
}

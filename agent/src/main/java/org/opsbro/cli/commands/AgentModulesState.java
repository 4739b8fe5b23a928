package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Screen;

final class AgentModulesState implements Command {
    private static final int NAME_WIDTH = 46;

    @Override
    public List<String> examples() {
        return List.of("agent modules state", "agent modules state --json");
    }

    @Override
    public int run(Session session) {
        var modules = session.agent().get("/agent/info").at("modules");
        return session.show(modules, screen -> {
            screen.title("Modules");
            if (modules.keys().isEmpty()) screen.line("  no module is here");
            for (var name : modules.keys()) show(screen, name, modules.at(name));
        });
    }

    private static void show(Screen screen, String name, Answer module) {
        var type = module.find("module_type").orElse("module");
        var crumbs = screen.crumbs(module.find("pack").orElse("?"), type, name);
        screen.line("  - " + Columns.left(crumbs, NAME_WIDTH) + " " + screen.state(module.text("state")));
        module.find("log").ifPresent(log -> screen.said("    ", log));
    }
}

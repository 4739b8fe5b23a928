package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

/** {@code --list} and {@code --host NAME} are how Ansible calls an inventory script: they answer JSON and nothing else. */
final class InventoryShow implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .flag("--list", "the whole inventory, as Ansible reads it")
                .option("--host", "NAME", "the variables of one host, as Ansible reads them")
                .flag("--all", "dead nodes too");
    }

    @Override
    public List<String> examples() {
        return List.of("inventory", "inventory --list", "inventory --host web-1");
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var host = given.find("--host");
        if (host.isPresent() && given.has("--list")) throw CommandFailed.usage("--list and --host exclude each other");
        if (host.isPresent())
            return session.print(session.agent()
                    .get(AgentClient.target("/inventory", host.get()))
                    .value());
        var inventory = session.agent().get(given.has("--all") ? "/inventory?all" : "/inventory");
        if (given.has("--list")) return session.print(inventory.value());
        return session.show(inventory, screen -> draw(screen, inventory));
    }

    private static void draw(Screen screen, Answer inventory) {
        screen.title("Inventory");
        for (var group : inventory.keys()) {
            var hosts = inventory.texts(group, "hosts");
            if (hosts.isEmpty()) continue;
            screen.line("  " + screen.paint().accent(Safe.line(group)) + ": " + Safe.line(String.join(", ", hosts)));
        }
    }
}

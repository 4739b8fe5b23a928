package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipDetect implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .flag("--auto-join", "join the first agent that answers")
                .option("--wait", "SECONDS", "2", "how long to wait for answers");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip detect", "gossip detect --auto-join");
    }

    @Override
    public int run(Session session) {
        var body =
                Value.object().with("timeout", session.given().text("--wait")).end();
        var found = session.agent().post("/agent/detect", Json.write(body));
        session.show(found, screen -> draw(screen, found.list("nodes")));
        if (!session.given().has("--auto-join")) return ExitCode.OK;
        if (found.list("nodes").isEmpty()) return ExitCode.NOT_REACHED;
        var first = found.list("nodes").getFirst();
        var where = Value.object().with("address", address(first)).end();
        var joined = session.agent().post("/agent/join", Json.write(where));
        return session.json()
                ? ExitCode.OK
                : session.done(
                        "joined " + joined.text("name") + ": " + joined.text("nodes") + " nodes are known",
                        joined.value());
    }

    private static void draw(Screen screen, List<Answer> nodes) {
        if (nodes.isEmpty()) {
            screen.line("no agent answered: other zones, other keys and blocked UDP look so");
            return;
        }
        var table = new Table()
                .column("NODE", 1)
                .column("ADDRESS", 1)
                .column("ZONE", 2)
                .column("GROUPS", 3);
        for (var node : nodes)
            table.row(
                    Safe.line(node.text("name")),
                    Safe.line(address(node)),
                    Safe.line(node.text("zone")),
                    Safe.line(String.join(",", node.texts("groups"))));
        table.draw(screen);
    }

    private static String address(Answer node) {
        var address = node.text("addr");
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + node.text("port");
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipPing implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("NODE", "a node by name, display name, address or id");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip ping web-1");
    }

    @Override
    public int run(Session session) {
        var node = session.given().text("NODE");
        var body = Value.object().with("node", node).end();
        var answer = session.agent().post("/agent/ping", Json.write(body));
        session.show(answer, screen -> {
            if (answer.isTrue("reached"))
                screen.line(screen.paint().ok("✓ ") + Safe.line(node) + " answers, " + answer.text("way") + ", in "
                        + Quantity.number(answer.number("round_trip") * 1000) + " ms");
            else
                screen.line(screen.paint().bad("✕ ") + Safe.line(node) + " does not answer: "
                        + Safe.line(answer.text("reason")));
        });
        return answer.isTrue("reached") ? ExitCode.OK : ExitCode.FAILED;
    }
}

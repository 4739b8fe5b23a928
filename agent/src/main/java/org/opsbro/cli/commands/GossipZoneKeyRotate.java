package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GossipZoneKeyRotate implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .option(
                        "--step",
                        "STEP",
                        "only one step: install, use or remove; all three, one after the other, without it")
                .flag(
                        "--force",
                        "go on although some members did not follow: they are locked out until a person imports the key");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "gossip zone key rotate", "gossip zone key rotate --step install", "gossip zone key rotate --force");
    }

    @Override
    public int run(Session session) {
        var body = Value.object().with("force", session.given().has("--force"));
        session.given().find("--step").ifPresent(step -> body.with("step", step));
        var rotated = session.agent().post("/agent/zones/key/rotate", Json.write(body.end()));
        session.show(rotated, screen -> {
            for (var step : rotated.list("steps")) {
                var behind = step.list("behind");
                screen.line((behind.isEmpty()
                                ? screen.paint().ok("✓ ")
                                : screen.paint().warning("‼ ")) + step.text("step") + " " + step.text("key") + ": "
                        + step.text("followed") + " members followed");
                for (var node : behind)
                    screen.line("    " + Safe.line(node.text("name")) + ": " + Safe.line(node.text("reason")));
            }
            if (!rotated.isTrue("complete"))
                screen.line("the rotation waits: mend these members and call it again, or add --force");
        });
        return rotated.isTrue("complete") ? ExitCode.OK : ExitCode.FAILED;
    }
}

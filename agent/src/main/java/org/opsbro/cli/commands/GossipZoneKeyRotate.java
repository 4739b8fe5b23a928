package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Spinner;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Calls the agent until the change is done: each call goes one step on, so that it may be stopped after each and begun again. */
final class GossipZoneKeyRotate implements Command {
    private static final Duration BETWEEN = Duration.ofMillis(500);
    /** Members that do not answer are waited for by the agent. */
    private static final Duration STEP = Duration.ofMinutes(1);

    @Override
    public void declare(Arguments arguments) {
        arguments
                .option("--zone", "ZONE", "the zone; else the one this node is in")
                .flag(
                        "--force",
                        "leave nodes behind that do not have the new key: they need it by hand (gossip zone key import)");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone key rotate", "gossip zone key rotate --zone paris --timeout 5m");
    }

    @Override
    public int run(Session session) {
        var path = ZoneKeyPath.of(session, "/key/rotate");
        var limit = System.nanoTime() + session.timeout().toNanos();
        var answer = step(session, path, Value.NONE);
        try (var spinner = new Spinner(session.screen())) {
            while (!answer.isTrue("done")) {
                if (answer.number("moved") > 0) tell(session, answer);
                else if (System.nanoTime() >= limit) break;
                else {
                    spinner.turn("waiting for " + behind(answer));
                    Thread.sleep(BETWEEN);
                }
                answer = step(session, path, Value.of(answer.text("key")));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        var last = answer;
        session.show(last, screen -> end(screen, last));
        return last.isTrue("done") ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Answer step(Session session, String path, Value begun) {
        var body = Value.object()
                .with("begun", begun)
                .with("force", session.given().has("--force"))
                .end();
        return session.agentAt(session.socket(), STEP).post(path, Json.write(body));
    }

    private static String behind(Answer answer) {
        return String.join(
                ", ",
                answer.list("behind").stream().map(node -> node.text("node")).toList());
    }

    private static void tell(Session session, Answer answer) {
        if (session.json()) return;
        var all = (int) answer.number("members");
        var there = all - answer.list("behind").size();
        var what = switch (answer.text("step")) {
            case "install" -> "have the key ";
            case "use" -> "seal with the key ";
            default -> "have no other key than ";
        };
        session.screen()
                .line(session.paint().ok("✓") + " " + there + " of " + all + " nodes " + what + answer.text("key"));
    }

    private static void end(Screen screen, Answer answer) {
        var left = answer.list("behind");
        if (answer.isTrue("done") && left.isEmpty()) {
            screen.line(screen.paint().ok("✓") + " the key " + answer.text("key") + " is the only one, on all "
                    + (int) answer.number("members") + " nodes");
            return;
        }
        for (var node : left)
            screen.line(screen.paint().bad("✕") + " " + node.text("node") + " " + node.text("lacks")
                    + node.find("reason")
                            .filter(reason -> !reason.isEmpty())
                            .map(reason -> ": " + reason)
                            .orElse(""));
        screen.line(
                answer.isTrue("done")
                        ? "  Left behind. On each: opsbro gossip zone key import --erase --from FILE, a copy of the key file"
                                + " of this node (zone_keys/ZONE.gossip.key)"
                        : "  The step \"" + answer.text("step") + "\" waits for them, and nobody is locked out. Call"
                                + " this again to go on, or with --force to leave them behind");
    }
}

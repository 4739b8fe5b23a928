package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class ComplianceAccept implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("NAME", "a rule that holds things to what they were, such as linux/files#programs")
                .word("STATE", "the state that is right, as compliance state tells it with what differs")
                .option("--by", "PERSON", "who accepts it; else SUDO_USER or USER");
    }

    @Override
    public List<String> examples() {
        return List.of("compliance accept linux/files#programs 3f9c0a51b2de");
    }

    @Override
    public int run(Session session) {
        var body = Value.object()
                .with("name", session.given().text("NAME"))
                .with("state", session.given().text("STATE"))
                .with("by", ComplianceWaive.by(session, "compliance accept"))
                .end();
        var said = ComplianceLaunch.agent(session).post("/compliance/accept", Json.write(body));
        return session.done(
                Safe.line(said.text("name")) + " is held to the state " + Safe.line(said.text("state"))
                        + " from now on, says " + Safe.line(said.text("by")),
                said.value());
    }
}

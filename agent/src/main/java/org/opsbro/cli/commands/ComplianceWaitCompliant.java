package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

final class ComplianceWaitCompliant implements Command {
    private static final List<String> RIGHT = List.of("COMPLIANT", "FIXED", "WAIVED");

    @Override
    public void declare(Arguments arguments) {
        arguments.word("NAME", "which compliance, such as linux/files");
    }

    @Override
    public List<String> examples() {
        return List.of("compliance wait-compliant linux/files --timeout 60s");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var name = session.given().text("NAME");
        var target = AgentClient.target("/compliance/state", name.split("/", -1));
        return session.await(
                "all is as " + Safe.line(name) + " says, or waived",
                () -> RIGHT.contains(session.agent().get(target).text("state")));
    }
}

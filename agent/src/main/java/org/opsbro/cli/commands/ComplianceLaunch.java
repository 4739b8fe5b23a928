package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class ComplianceLaunch implements Command {
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final Set<String> FAILED = Set.of("ERROR", "FLAPPING", "BLOCKED");

    /** For calls that change the machine: a program among them may take minutes, and the agent ends it in its time. */
    static AgentClient agent(Session session) {
        return session.agentAt(session.socket(), PATIENCE);
    }

    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("NAME", "which compliance, such as linux/files")
                .flag("--resume", "let its roll-out over the nodes of the zone go on, which was stopped");
    }

    @Override
    public List<String> examples() {
        return List.of("compliance launch linux/files", "compliance launch shop/proxies --resume");
    }

    @Override
    public int run(Session session) {
        var body = Value.object().with("name", session.given().text("NAME"));
        if (session.given().has("--resume")) body.with("resume", true);
        var said = agent(session).post("/compliance/launch", Json.write(body.end()));
        session.show(said, screen -> {
            ComplianceLines.line(screen, said.text("id"), said, screen.state(said.text("state")));
            for (var rule : said.list("rules"))
                ComplianceLines.rule(screen, rule, screen.state(rule.text("state")), true);
        });
        return FAILED.contains(said.text("state")) ? ExitCode.FAILED : ExitCode.OK;
    }
}

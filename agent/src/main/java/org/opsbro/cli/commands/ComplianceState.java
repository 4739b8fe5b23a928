package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Value;

final class ComplianceState implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("NAME", "one compliance or pack, such as linux/files or linux; all without it")
                .flag("--details", "also what is as it should be");
        OtherNode.declare(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("compliance state", "compliance state linux --details", "compliance state --node web-1");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var all = session.agent().get(OtherNode.call(session, "/compliance/state"));
        var wanted = session.given().find("NAME").orElse("");
        var ids = ComplianceLines.meant(all, wanted);
        if (ids.isEmpty() && !wanted.isEmpty())
            throw new CommandFailed(
                    ExitCode.NOT_FOUND, "no compliance is called " + wanted + "; see: opsbro compliance state");
        var shown = Value.object();
        ids.forEach(id -> shown.with(id, all.at(id).value()));
        var details = session.given().has("--details");
        return session.show(new Answer(shown.end()), screen -> draw(screen, all, ids, details));
    }

    private static void draw(Screen screen, Answer all, List<String> ids, boolean details) {
        screen.title("Compliance");
        if (ids.isEmpty()) screen.line("  none: no pack brings one");
        var pack = "";
        for (var id : ids) {
            var compliance = all.at(id);
            if (!compliance.text("pack_name").equals(pack)) {
                pack = compliance.text("pack_name");
                screen.line("* Pack " + screen.paint().accent(Safe.line(pack)));
            }
            ComplianceLines.line(screen, id, compliance, ComplianceLines.state(screen, compliance));
            for (var rule : compliance.list("rules"))
                ComplianceLines.rule(screen, rule, ComplianceLines.state(screen, rule), details);
        }
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import java.util.Set;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Value;

/** The rules that are about packages, whatever compliance they stand in. */
final class InstallersState implements Command {
    private static final Set<String> TYPES = Set.of("package-install", "packages");

    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord("NAME", "one compliance or pack, such as shop/packages or shop; all without it");
    }

    @Override
    public List<String> examples() {
        return List.of("installers state", "installers state shop", "installers state --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var all = session.agent().get("/compliance/state");
        var wanted = session.given().find("NAME").orElse("");
        var ids = ComplianceLines.meant(all, wanted).stream()
                .filter(id -> !rules(all.at(id)).isEmpty())
                .toList();
        if (ids.isEmpty() && !wanted.isEmpty())
            throw new CommandFailed(
                    ExitCode.NOT_FOUND,
                    "no compliance about packages is called " + wanted + "; see: opsbro installers state");
        var shown = Value.object();
        for (var id : ids)
            shown.with(
                    id,
                    new Value.Items(
                            rules(all.at(id)).stream().map(Answer::value).toList()));
        return session.show(new Answer(shown.end()), screen -> draw(screen, all, ids));
    }

    private static List<Answer> rules(Answer compliance) {
        return compliance.list("rules").stream()
                .filter(rule -> TYPES.contains(rule.text("type")))
                .toList();
    }

    private static void draw(Screen screen, Answer all, List<String> ids) {
        screen.title("Installers");
        if (ids.isEmpty()) screen.line("  none: no pack brings a rule about packages");
        for (var id : ids) {
            var compliance = all.at(id);
            ComplianceLines.line(screen, id, compliance, "");
            for (var rule : rules(compliance))
                ComplianceLines.rule(screen, rule, ComplianceLines.state(screen, rule), true);
        }
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Problem;

final class CompliancePlan implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("NAME", "one compliance or pack, such as linux/files or linux; all without it")
                .flag("--local", "without an agent: quick, and nothing at all is written");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "compliance plan", "compliance plan linux/files", "compliance plan --local", "compliance plan --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        if (session.given().has("--local")) return local(session);
        var name = session.given().find("NAME").map(each -> "?name=" + AgentClient.encoded(each));
        var plan = session.agent().get("/compliance/plan" + name.orElse(""));
        return session.show(plan, screen -> draw(screen, plan));
    }

    private static int local(Session session) {
        var local = session.means().plans().plan(session.given().find("NAME"));
        for (var problem : local.problems())
            if (problem.severity() == Problem.Severity.ERROR
                    && problem.source().file().contains("/compliance/"))
                session.streams().error().println("opsbro: " + Safe.line(problem.toString()));
        var plan = new Answer(local.plans());
        return session.show(plan, screen -> draw(screen, plan));
    }

    private static void draw(Screen screen, Answer plan) {
        screen.title("What enforcing would change now; nothing is done");
        if (plan.keys().isEmpty()) screen.line("  none: no pack brings a compliance");
        for (var id : plan.keys()) {
            var each = plan.at(id);
            ComplianceLines.line(screen, id, each, summary(screen, each));
            each.find("refusal").filter(why -> !why.isEmpty()).ifPresent(why -> screen.said("    ", why));
            for (var rule : each.list("rules")) rule(screen, rule);
        }
    }

    private static String summary(Screen screen, Answer plan) {
        if (!plan.text("refusal").isEmpty()) return screen.state("NOT-ELIGIBLE");
        var changes = (long) plan.number("changes");
        if (changes == 0) return screen.paint().faint("nothing to change");
        var audited = plan.text("mode").equals("audit") ? ", if it was enforcing" : "";
        return screen.paint().warning((changes == 1 ? "1 change" : changes + " changes") + audited);
    }

    private static void rule(Screen screen, Answer rule) {
        var told =
                rule.list("infos").stream().anyMatch(info -> !info.text("state").equals("COMPLIANT"));
        ComplianceLines.rule(screen, rule, told ? "" : screen.paint().faint("as it should be"), false);
        for (var change : rule.list("changes")) {
            screen.text("      would: ", 13, Safe.line(change.text("what")));
            GeneratorLines.diff(screen, change.text("diff"));
            change.texts("commands").forEach(command -> screen.line("      running: " + Safe.line(command)));
        }
        rule.texts("post_commands").forEach(command -> screen.line("      then run: " + Safe.line(command)));
    }
}

package org.opsbro.cli.commands;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Mark;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Value;

final class MonitoringState implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("NAME", "one check or pack, such as linux/disks or linux; all without it")
                .flag("--problems", "only what is not OK");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "monitoring state", "monitoring state linux", "monitoring state --problems", "monitoring state --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var state = session.agent().get("/monitoring/state");
        var checks = state.at("checks");
        var names = named(checks, session.given().find("NAME").orElse("")).stream()
                .filter(name -> !session.given().has("--problems")
                        || !checks.text(name, "state").equals("ok"))
                .toList();
        var shown = Value.object();
        names.forEach(name -> shown.with(name, checks.at(name).value()));
        var answer = Value.object()
                .with("checks", shown.end())
                .with("services", state.at("services").value());
        return session.show(new Answer(answer.end()), screen -> draw(screen, checks, names, session.now()));
    }

    /** The checks of that name, or of that pack; all for an empty one. */
    private static List<String> named(Answer checks, String wanted) {
        var names = checks.keys().stream()
                .filter(name -> wanted.isEmpty() || name.equals(wanted) || name.startsWith(wanted + "/"))
                .toList();
        if (names.isEmpty() && !wanted.isEmpty())
            throw new CommandFailed(
                    ExitCode.NOT_FOUND,
                    "no check that applies to this node is called " + wanted + "; see: opsbro monitoring state");
        return names;
    }

    private static void draw(Screen screen, Answer checks, List<String> names, Instant now) {
        screen.title("Checks");
        if (names.isEmpty()) screen.line("  none");
        var pack = "";
        for (var name : names) {
            var check = checks.at(name);
            if (!check.text("pack").equals(pack)) {
                pack = check.text("pack");
                screen.line("* Pack " + screen.paint().accent(Safe.line(pack)));
            }
            var alone = name.substring(name.indexOf('/') + 1);
            screen.line("  - " + Columns.left(screen.crumbs(pack, "checks", Safe.line(alone)), 46) + " "
                    + state(screen, check, now));
            check.find("output").filter(text -> !text.isEmpty()).ifPresent(text -> screen.said("    ", text));
            check.find("details").filter(text -> !text.isEmpty()).ifPresent(text -> screen.said("    ", text));
        }
    }

    private static String state(Screen screen, Answer check, Instant now) {
        var word = check.text("state").toUpperCase(Locale.ROOT);
        var notes = new ArrayList<String>();
        if (!check.isTrue("hard") && !word.equals("PENDING"))
            notes.add("attempt " + check.text("attempt") + "/" + check.text("max_attempts"));
        if (check.isTrue("flapping")) notes.add("flapping");
        if (!word.equals("PENDING"))
            check.instant("since")
                    .ifPresent(since ->
                            notes.add("since " + Quantity.ago(since, now).replace(" ago", "")));
        return Mark.of(word).with(screen.paint(), word)
                + screen.paint().faint(notes.isEmpty() ? "" : "  " + String.join(", ", notes));
    }
}

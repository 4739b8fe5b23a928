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
    private static final String STATE = "/monitoring/state";

    @Override
    public void declare(Arguments arguments) {
        arguments.optionalWord(
                "NAME",
                "a check or pack of this node, such as linux/disks or linux, or another node of the zone; all checks of"
                        + " this node without it");
        OtherNode.declare(arguments)
                .flag("--problems", "only what is not OK")
                .flag("--all", "a table of all nodes of the zone, with what is wrong with each")
                .option("--group", "GROUP", "the same of the nodes of a group, or of an expression over groups");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "monitoring state",
                "monitoring state linux",
                "monitoring state --problems",
                "monitoring state web-1",
                "monitoring state linux --node web-1",
                "monitoring state --all --problems",
                "monitoring state --group \"web & !test\"",
                "monitoring state --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var wanted = given.find("NAME").orElse("");
        if (given.has("--all") || given.has("--group")) {
            if (!wanted.isEmpty() || given.has("--node"))
                throw CommandFailed.usage("--all and --group are about many nodes, so name none");
            return MonitoringNodes.show(session);
        }
        var state = session.agent().get(OtherNode.call(session, STATE));
        if (names(state, wanted).isEmpty() && !wanted.isEmpty() && !given.has("--node")) {
            var other = session.agent().find(OtherNode.of(wanted, STATE));
            if (other.isEmpty())
                throw new CommandFailed(
                        ExitCode.NOT_FOUND,
                        "no check that applies to this node is called " + wanted
                                + ", and no node is; see: opsbro monitoring state, opsbro gossip members");
            return show(session, other.get(), "");
        }
        return show(session, state, wanted);
    }

    private static int show(Session session, Answer state, String wanted) {
        var checks = state.at("checks");
        var all = names(state, wanted);
        if (all.isEmpty() && !wanted.isEmpty())
            throw new CommandFailed(
                    ExitCode.NOT_FOUND,
                    "no check that applies to " + state.text("node") + " is called " + wanted
                            + "; see: opsbro monitoring state " + state.text("node"));
        var names = all.stream()
                .filter(name -> !session.given().has("--problems")
                        || !checks.text(name, "state").equals("ok"))
                .toList();
        var shown = Value.object();
        names.forEach(name -> shown.with(name, checks.at(name).value()));
        var answer = Value.object();
        for (var key : List.of("node", "at", "source", "why"))
            if (state.at(key).isPresent()) answer.with(key, state.at(key).value());
        answer.with("checks", shown.end()).with("services", state.at("services").value());
        return session.show(new Answer(answer.end()), screen -> draw(screen, state, names, session.now()));
    }

    /** The checks of that name, or of that pack; all for an empty one. */
    private static List<String> names(Answer state, String wanted) {
        return state.at("checks").keys().stream()
                .filter(name -> wanted.isEmpty() || name.equals(wanted) || name.startsWith(wanted + "/"))
                .toList();
    }

    private static void draw(Screen screen, Answer state, List<String> names, Instant now) {
        var checks = state.at("checks");
        screen.title("Checks of " + Safe.line(state.text("node")));
        if (state.text("source").equals("store")) {
            screen.said("  ", state.text("why"));
            screen.said("  ", "what was wrong with it " + ago(state, now) + ", as it told the store of the zone:");
        }
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

    static String ago(Answer told, Instant now) {
        return told.instant("at").map(at -> Quantity.ago(at, now)).orElse("once");
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

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

/** How compliances, their rules and what was found are drawn. */
final class ComplianceLines {
    private ComplianceLines() {}

    /** {@code - linux > compliance > ssh  [audit] STATE}, and the name for people below it where it says more. */
    static void line(Screen screen, String id, Answer compliance, String state) {
        var slash = id.indexOf('/');
        var file = id.substring(slash + 1);
        var crumbs = screen.crumbs(id.substring(0, Math.max(0, slash)), "compliance", file);
        screen.line("  - " + Columns.left(crumbs, 40) + " [" + screen.paint().faint(Safe.line(compliance.text("mode")))
                + "]" + (state.isEmpty() ? "" : " " + state));
        var name = compliance.text("name");
        if (!name.equals(file)) screen.line("    " + screen.paint().faint(Safe.line(name)));
    }

    /** {@code - rights  (file-rights) STATE}, and what was found. */
    static void rule(Screen screen, Answer rule, String state, boolean all) {
        var name = Safe.line(rule.text("name"));
        screen.line("    - " + Columns.left(screen.paint().key(name), Math.max(28, Columns.of(name))) + " "
                + screen.paint().faint("(" + Safe.line(rule.text("type")) + ")")
                + (state.isEmpty() ? "" : " " + state));
        infos(screen, rule, all);
    }

    /** @param all also what is as it should be */
    static void infos(Screen screen, Answer rule, boolean all) {
        for (var info : rule.list("infos"))
            if (all || !info.text("state").equals("COMPLIANT"))
                screen.said("      ", info.text("state") + ": " + info.text("text"));
    }

    /** {@code WAS → IS}, or the state alone where it has not changed. */
    static String state(Screen screen, Answer of) {
        var was = of.text("old_state");
        var is = of.text("state");
        return was.equals(is) || was.equals("PENDING")
                ? screen.state(is)
                : screen.paint().faint(Safe.line(was) + " → ") + screen.state(is);
    }

    /** The ids of an answer that are meant by a name: a pack, a compliance by its id, file or name; all without one. */
    static List<String> meant(Answer all, String name) {
        return all.keys().stream()
                .filter(id -> name.isEmpty()
                        || id.equals(name)
                        || id.startsWith(name + "/")
                        || id.endsWith("/" + name)
                        || all.text(id, "name").equals(name))
                .toList();
    }
}

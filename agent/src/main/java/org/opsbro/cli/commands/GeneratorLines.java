package org.opsbro.cli.commands;

import org.opsbro.cli.Answer;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

/** How generators and their differences are drawn. */
final class GeneratorLines {
    private GeneratorLines() {}

    /** {@code - haproxy > generators > backends  [/etc/haproxy/haproxy.cfg]  STATE}. */
    static void line(Screen screen, Answer generator, String state) {
        var name = generator.text("name");
        var slash = name.indexOf('/');
        var crumbs = screen.crumbs(
                Safe.line(name.substring(0, Math.max(0, slash))), "generators", Safe.line(name.substring(slash + 1)));
        screen.line("  - " + Columns.left(crumbs, 40) + " [" + Safe.line(generator.text("path")) + "] " + state);
    }

    /** A unified difference, each line harmless and in its colour. */
    static void diff(Screen screen, String diff) {
        for (var line : diff.lines().toList()) {
            var safe = "      " + Safe.line(line);
            if (line.startsWith("+")) screen.line(screen.paint().ok(safe));
            else if (line.startsWith("-")) screen.line(screen.paint().bad(safe));
            else screen.line(line.startsWith("@@") ? screen.paint().faint(safe) : safe);
        }
    }
}

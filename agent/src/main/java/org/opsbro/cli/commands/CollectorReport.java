package org.opsbro.cli.commands;

import org.opsbro.cli.Answer;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Value;

/** How a collector is doing, and what it found. */
final class CollectorReport {
    private static final int NAME_WIDTH = 20;

    private CollectorReport() {}

    static void draw(Screen screen, String name, Answer collector, boolean withFacts) {
        var reason = collector.find("log").filter(text -> !text.isEmpty());
        screen.text(
                " - " + Columns.left(screen.paint().accent(Safe.line(name)), NAME_WIDTH) + " → ",
                NAME_WIDTH + 6,
                screen.state(collector.text("state"))
                        + reason.map(text -> screen.paint().faint("  " + Safe.line(text)))
                                .orElse(""));
        var facts = collector.at("results");
        if (!withFacts || facts.keys().isEmpty()) return;
        screen.pairs(
                "   ",
                facts.leaves("collector." + name).stream()
                        .map(leaf -> new Screen.Pair(leaf.path(), shown(leaf.value()), ""))
                        .toList());
    }

    /** Figures for people: no more digits than they can use. */
    private static String shown(Value value) {
        return value instanceof Value.Real real ? Quantity.number(real.number()) : value.display();
    }
}

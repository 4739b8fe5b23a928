package org.opsbro.cli.commands;

import org.opsbro.cli.Answer;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Value;

/** An expression with all its parts and what each came to, as the agent explains it. */
final class ExplanationTree {
    private ExplanationTree() {}

    static void draw(Screen screen, Answer explanation) {
        draw(screen, explanation, "", "");
    }

    private static void draw(Screen screen, Answer part, String head, String below) {
        var result = switch (part.text("outcome")) {
            case "evaluated" ->
                screen.paint().strong(Safe.line(python(part.at("value").value())))
                        + screen.paint().faint("  " + type(part.at("value").value()));
            case "failed" -> screen.paint().bad("✕ failed");
            default -> screen.paint().faint("not evaluated");
        };
        var micros = part.number("nanos") / 1000;
        screen.line(head + Safe.line(part.text("text")) + "  →  " + result
                + screen.paint().faint(micros > 0 ? "  " + Quantity.number(micros) + " µs" : ""));
        part.find("note")
                .ifPresent(note -> screen.line(below + screen.paint().faint("  " + Safe.line(note.split("\n", 2)[0]))));
        var parts = part.list("parts");
        for (var i = 0; i < parts.size(); i++) {
            var last = i == parts.size() - 1;
            draw(screen, parts.get(i), below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
        }
    }

    /** As the language writes it: True, None, quotes around texts in lists only. */
    static String python(Value value) {
        return switch (value) {
            case Value.Bool bool -> bool.isTrue() ? "True" : "False";
            case Value.None none -> "None";
            default -> value.display();
        };
    }

    private static String type(Value value) {
        return switch (value) {
            case Value.Bool bool -> "boolean";
            case Value.None none -> "none";
            case Value.Int number -> "integer";
            case Value.Real real -> "number";
            case Value.Text text -> "text";
            case Value.Items items -> "list";
            default -> "dictionary";
        };
    }
}

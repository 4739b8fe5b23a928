package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class EvaluatorEval implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("EXPR", "the expression, in quotes of the shell")
                .option("--pack", "NAME", "whose parameters it may refer to")
                .flag("--explain", "show the value of each of its parts, where it comes from and how long it took");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "evaluator eval \"{{collector.loadaverage.load1}} > 2\"",
                "evaluator eval \"{{parameters.disk_warning}}\" --pack linux --explain",
                "evaluator eval \"1 + 1\" --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var body = Value.object().with("expr", given.text("EXPR")).with("explain", given.has("--explain"));
        given.find("--pack").ifPresent(pack -> body.with("pack", pack));
        var answer = session.agent().post("/agent/evaluator/eval", Json.write(body.end()));
        return session.show(answer, screen -> {
            screen.title("Result");
            if (given.has("--explain")) tree(screen, answer, "", "");
            else screen.line(python(answer.at("result").value()));
        });
    }

    private static void tree(Screen screen, Answer part, String head, String below) {
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
            tree(screen, parts.get(i), below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
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

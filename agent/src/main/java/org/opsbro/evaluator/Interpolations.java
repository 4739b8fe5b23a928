package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.Expression.Warning;
import org.opsbro.model.Value;

/** Free text to a tree: what is between the references is text as it stands. */
final class Interpolations {
    private static final String OPEN = "{{";

    private final String text;
    private final List<Warning> warnings = new ArrayList<>();

    Interpolations(String text) {
        this.text = text;
    }

    Expr whole() {
        List<Expr> parts = new ArrayList<>();
        var at = 0;
        for (var open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            if (open > at) parts.add(constant(at, open));
            var parser = new Parser(text, open);
            parts.add(parser.reference());
            warnings.addAll(parser.warnings());
            at = parts.getLast().at().end();
        }
        if (at < text.length()) parts.add(constant(at, text.length()));
        return new Expr.Interpolation(List.copyOf(parts), new Span(0, text.length()));
    }

    List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    private Expr constant(int from, int to) {
        return new Expr.Constant(Value.of(text.substring(from, to)), new Span(from, to));
    }
}

package org.opsbro.evaluator;

import java.util.IdentityHashMap;
import java.util.List;
import org.opsbro.evaluator.Explanation.Outcome;
import org.opsbro.model.Value;

/** Evaluates a tree with a probe at each of its parts, constants included. Used once. */
final class Explainer extends Compiler {
    private final String text;
    // two equal parts of a text are two places, so the map goes by identity
    private final IdentityHashMap<Expr, Seen> records = new IdentityHashMap<>();

    private record Seen(Outcome outcome, Value value, String note, long nanos) {}

    Explainer(String text, Vocabulary words) {
        super(text, words);
        this.text = text;
    }

    Explanation explain(Expr tree, Scope scope) {
        return explain(tree, new Frame(scope));
    }

    /** The value of a part of a template, and its tree; a failure is told too, and thrown. */
    Value tell(Expr tree, Frame frame) {
        try {
            return step(tree).value(frame);
        } finally {
            frame.witness().accept(new Part.Seen(tree.at().start(), explanation(tree, frame.scope())));
        }
    }

    private Explanation explain(Expr tree, Frame frame) {
        try {
            step(tree).known(frame);
        } catch (EvaluationException failed) {
            // the probe that saw it first has the reason; a whole that is undefined has it here
            records.computeIfPresent(
                    tree,
                    (part, seen) -> seen.outcome() == Outcome.FAILED
                            ? seen
                            : new Seen(Outcome.FAILED, Value.UNDEFINED, failed.reason(), seen.nanos()));
        }
        return explanation(tree, frame.scope());
    }

    @Override
    Step step(Expr part, boolean ordered) {
        return new Probe(part, super.step(part, ordered));
    }

    @Override
    Step folded(Step step, Expr part) {
        return step;
    }

    private Explanation explanation(Expr part, Scope scope) {
        var record = record(part);
        var note = record.note();
        var chain = isChain(part);
        if (note.isEmpty() && record.outcome() == Outcome.EVALUATED)
            note = switch (part) {
                case Expr.Reference reference -> note(reference, scope);
                case Expr.Entry entry when chain -> note(entry, scope);
                default -> "";
            };
        return new Explanation(
                part.at().of(text),
                record.outcome(),
                record.value(),
                note,
                record.nanos(),
                (chain ? List.<Expr>of() : part.parts())
                        .stream()
                                .filter(each -> each.at().end() > each.at().start())
                                .map(each -> explanation(each, scope))
                                .toList());
    }

    private Seen record(Expr part) {
        var record = records.get(part);
        if (record != null) return record;
        return part instanceof Expr.Constant(var value, var at)
                ? new Seen(Outcome.EVALUATED, value, "", 0)
                : new Seen(Outcome.SKIPPED, Value.UNDEFINED, "", 0);
    }

    private String note(Expr.Reference reference, Scope scope) {
        if (reference.fallback().isPresent()
                && records.containsKey(reference.fallback().get())) return "default used";
        return scope.note(reference.path().root(), reference.path().names());
    }

    /** {@code node.services.web} is told as a whole. */
    private static boolean isChain(Expr part) {
        return switch (part) {
            case Expr.Name name -> true;
            case Expr.Entry(var target, Expr.Constant key, var at) -> isChain(target);
            default -> false;
        };
    }

    private String note(Expr.Entry entry, Scope scope) {
        return read(entry).map(each -> scope.note(each.root(), each.path())).orElse("");
    }

    private final class Probe extends Step {
        private final Expr part;
        private final Step inner;

        Probe(Expr part, Step inner) {
            super(inner.at());
            this.part = part;
            this.inner = inner;
        }

        @Override
        Value value(Frame frame) {
            var start = frame.scope().host().nanos();
            try {
                var value = inner.value(frame);
                var undefined = value instanceof Value.Undefined;
                var note = value instanceof Value.Undefined nothing ? inner.reason(nothing, frame) : "";
                keep(undefined ? Outcome.FAILED : Outcome.EVALUATED, value, note, frame, start);
                return value;
            } catch (EvaluationException failed) {
                keep(Outcome.FAILED, Value.UNDEFINED, failed.reason(), frame, start);
                throw failed;
            }
        }

        @Override
        String reason(Value.Undefined undefined, Frame frame) {
            return inner.reason(undefined, frame);
        }

        private void keep(Outcome outcome, Value value, String note, Frame frame, long start) {
            records.put(
                    part, new Seen(outcome, value, note, frame.scope().host().nanos() - start));
        }
    }
}

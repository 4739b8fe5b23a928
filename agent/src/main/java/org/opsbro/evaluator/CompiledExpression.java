package org.opsbro.evaluator;

import java.util.List;
import java.util.Set;
import org.opsbro.model.Value;

/** The tree for explanations, the steps for work. */
final class CompiledExpression implements Expression {
    private final String text;
    private final Expr tree;
    private final Vocabulary words;
    private final Step step;
    private final Set<Dependency> dependencies;
    private final List<Warning> warnings;

    CompiledExpression(String text, Expr tree, Vocabulary words, List<Warning> warnings) {
        var compiler = new Compiler(text, words);
        this.text = text;
        this.tree = tree;
        this.words = words;
        this.step = compiler.step(tree);
        this.dependencies = compiler.dependencies();
        this.warnings = warnings;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public Value evaluate(Scope scope) {
        var frame = new Frame(scope);
        try {
            var value = step.value(frame);
            return value instanceof Value.Undefined undefined
                    ? new Value.Undefined(step.reason(undefined, frame))
                    : value;
        } catch (EvaluationException failed) {
            throw failed.in(text, frame.offset());
        }
    }

    @Override
    public boolean test(Scope scope) {
        var frame = new Frame(scope);
        try {
            return step.test(frame);
        } catch (EvaluationException failed) {
            throw failed.in(text, frame.offset());
        }
    }

    @Override
    public Set<Dependency> dependencies() {
        return dependencies;
    }

    @Override
    public List<Warning> warnings() {
        return warnings;
    }

    @Override
    public Explanation explain(Scope scope) {
        return new Explainer(text, words).explain(tree, scope);
    }
}

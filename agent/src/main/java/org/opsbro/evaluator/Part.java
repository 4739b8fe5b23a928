package org.opsbro.evaluator;

import java.util.Set;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.model.Value;

/** One compiled expression of a template. Immutable, for any thread; a failure leaves the offset of its place in the {@link Frame}. */
public final class Part {
    private final String text;
    private final Expr tree;
    private final Vocabulary words;
    private final Step step;
    private final Set<Dependency> dependencies;

    Part(String text, Expr tree, Vocabulary words) {
        var compiler = new Compiler(text, words);
        this.text = text;
        this.tree = tree;
        this.words = words;
        this.step = compiler.step(tree);
        this.dependencies = compiler.dependencies();
    }

    /**
     * What an expression of a template came to.
     *
     * @param offset of its first character
     */
    public record Seen(int offset, Explanation explanation) {}

    /** A value that a part takes from the block around it, beside its variables. */
    public record Input(String name) {
        /** What the part comes to with this value. */
        public Value given(Value value, Part part, Frame frame) {
            var outside = frame.variables();
            var inside = outside.inner();
            inside.set(name, value);
            frame.enter(inside);
            try {
                return part.known(frame);
            } finally {
                frame.enter(outside);
            }
        }
    }

    /** Its value, which may be undefined; then it tells why. */
    public Value value(Frame frame) {
        var value = evaluated(frame);
        return value instanceof Value.Undefined undefined && undefined.why().isEmpty()
                ? new Value.Undefined(step.reason(undefined, frame))
                : value;
    }

    /**
     * Its value.
     *
     * @throws EvaluationException if it is undefined
     */
    public Value known(Frame frame) {
        var value = evaluated(frame);
        return value instanceof Value.Undefined undefined ? step.forgiven(undefined, frame) : value;
    }

    /** Whether its value is true; an undefined one raises. */
    public boolean test(Frame frame) {
        return frame.isWitnessed() ? Containers.isTrue(known(frame)) : step.test(frame);
    }

    private Value evaluated(Frame frame) {
        return frame.isWitnessed() ? new Explainer(text, words).tell(tree, frame) : step.value(frame);
    }

    public Set<Dependency> dependencies() {
        return dependencies;
    }

    /** The text it is, if it is known before anything is rendered. */
    public Value constant() {
        return step instanceof OperatorSteps.Constant constant ? constant.value() : Value.UNDEFINED;
    }

    /** Of its first character in the text of the template. */
    public int offset() {
        return tree.at().start();
    }
}

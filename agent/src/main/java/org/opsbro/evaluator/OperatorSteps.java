package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.model.Value;

/** Steps of constants, operators and comparisons. */
final class OperatorSteps {
    private OperatorSteps() {}

    static final class Constant extends Step {
        private final Value value;

        Constant(Value value, Span at) {
            super(at);
            this.value = value;
        }

        Value value() {
            return value;
        }

        @Override
        Value value(Frame frame) {
            return value;
        }
    }

    static final class Unary extends Step {
        private final UnaryOperator operator;
        private final Step operand;

        Unary(UnaryOperator operator, Step operand, Span at) {
            super(at);
            this.operator = operator;
            this.operand = operand;
        }

        @Override
        Value value(Frame frame) {
            var value = operand.known(frame);
            frame.standAt(at());
            return operator.apply(value);
        }
    }

    static final class Binary extends Step {
        private final BinaryOperator operator;
        private final Step left;
        private final Step right;

        Binary(BinaryOperator operator, Step left, Step right, Span at) {
            super(at);
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        Value value(Frame frame) {
            var x = left.known(frame);
            var y = right.known(frame);
            frame.standAt(at());
            frame.spend(x);
            frame.spend(y);
            return operator.apply(x, y);
        }
    }

    /** {@code 'text' % values} with the text read beforehand. */
    static final class Format extends Step {
        private final TextFormat format;
        private final Step values;

        Format(TextFormat format, Step values, Span at) {
            super(at);
            this.format = format;
            this.values = values;
        }

        @Override
        Value value(Frame frame) {
            var value = values.known(frame);
            frame.standAt(at());
            frame.spend(value);
            return format.applied(value);
        }
    }

    static final class Compare extends Step {
        private final Comparator comparator;
        private final Step left;
        private final Step right;

        Compare(Comparator comparator, Step left, Step right, Span at) {
            super(at);
            this.comparator = comparator;
            this.left = left;
            this.right = right;
        }

        @Override
        Value value(Frame frame) {
            return Value.of(test(frame));
        }

        @Override
        boolean test(Frame frame) {
            return holds(comparator, operand(left, comparator, frame), operand(right, comparator, frame), this, frame);
        }
    }

    /** {@code a < b < c}: each operand is evaluated once, and none behind the first comparison that fails. */
    static final class Chain extends Step {
        private final List<Comparator> comparators;
        private final List<Step> operands;

        Chain(List<Comparator> comparators, List<Step> operands, Span at) {
            super(at);
            this.comparators = comparators;
            this.operands = operands;
        }

        @Override
        Value value(Frame frame) {
            return Value.of(test(frame));
        }

        @Override
        boolean test(Frame frame) {
            var left = operand(operands.getFirst(), comparators.getFirst(), frame);
            for (var i = 0; i < comparators.size(); i++) {
                var comparator = comparators.get(i);
                var right = operand(operands.get(i + 1), comparator, frame);
                if (left instanceof Value.Undefined undefined && !comparator.takesUndefined())
                    throw operands.get(i).undefined(undefined, frame);
                if (!holds(comparator, left, right, this, frame)) return false;
                left = right;
            }
            return true;
        }
    }

    private static Value operand(Step step, Comparator comparator, Frame frame) {
        return comparator.takesUndefined() ? step.value(frame) : step.known(frame);
    }

    private static boolean holds(Comparator comparator, Value left, Value right, Step step, Frame frame) {
        frame.standAt(step.at());
        if (!(left instanceof Value.Undefined)) frame.spend(left);
        if (!(right instanceof Value.Undefined)) frame.spend(right);
        return comparator.holds(left, right);
    }
}

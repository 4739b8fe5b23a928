package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.model.Value;

/** Steps that decide what is evaluated at all: {@code and or not if-else}. */
final class LogicSteps {
    private LogicSteps() {}

    /** {@code and}, {@code or}: the value of the operand that decided, as in Python. */
    static final class Logic extends Step {
        private final boolean all;
        private final Step[] operands;

        Logic(boolean all, List<Step> operands, Span at) {
            super(at);
            this.all = all;
            this.operands = operands.toArray(Step[]::new);
        }

        @Override
        Value value(Frame frame) {
            var last = operands.length - 1;
            for (var i = 0; i < last; i++) {
                var value = operands[i].shown(frame);
                if (Containers.isTrue(value) != all) return value;
            }
            return operands[last].value(frame);
        }

        @Override
        boolean test(Frame frame) {
            for (var operand : operands) if (operand.test(frame) != all) return !all;
            return all;
        }
    }

    static final class Not extends Step {
        private final Step operand;

        Not(Step operand, Span at) {
            super(at);
            this.operand = operand;
        }

        @Override
        Value value(Frame frame) {
            return Value.of(!operand.test(frame));
        }

        @Override
        boolean test(Frame frame) {
            return !operand.test(frame);
        }
    }

    static final class Choice extends Step {
        private final Step yes;
        private final Step condition;
        private final Step no;

        Choice(Step yes, Step condition, Step no, Span at) {
            super(at);
            this.yes = yes;
            this.condition = condition;
            this.no = no;
        }

        @Override
        Value value(Frame frame) {
            return condition.test(frame) ? yes.value(frame) : no.value(frame);
        }

        @Override
        String reason(Value.Undefined undefined, Frame frame) {
            return undefined.why();
        }
    }
}

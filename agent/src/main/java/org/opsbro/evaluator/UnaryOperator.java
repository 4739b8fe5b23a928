package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** The signs before one number. */
enum UnaryOperator {
    MINUS {
        @Override
        Value apply(Value operand) {
            return Arithmetic.negated(operand);
        }
    },
    PLUS {
        @Override
        Value apply(Value operand) {
            return Arithmetic.plus(operand);
        }
    },
    INVERT {
        @Override
        Value apply(Value operand) {
            return Bits.inverted(operand);
        }
    };

    abstract Value apply(Value operand);
}

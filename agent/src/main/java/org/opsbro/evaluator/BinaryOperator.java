package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** The operators of two operands, with how strongly they bind: Python's table, weakest first. */
enum BinaryOperator {
    BIT_OR("|", 5) {
        @Override
        Value apply(Value left, Value right) {
            return Bits.or(left, right);
        }
    },
    BIT_XOR("^", 6) {
        @Override
        Value apply(Value left, Value right) {
            return Bits.xor(left, right);
        }
    },
    BIT_AND("&", 7) {
        @Override
        Value apply(Value left, Value right) {
            return Bits.and(left, right);
        }
    },
    SHIFT_LEFT("<<", 8) {
        @Override
        Value apply(Value left, Value right) {
            return Bits.shiftedLeft(left, right);
        }
    },
    SHIFT_RIGHT(">>", 8) {
        @Override
        Value apply(Value left, Value right) {
            return Bits.shiftedRight(left, right);
        }
    },
    ADD("+", 9) {
        @Override
        Value apply(Value left, Value right) {
            return Arithmetic.sum(left, right);
        }
    },
    SUBTRACT("-", 9) {
        @Override
        Value apply(Value left, Value right) {
            return Arithmetic.difference(left, right);
        }
    },
    MULTIPLY("*", 10) {
        @Override
        Value apply(Value left, Value right) {
            return Arithmetic.product(left, right);
        }
    },
    DIVIDE("/", 10) {
        @Override
        Value apply(Value left, Value right) {
            return Division.quotient(left, right);
        }
    },
    FLOOR_DIVIDE("//", 10) {
        @Override
        Value apply(Value left, Value right) {
            return Division.floored(left, right);
        }
    },
    REMAINDER("%", 10) {
        @Override
        Value apply(Value left, Value right) {
            return Division.remainder(left, right);
        }
    },
    POWER("**", 12) {
        @Override
        Value apply(Value left, Value right) {
            return Power.of(left, right);
        }
    };

    static final int UNARY = 11;

    private final String sign;
    private final int binding;

    BinaryOperator(String sign, int binding) {
        this.sign = sign;
        this.binding = binding;
    }

    String sign() {
        return sign;
    }

    int binding() {
        return binding;
    }

    abstract Value apply(Value left, Value right);
}

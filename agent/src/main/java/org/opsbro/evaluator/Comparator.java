package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** The comparisons; all bind alike and may be chained. */
enum Comparator {
    EQUAL("==") {
        @Override
        boolean holds(Value left, Value right) {
            return Equality.same(left, right);
        }
    },
    NOT_EQUAL("!=") {
        @Override
        boolean holds(Value left, Value right) {
            return !Equality.same(left, right);
        }
    },
    LESS("<") {
        @Override
        boolean holds(Value left, Value right) {
            return Ordering.less(left, right);
        }
    },
    LESS_OR_EQUAL("<=") {
        @Override
        boolean holds(Value left, Value right) {
            return Ordering.lessOrEqual(left, right);
        }
    },
    GREATER(">") {
        @Override
        boolean holds(Value left, Value right) {
            return Ordering.less(/* left= */ right, /* right= */ left);
        }
    },
    GREATER_OR_EQUAL(">=") {
        @Override
        boolean holds(Value left, Value right) {
            return Ordering.lessOrEqual(/* left= */ right, /* right= */ left);
        }
    },
    IN("in") {
        @Override
        boolean holds(Value left, Value right) {
            return Containers.contains(right, left);
        }
    },
    NOT_IN("not in") {
        @Override
        boolean holds(Value left, Value right) {
            return !Containers.contains(right, left);
        }
    },
    IS("is") {
        @Override
        boolean holds(Value left, Value right) {
            return identical(left, right);
        }
    },
    IS_NOT("is not") {
        @Override
        boolean holds(Value left, Value right) {
            return !identical(left, right);
        }
    };

    private final String sign;

    Comparator(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    abstract boolean holds(Value left, Value right);

    /** Whether it can be asked of what is undefined: {@code x is None} can. */
    boolean takesUndefined() {
        return this == IS || this == IS_NOT;
    }

    private static boolean identical(Value left, Value right) {
        return known(left).equals(known(right));
    }

    private static Value known(Value value) {
        return value instanceof Value.Undefined ? Value.NONE : value;
    }
}

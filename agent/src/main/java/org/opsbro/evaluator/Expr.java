package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Value;

/** What was written, as a tree. */
sealed interface Expr {
    Span at();

    /** The parts in the order in which they stand in the text. */
    List<Expr> parts();

    record Constant(Value value, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of();
        }
    }

    /** {@code {{root.path||fallback}}}. */
    record Reference(ReferencePath path, Optional<Expr> fallback, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return fallback.map(List::of).orElse(List.of());
        }
    }

    enum Brackets {
        LIST,
        TUPLE,
        SET
    }

    record Sequence(Brackets kind, List<Expr> parts, Span at) implements Expr {}

    record Dictionary(List<Expr> keys, List<Expr> values, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            List<Expr> all = new ArrayList<>();
            for (var i = 0; i < keys.size(); i++) {
                all.add(keys.get(i));
                all.add(values.get(i));
            }
            return all;
        }
    }

    record Unary(UnaryOperator operator, Expr operand, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(operand);
        }
    }

    record Binary(BinaryOperator operator, Expr left, Expr right, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(left, right);
        }
    }

    /** {@code a < b <= c}: one operator less than parts. */
    record Comparison(List<Comparator> operators, List<Expr> parts, Span at) implements Expr {}

    /** {@code and}, {@code or} of two or more parts. */
    record Logic(boolean all, List<Expr> parts, Span at) implements Expr {}

    record Not(Expr operand, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(operand);
        }
    }

    /** {@code yes if condition else no}. */
    record Choice(Expr yes, Expr condition, Expr no, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(yes, condition, no);
        }
    }

    record Subscript(Expr target, Expr index, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(target, index);
        }
    }

    /** {@code target[from:to:step]}; a bound left out is the constant None. */
    record Slice(Expr target, Expr from, Expr to, Expr step, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(target, from, to, step);
        }
    }

    record Keyword(String name, Expr value, Span at) {}

    record Call(String name, List<Expr> arguments, List<Keyword> keywords, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            List<Expr> all = new ArrayList<>(arguments);
            for (var keyword : keywords) all.add(keyword.value());
            return all;
        }
    }

    record Method(Expr target, String name, List<Expr> arguments, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            List<Expr> all = new ArrayList<>();
            all.add(target);
            all.addAll(arguments);
            return all;
        }
    }

    /** Free text with references in it: text constants and references in turn. */
    record Interpolation(List<Expr> parts, Span at) implements Expr {}

    /** A name of a template: what it has set, a loop variable, a macro, an input. */
    record Name(String name, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of();
        }
    }

    /** {@code target.key} and {@code target[key]} of templates: undefined where there is no such key. */
    record Entry(Expr target, Expr key, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(target, key);
        }
    }

    /** {@code value|filter(…)} or {@code value is test(…)}: a call whose first argument is the value. */
    record Applied(boolean test, Call call, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return call.parts();
        }
    }

    /** {@code a ~ b ~ c}: all as one text. */
    record Joined(List<Expr> parts, Span at) implements Expr {}

    /** {@code target(…)} where the target is a value: a macro, a method, an input that can be called. */
    record Invocation(Expr target, List<Expr> arguments, List<Keyword> keywords, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            // of object.method(…) the object is a part: the method is no value of its own
            var called = target instanceof Entry(var object, Constant key, var at) ? object : target;
            List<Expr> all = new ArrayList<>(List.of(called));
            all.addAll(arguments);
            for (var keyword : keywords) all.add(keyword.value());
            return all;
        }
    }

    /** {@code value || fallback} of templates: the fallback where the value is undefined. */
    record Fallback(Expr value, Expr fallback, Span at) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(value, fallback);
        }
    }
}

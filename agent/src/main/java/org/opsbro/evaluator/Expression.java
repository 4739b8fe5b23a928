package org.opsbro.evaluator;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.opsbro.model.Value;

/** A compiled expression: immutable, for any thread, evaluated as often as wanted. */
public interface Expression {
    /** As it was written. */
    String text();

    /**
     * Its value now; undefined only where the whole expression is an undefined reference.
     *
     * @throws EvaluationException with the explained reason
     */
    Value evaluate(Scope scope);

    /** Whether its value is true as Python's bool() tells; an undefined result raises. */
    boolean test(Scope scope);

    /** What it reads. */
    Set<Dependency> dependencies();

    /** Whether it calls one of these functions, none of which is pure. */
    default boolean calls(Set<String> functions) {
        return dependencies().stream()
                .anyMatch(each -> each.root().equals(Dependency.FUNCTION)
                        && functions.contains(each.path().getFirst()));
    }

    /** The paths below {@code kv.} that it reads. */
    default Stream<List<String>> keys() {
        return dependencies().stream().filter(each -> each.root().equals("kv")).map(Dependency::path);
    }

    /** What works but should be written otherwise, for {@code packs lint}. */
    List<Warning> warnings();

    /** Evaluates it step by step, and never throws: the failure is part of the tree. */
    Explanation explain(Scope scope);

    /**
     * One thing an expression reads: {@code collector.loadaverage.load1} has root {@code collector} and path {@code [loadaverage, load1]}, where
     * {@code *} stands for every key; a function that is not pure has root {@code function()} and its name as path.
     */
    record Dependency(String root, List<String> path) {
        public static final String FUNCTION = "function()";

        public Dependency {
            path = List.copyOf(path);
        }
    }

    /** @param offset of the character it is about, from 0 */
    record Warning(String message, int offset) {}
}

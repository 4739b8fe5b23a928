package org.opsbro.metrology.render;

import java.util.List;
import org.opsbro.evaluator.Display;
import org.opsbro.model.Value;

/** What a function is given, and gives. */
public sealed interface Given {
    record Curves(List<Curve> all) implements Given {}

    /** Lists of series, as {@code mapSeries} makes them. */
    record Groups(List<List<Curve>> all) implements Given {}

    record Text(String text) implements Given {}

    /** @param whole whether it was written without a point */
    record Figure(double value, boolean whole) implements Given {
        static Figure whole(long value) {
            return new Figure(value, true);
        }

        static Figure real(double value) {
            return new Figure(value, false);
        }
    }

    record Flag(boolean isTrue) implements Given {}

    record None() implements Given {}

    /** As Python's str() tells it. */
    default String told() {
        return switch (this) {
            case Text(var text) -> text;
            case Figure(var value, var whole) -> whole ? Long.toString((long) value) : Display.repr(Value.of(value));
            case Flag(var isTrue) -> isTrue ? "True" : "False";
            case None() -> "None";
            case Curves curves -> "series";
            case Groups groups -> "lists of series";
        };
    }
}

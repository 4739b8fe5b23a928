package org.opsbro.automation.generators;

import java.util.Optional;
import java.util.Set;
import org.opsbro.evaluator.Expression.Dependency;

/** A template as a generator needs it. */
public interface Page {
    Rendered render(GeneratorScope scope);

    /** What its text depends on. */
    Set<Dependency> reads();

    /** Why it is no template; empty if it is one. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** A text, or why there is none. */
    sealed interface Rendered {
        record Text(String text) implements Rendered {}

        /** @param where {@code file:line:column} */
        record Failed(String where, String why) implements Rendered {}
    }
}

package org.opsbro.metrology;

import java.util.List;
import java.util.Optional;

/** What was recorded on this node: what functions over time read. */
public interface Recorded {
    /** Nothing: where there is no agent. */
    Recorded NONE = new Recorded() {
        @Override
        public List<String> names(String pattern) {
            return List.of();
        }

        @Override
        public Optional<Points> samples(String name, long from, long until) {
            return Optional.empty();
        }
    };

    /** The names that a pattern finds, in order: see {@link NamePattern}. */
    List<String> names(String pattern);

    /**
     * Samples from one second up to, and without, another, in order: as they came, with one column, or where those are gone the rows of a {@link Rollup}.
     *
     * @return empty if there is no such series
     */
    Optional<Points> samples(String name, long from, long until);
}

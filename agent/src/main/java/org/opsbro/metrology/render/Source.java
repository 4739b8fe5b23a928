package org.opsbro.metrology.render;

import java.util.List;
import java.util.Optional;

/** Where samples come from, and what may be taken. */
public interface Source {
    /** The names of all series, in their order. */
    List<String> names();

    /** The values of a series; those after {@code from} up to {@code until}, at the starts of its steps. */
    record Samples(Span span, double[] values) {
        @SuppressWarnings("ArrayRecordComponent") // nobody compares them
        public Samples {}
    }

    /**
     * Reads series.
     *
     * @param names of {@link #names}
     * @return as many, in the same order; empty where there is nothing for that time
     */
    List<Optional<Samples>> fetch(List<String> names, long from, long until);

    /**
     * Takes room for so many points more.
     *
     * @throws BadTarget if it is too much, or takes too long
     */
    void take(long points);

    /** How many times something happened with these tags ({@code *}: whichever) in each second from one up to, and without, another. */
    default long[] events(List<String> tags, long from, long until) {
        return new long[0];
    }

    /** A number from 0 to 1 by chance. */
    double chance();
}

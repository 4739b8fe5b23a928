package org.opsbro.metrology.render;

import java.util.ArrayList;
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

    /** A series with its values. */
    record Named(String name, Samples samples) {}

    /**
     * Reads the series that a pattern means, in the order of their names; those that have nothing for that time are left out.
     *
     * @throws BadTarget if it is no pattern, or means too many
     */
    default List<Named> read(String pattern, long from, long until) {
        return named(Evaluation.few(Evaluation.found(pattern, names()), pattern), from, until);
    }

    /**
     * Reads the series that have these tags, in the order of their names; those that have nothing for that time are left out.
     *
     * @throws BadTarget if an expression is wrong, or they mean too many
     */
    default List<Named> tagged(List<String> expressions, long from, long until) {
        return named(
                Evaluation.few(TagTests.of(expressions).fitting(names()), TagTests.told(expressions)), from, until);
    }

    /** Reads series of {@link #names}; those that have nothing for that time are left out. */
    default List<Named> named(List<String> names, long from, long until) {
        return named(names, fetch(names, from, until));
    }

    /** Each name with what was read of it, where there is something. */
    static List<Named> named(List<String> names, List<Optional<Samples>> read) {
        List<Named> there = new ArrayList<>();
        for (var i = 0; i < names.size(); i++) {
            var name = names.get(i);
            read.get(i).map(samples -> new Named(name, samples)).ifPresent(there::add);
        }
        return there;
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
     * @throws NoRoom if it is others that take too much
     */
    void take(long points);

    /** How many times something happened with these tags ({@code *}: whichever) in each second from one up to, and without, another. */
    default long[] events(List<String> tags, long from, long until) {
        return new long[0];
    }

    /** A number from 0 to 1 by chance. */
    double chance();
}

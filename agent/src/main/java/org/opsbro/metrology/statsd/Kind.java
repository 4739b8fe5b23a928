package org.opsbro.metrology.statsd;

/** What a line measures. */
enum Kind {
    /** {@code c}, and {@code m} of meters. */
    COUNTER('c'),
    /** {@code g}. */
    GAUGE('g'),
    /** {@code ms}, and {@code h}, {@code d} of histograms and distributions. */
    TIMER('t'),
    /** {@code s}. */
    SET('s');

    private final byte mark;

    Kind(char mark) {
        this.mark = (byte) mark;
    }

    /** A byte for each. */
    byte mark() {
        return mark;
    }
}

package org.opsbro.metrology.render;

/**
 * Which points a series has.
 *
 * @param start of the first, seconds since 1970
 * @param end what is after the last
 * @param step seconds from one to the next
 */
public record Span(long start, long end, long step) {
    public Span starting(long other) {
        return new Span(other, end, step);
    }

    public Span ending(long other) {
        return new Span(start, other, step);
    }
}

package org.opsbro.metrology.outward;

/** How samples are written for another program. For one thread at a time. */
public interface Format {
    /** What is written of a series with each of its samples; made once. */
    byte[] name(String series);

    /**
     * Adds a sample.
     *
     * @param name from {@link #name}
     * @param second since 1970
     */
    void add(byte[] name, long second, double value);

    /** How many bytes wait to be taken, before they are compressed. */
    int size();

    /** What was added since the last time, as it is sent. */
    byte[] take();
}

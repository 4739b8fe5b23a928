package org.opsbro.kv;

/**
 * What the store knows beside its keys.
 *
 * @param applied index of the last entry of the log that is in it
 * @param revision of the last change; of a store that nobody changed it is 1, so that 0 is always before all
 * @param age of the last entry
 * @param mark the largest time that an entry was stamped with: it never goes back
 * @param token the last fencing token
 * @param bytes of all items
 * @param keys how many there are
 * @param limit of bytes
 * @param sessions how many there are
 * @param graves how many deleted keys are remembered
 * @param compacted deletions up to this revision are forgotten
 */
public record Counters(
        long applied,
        long revision,
        long age,
        long mark,
        long token,
        long bytes,
        long keys,
        long limit,
        long sessions,
        long graves,
        long compacted) {
    public static final Counters FIRST = new Counters(0, 1, 0, 0, 0, 0, 0, Limits.STORE_BYTES, 0, 0, 0);

    /** The same after another entry. */
    public Counters at(long index) {
        return new Counters(index, revision, age, mark, token, bytes, keys, limit, sessions, graves, compacted);
    }
}

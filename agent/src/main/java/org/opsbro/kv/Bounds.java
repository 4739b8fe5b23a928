package org.opsbro.kv;

/**
 * How much of the past is kept: the same numbers on all nodes, because they decide what is forgotten.
 *
 * @param graves deleted keys that watchers who come late are told of; beyond them the older half is forgotten
 * @param marks seconds with changes whose first revision is known
 * @param requests entries after which the id of a request is forgotten
 */
public record Bounds(int graves, int marks, int requests) {
    public static final Bounds USUAL = new Bounds(65_536, 100_000, 65_536);
}

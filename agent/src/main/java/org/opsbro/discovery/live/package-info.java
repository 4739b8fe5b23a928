/**
 * The hands of the gossip: the thread that owns the membership, the streams between agents, keys and members on disk. Start at
 * {@link org.opsbro.discovery.live.KeyFiles}.
 */
@org.jspecify.annotations.NullMarked
package org.opsbro.discovery.live;

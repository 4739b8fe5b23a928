package org.opsbro.kv;

/**
 * Whoever holds locks. It ends when it is destroyed, or was not renewed for its TTL; its locks are then free, after its delay.
 *
 * @param node name of the node it belongs to
 * @param ttl milliseconds, 0 for one that does not end by itself
 * @param delay milliseconds in which nobody else may take a lock it had when it was lost
 * @param deletes whether the keys it holds go with it
 * @param created revision that made it
 * @param expires the age of the store at which it ends, 0 for never
 */
public record Session(
        String id, String name, String node, long ttl, long delay, boolean deletes, long created, long expires) {
    Session renewed(long age) {
        return new Session(id, name, node, ttl, delay, deletes, created, ttl == 0 ? 0 : age + ttl);
    }
}

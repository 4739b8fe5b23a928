package org.opsbro.kv.raft.live;

/**
 * Told when a server can no longer keep its promises: its disk failed, what is on it is damaged, or the engine has a bug. Whoever runs the process ends it
 * there and then: after an entry that may or may not be on the disk nothing that this server says is worth anything. For any thread; told more than once.
 */
@FunctionalInterface
public interface Fatal {
    void because(String what, Throwable cause);
}

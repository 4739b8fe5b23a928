package org.opsbro.kv;

import java.util.List;
import java.util.Optional;

/** Where the store lies: what the fold reads and writes, all of it by one thread. Lists of keys are in the order of their bytes in UTF-8. */
public interface Tables {
    Counters counters();

    void counters(Counters next);

    Optional<Item> item(String key);

    /** Adds it, or takes the place of the one with the same key. */
    void put(Item item);

    void remove(String key);

    /** The first items whose keys begin so. */
    List<Size> below(String prefix, int most);

    /** A key, and how long its value is. */
    record Size(String key, long valueBytes) {}

    /** Keys that expire at this age or before, at most so many, those that are longest due first. */
    List<String> expired(long age, int most);

    /** Keys that a session holds, at most so many. */
    List<String> heldBy(String session, int most);

    Optional<Session> session(String id);

    void put(Session session);

    void removeSession(String id);

    /** As {@link #expired}: ids. */
    List<String> expiredSessions(long age, int most);

    /** The age until which nobody may take the lock of a key; 0 if anybody may. */
    long delayed(String key);

    void delay(String key, long until);

    /** Forgets delays that are over at this age. */
    void endDelays(long age);

    /** Remembers that a key was deleted. */
    void bury(String key, long revision);

    /** Forgets that; false if it was not remembered. */
    boolean unbury(String key);

    /** The revision of the so-manieth oldest deletion, from 1. */
    long grave(long position);

    /** Forgets deletions up to a revision, and tells how many. */
    long forgetGraves(long revision);

    /** Remembers the first revision of a second. */
    void mark(long second, long revision);

    void forgetMarks(int keep);

    /** The outcome of a request that was done. */
    Optional<byte[]> request(String id);

    void request(String id, long index, byte[] outcome);

    /** Forgets requests of entries before this index. */
    void forgetRequests(long index);

    /**
     * A store that is about to take the place of this one.
     *
     * @param id of who tells it
     * @param next number of its next part
     * @param bytes of the items that were told
     * @param keys how many they are
     * @param until the age at which it is forgotten, if nothing comes any more
     */
    record Staging(String id, long next, long bytes, long keys, long until) {}

    Optional<Staging> staging();

    /** Begins one, without items, or tells how far it came. */
    void staging(Staging next);

    /** Adds items to it, or takes the place of those with the same keys. */
    void stage(List<Item> items);

    /** Forgets it. */
    void unstage();

    /**
     * What is staged is in the place of all items; sessions, graves and marks are gone, as is the stage.
     *
     * @param revision of each item from now on
     * @param age what is left of a TTL begins here
     * @param delayed the age until which nobody may take the locks that were held in either
     * @return how many items there are now, and their bytes
     */
    Extent replaceAll(long revision, long age, long delayed);

    record Extent(long keys, long bytes) {}

    /** What is written from now on is tried: until {@link #keep} or {@link #undo}. */
    void attempt();

    void keep();

    void undo();
}

package org.opsbro.bench.kv;

import java.io.Closeable;
import java.io.IOException;

/** One connection to a store. */
public interface KvClient extends Closeable {
    /** Returns when the store has said that it is safe. */
    void put(String key, byte[] value) throws IOException;

    /** The length of the value; 0 if there is none. */
    int get(String key) throws IOException;
}

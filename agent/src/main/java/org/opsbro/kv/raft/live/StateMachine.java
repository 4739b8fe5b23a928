package org.opsbro.kv.raft.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the log is told to, on each server. It keeps on its disk what it was told and up to which entry, the two in one transaction; it need not be on
 * the disk when a call returns, as what is missing after a power cut is told again. Called by one thread at a time; what it throws is {@link Fatal}.
 */
public interface StateMachine {
    /** An entry of the log that a majority has. */
    record Entry(long index, long term, byte[] bytes) {}

    /** The index of the last entry that it took, or of the snapshot that it loaded, whatever is later; 0 if it is empty. */
    long appliedIndex();

    /**
     * Takes entries, in order, none of them twice. The same entries leave the same behind on all servers.
     *
     * @return an answer for each, for whoever proposed it
     */
    List<byte[]> apply(List<Entry> entries) throws IOException;

    /** Whether its disk has room for more. While not, this server takes no entries, from nobody; votes and reads go on. For any thread. */
    default boolean hasRoom() {
        return true;
    }

    /** Pins what it has now, without delay; it is written by another thread while more entries come. */
    Pinned pin() throws IOException;

    /** What a state machine had at a moment. */
    interface Pinned extends AutoCloseable {
        /** Writes it into files of an empty folder, without folders in it. They are brought to the disk by the caller. */
        void write(Path folder) throws IOException;

        @Override
        void close();
    }

    /**
     * Forgets what it has and takes that of a snapshot instead, all or nothing.
     *
     * @param index of the last entry in it
     */
    void load(Path folder, long index) throws IOException;
}

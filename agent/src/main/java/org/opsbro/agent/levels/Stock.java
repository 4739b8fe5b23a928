package org.opsbro.agent.levels;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reserved keys of the store of the zone, as levels use them. Each call throws {@link Unreachable} with the reason if the store cannot answer now. */
public interface Stock {
    /** A value, and the revision that changed it last. */
    record Found(byte[] value, long revision) {}

    /** That the store cannot answer, or refuses what is wanted, and why. */
    final class Unreachable extends IOException {
        private static final long serialVersionUID = 1;

        public Unreachable(String message) {
            super(message);
        }
    }

    Optional<Found> get(String key) throws IOException, InterruptedException;

    void put(String key, byte[] value) throws IOException, InterruptedException;

    /** Puts a value if the last change of the key was at that revision, 0 if there is none; false if somebody else was first. */
    boolean put(String key, byte[] value, long revision) throws IOException, InterruptedException;

    /** Keys that begin so, in order. */
    List<String> keys(String prefix) throws IOException, InterruptedException;

    /** Takes keys away, if others were changed last at these revisions; nothing otherwise. */
    void delete(List<String> keys, Map<String, Long> revisions) throws IOException, InterruptedException;
}

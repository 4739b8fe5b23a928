package org.opsbro.kv.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is free on the disk of a store that several agents have. A server that cannot write its log has to end; so it takes nothing more while there is still
 * room for that, and for votes.
 */
final class DiskRoom {
    /** What is under way, 8 MiB, lies there up to four times: in the log, in the store, and in the write-ahead log of both. */
    private static final long LEAST = 48L * 1024 * 1024;
    /** A leader lets another one lead before it has to refuse. */
    private static final long LITTLE = 64L * 1024 * 1024;

    private final Path folder;

    /** @param folder which need not be there yet */
    DiskRoom(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    private long free() {
        var there = folder;
        while (!Files.exists(there)) there = java.util.Objects.requireNonNull(there.getParent());
        return there.toFile().getUsableSpace();
    }

    /** Whether something may be written yet. */
    boolean isEnough() {
        return free() >= LEAST;
    }

    /** Why nothing is taken, or will not be soon; empty while there is room. */
    Optional<String> shortage() {
        var free = free();
        return free >= LITTLE
                ? Optional.empty()
                : Optional.of("the disk of " + folder + " has " + mib(free) + " MiB left, and a store that several have"
                        + " takes nothing below " + mib(LEAST) + " MiB: make room there");
    }

    /**
     * For a copy of all there is.
     *
     * @throws IOException with the reason, if there is too little
     */
    void demand(long bytes) throws IOException {
        var free = free();
        if (free < LEAST + bytes)
            throw new IOException("the disk of " + folder + " has " + mib(free) + " MiB left, want "
                    + mib(LEAST + bytes + 1024 * 1024 - 1) + " MiB: make room there");
    }

    private static long mib(long bytes) {
        return bytes / (1024 * 1024);
    }
}

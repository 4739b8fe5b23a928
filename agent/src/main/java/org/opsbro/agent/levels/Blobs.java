package org.opsbro.agent.levels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.opsbro.agent.api.Reserved;
import org.opsbro.model.Level;

/** Contents by their hash, in pieces below {@code opsbro/blobs/HASH/}. */
final class Blobs {
    static final String PREFIX = Reserved.PREFIX + "blobs/";
    static final int PIECE_BYTES = 256 * 1024;

    private final Stock stock;

    /** What the store has is not what was signed: it is missing in part, or another one. */
    static final class Wrong extends IOException {
        private static final long serialVersionUID = 1;
        private final boolean tampered;

        Wrong(String message, boolean tampered) {
            super(message);
            this.tampered = tampered;
        }

        /** Whether it is another one, and not only missing. */
        boolean isTampered() {
            return tampered;
        }
    }

    Blobs(Stock stock) {
        this.stock = stock;
    }

    static String piece(String hash, int number) {
        return PREFIX + hash + "/" + String.format(Locale.ROOT, "%04d", number);
    }

    private static int pieces(long bytes) {
        return (int) ((bytes + PIECE_BYTES - 1) / PIECE_BYTES);
    }

    /** The keys of a content. */
    static List<String> keys(String hash, long bytes) {
        return IntStream.range(0, pieces(bytes))
                .mapToObj(number -> piece(hash, number))
                .toList();
    }

    /** Puts a content there, where it is not already as it should be. */
    void put(String hash, byte[] content, Set<String> there) throws IOException, InterruptedException {
        for (var number = 0; number < pieces(content.length); number++) {
            var from = number * PIECE_BYTES;
            var piece = Arrays.copyOfRange(content, from, Math.min(content.length, from + PIECE_BYTES));
            var key = piece(hash, number);
            if (there.contains(key)) {
                var known = stock.get(key);
                if (known.isPresent() && Arrays.equals(known.get().value(), piece)) continue;
            }
            stock.put(key, piece);
        }
    }

    /**
     * A content that has this hash.
     *
     * @param name of what it is, for people
     * @throws Wrong if the store does not have it whole, or has another one
     */
    byte[] get(String hash, int bytes, String name) throws IOException, InterruptedException {
        var content = new byte[bytes];
        var at = 0;
        for (var number = 0; number < pieces(bytes); number++) {
            var want = Math.min(PIECE_BYTES, bytes - at);
            var found = stock.get(piece(hash, number))
                    .orElseThrow(() -> new Wrong("the store does not have all of " + name, false));
            if (found.value().length != want)
                throw new Wrong(
                        "a part of " + name + " has " + found.value().length + " bytes in the store, want " + want,
                        true);
            System.arraycopy(found.value(), 0, content, at, want);
            at += want;
        }
        if (!Contents.hash(content).equals(hash))
            throw new Wrong(name + " is not in the store as it was signed: its hash is another one", true);
        return content;
    }

    /** Takes away what no manifest names, as long as those are the manifests that were looked at. */
    void sweep() throws IOException, InterruptedException {
        Set<String> named = new HashSet<>();
        Map<String, Long> manifests = new HashMap<>();
        for (var level : List.of(Level.GLOBAL, Level.ZONE)) {
            var found = stock.get(Manifest.key(level));
            manifests.put(Manifest.key(level), found.map(Stock.Found::revision).orElse(0L));
            if (found.isPresent()) named.addAll(named(Manifest.read(found.get().value())));
        }
        stock.delete(
                stock.keys(PREFIX).stream().filter(key -> !named.contains(key)).toList(), manifests);
    }

    private List<String> named(Manifest manifest) throws IOException, InterruptedException {
        var list = get(manifest.hash(), manifest.listBytes(), "a list of files");
        List<String> named = new ArrayList<>(keys(manifest.hash(), list.length));
        for (var file : Contents.read(list).files()) named.addAll(keys(file.hash(), file.bytes()));
        return named;
    }
}

package org.opsbro.agent.levels;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;

/**
 * What is in a level: its files in the order of their paths. Only what may lie on every node is one: see {@link #refusedPath} and the limits.
 */
record Contents(List<Entry> files) {
    static final Contents NONE = new Contents(List.of());
    static final int MOST_FILES = 10_000;
    static final long MOST_BYTES = 64L * 1024 * 1024;
    static final int MOST_FILE_BYTES = 16 * 1024 * 1024;

    /** Of {@link #bytes}. */
    static final int MOST_LISTED_BYTES = 4 * 1024 * 1024;

    static final int MOST_PATH_BYTES = 255;
    private static final int MOST_DEPTH = 16;
    private static final int FORM = 1;
    private static final int HASH_BYTES = 32;

    /**
     * One file.
     *
     * @param path below the folder of the level, {@code pack/checks/queue.yml}
     * @param executable whether it is a program
     * @param hash SHA-256 in 64 hexadecimal digits
     */
    record Entry(String path, long bytes, boolean executable, String hash) {}

    /** @throws Malformed with the reason, if this can be in no level */
    Contents {
        files = List.copyOf(files);
        if (files.size() > MOST_FILES)
            throw new Malformed("there are " + files.size() + " files, want at most " + MOST_FILES);
        var total = 0L;
        var before = "";
        var folders = new HashSet<String>();
        for (var each : files) {
            refusedPath(each.path()).ifPresent(reason -> {
                throw new Malformed(reason);
            });
            if (each.path().compareTo(before) <= 0)
                throw new Malformed(told(each.path()) + " is there twice, or out of order");
            before = each.path();
            if (each.bytes() < 0 || each.bytes() > MOST_FILE_BYTES)
                throw new Malformed(
                        told(each.path()) + " has " + each.bytes() + " bytes, want at most " + MOST_FILE_BYTES);
            total += each.bytes();
            for (var at = each.path().indexOf('/'); at >= 0; at = each.path().indexOf('/', at + 1))
                folders.add(each.path().substring(0, at));
        }
        if (total > MOST_BYTES)
            throw new Malformed("the files have " + total + " bytes together, want at most " + MOST_BYTES);
        for (var each : files)
            if (folders.contains(each.path())) throw new Malformed(told(each.path()) + " is a file and a folder");
    }

    /** Why a file cannot lie there on every node; empty if it can. */
    static Optional<String> refusedPath(String path) {
        if (path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MOST_PATH_BYTES)
            return Optional.of("the path " + told(path) + " has more than " + MOST_PATH_BYTES + " bytes");
        var parts = path.split("/", -1);
        if (parts.length > MOST_DEPTH)
            return Optional.of("the path " + told(path) + " has more than " + MOST_DEPTH + " parts");
        for (var part : parts)
            if (part.isEmpty() || part.startsWith("."))
                return Optional.of("the path " + told(path)
                        + " has a part that is empty or begins with a point: want a path below the level");
        if (path.codePoints()
                .anyMatch(letter -> Character.isISOControl(letter)
                        || Character.getType(letter) == Character.SURROGATE
                        || letter == 0xFFFD))
            return Optional.of("the path " + told(path) + " has a control character, or one that is no UTF-8");
        return Optional.empty();
    }

    /** As it may be shown. */
    static String told(String path) {
        var clean = path.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= MOST_PATH_BYTES ? clean : clean.substring(0, 60) + "…";
    }

    long totalBytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    /** By path. */
    Map<String, Entry> byPath() {
        var all = new TreeMap<String, Entry>();
        for (var each : files) all.put(each.path(), each);
        return all;
    }

    /** What is there now and was not, is other, or is no more: a line each, as {@code + pack/a.yml}, {@code ~ …}, {@code - …}. */
    List<String> since(Contents before) {
        var old = before.byPath();
        var now = byPath();
        var paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        List<String> lines = new ArrayList<>();
        for (var path : paths) {
            if (!old.containsKey(path)) lines.add("+ " + path);
            else if (!now.containsKey(path)) lines.add("- " + path);
            else if (!now.get(path).equals(old.get(path))) lines.add("~ " + path);
        }
        return lines;
    }

    /** Each content once: a file of each hash. */
    Map<String, Entry> byHash() {
        var all = new HashMap<String, Entry>();
        for (var each : files) all.put(each.hash(), each);
        return all;
    }

    /** In one form only: form 1, count 4, then of each path, bytes 8, whether it is a program 1, hash. */
    byte[] bytes() {
        var out = new ByteWriter().octet(FORM).number(files.size());
        for (var each : files)
            out.text(each.path())
                    .number(each.bytes())
                    .flag(each.executable())
                    .raw(HexFormat.of().parseHex(each.hash()));
        return out.bytes();
    }

    /** @throws Malformed with the reason, for whatever {@link #bytes} did not write */
    static Contents read(byte[] bytes) {
        if (bytes.length > MOST_LISTED_BYTES)
            throw new Malformed("the list has " + bytes.length + " bytes, want at most " + MOST_LISTED_BYTES);
        var in = new ByteReader(bytes);
        if (in.octet("the form") != FORM) throw new Malformed("the list is of a newer agent");
        var count = in.number("the number of files");
        if (count < 0 || count > MOST_FILES)
            throw new Malformed("there are " + Integer.toUnsignedString(count) + " files, want at most " + MOST_FILES);
        List<Entry> files = new ArrayList<>();
        for (var i = 0; i < count; i++)
            files.add(new Entry(
                    in.text("a path", MOST_PATH_BYTES),
                    in.longNumber("the length of a file"),
                    in.flag("whether it is a program"),
                    HexFormat.of().formatHex(in.raw("a hash", HASH_BYTES))));
        in.end();
        return new Contents(files);
    }

    static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

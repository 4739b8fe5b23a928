package org.opsbro.packs.system;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.opsbro.evaluator.Patterns;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Look;
import org.opsbro.host.Sum;

/** Describes each thing at a path and below it, in words. Links are not followed. For one look. */
final class Census {
    /** Things of one rule. */
    static final int MOST = 10_000;

    private static final int DEEPEST = 64;
    /** A file with more bytes is known by its size and its times: reckoning its sum would take long. */
    private static final long LARGEST = 1024L * 1024 * 1024;

    private final Look look;
    private final List<Patterns.Matching> ignored;
    private int count;
    private Optional<String> doubt = Optional.empty();

    Census(Look look, List<Patterns.Matching> ignored) {
        this.look = look;
        this.ignored = ignored;
    }

    /** Why what was described is not all there is. */
    Optional<String> doubt() {
        return doubt;
    }

    /** By path; empty if nothing is there. */
    Map<String, String> of(String path) {
        var things = new TreeMap<String, String>();
        add(path, 0, things);
        return things;
    }

    private void add(String path, int depth, Map<String, String> things) {
        if (doubt.isPresent() || ignored.stream().anyMatch(each -> each.find(path))) return;
        var entry = look.files().entry(path);
        if (entry.isEmpty()) return;
        if (++count > MOST || depth > DEEPEST) {
            doubt = Optional.of("there are more than " + MOST + " things below what the rule names, or they lie deeper"
                    + " than " + DEEPEST + " folders: name smaller folders, or ignore: some");
            return;
        }
        things.put(path, described(path, entry.get()));
        if (entry.get().what() == org.opsbro.host.Files.What.FOLDER)
            for (var name : look.files().names(path)) add(path + "/" + name, depth + 1, things);
    }

    private String described(String path, Entry entry) {
        var rights = " mode=" + Owners.octal(entry.mode()) + " owner=" + entry.uid() + " group=" + entry.gid();
        return switch (entry.what()) {
            case FILE -> "file" + rights + content(path, entry);
            case FOLDER -> "folder" + rights;
            case LINK -> "link to=" + look.files().link(path).orElse("?");
            case OTHER -> "device, pipe or socket" + rights;
        };
    }

    private String content(String path, Entry entry) {
        var size = " size=" + entry.stamp().sizeBytes();
        if (entry.stamp().sizeBytes() > LARGEST)
            return size + " modified=" + entry.stamp().modified();
        var sum = look.files().sum(path, Sum.SHA256);
        if (sum.isEmpty() && look.files().entry(path).isPresent()) doubt = Optional.of(path + " cannot be read");
        return size + " sha256=" + sum.orElse("?");
    }
}

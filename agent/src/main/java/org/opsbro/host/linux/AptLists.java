package org.opsbro.host.linux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Files;

/**
 * What the lists of apt have, told by apt-cache(8), which never writes here. Where apt keeps its cache of them, and that is newer than the lists, it is only
 * opened; else all lists are read, which takes a second. A name is asked for once as long as the lists stay.
 */
final class AptLists {
    static final String FOLDER = "/var/lib/apt/lists";
    static final String PARTIAL = FOLDER + "/partial";
    private static final String CACHE = "/var/cache/apt/pkgcache.bin";
    private static final String SOURCES = "/etc/apt/sources.list";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> FROM_CACHE = List.of("-o", "pkgCacheFile::Generate=false");
    private static final List<String> FROM_LISTS =
            List.of("-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=");

    private final Files files;
    private final Commands commands;
    private long stamp;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> listed = new HashSet<>();

    AptLists(Files files, Commands commands) {
        this.files = files;
        this.commands = commands;
    }

    /** As {@link org.opsbro.host.Packages#unlisted}. */
    synchronized Set<String> lacking(Collection<String> names) {
        if (files.names(FOLDER).stream().noneMatch(name -> name.contains("_Packages"))) return Set.copyOf(names);
        var now = latest(Stream.of(FOLDER, PARTIAL));
        if (now != stamp) {
            stamp = now;
            asked.clear();
            listed.clear();
        }
        ask(names);
        var lacking = new TreeSet<String>(names);
        lacking.removeIf(name -> listed.contains(name) || listed.contains(name.replaceAll(":[a-z0-9-]+(?==|$)", "")));
        return Set.copyOf(lacking);
    }

    private void ask(Collection<String> names) {
        var words = new TreeSet<String>();
        for (var name : names) words.add(name.replaceAll("=.*", ""));
        words.removeAll(asked);
        if (words.isEmpty()) return;
        var told = isFresh() ? madison(FROM_CACHE, words) : Optional.<String>empty();
        if (told.isEmpty()) told = madison(FROM_LISTS, words);
        if (told.isEmpty()) return;
        asked.addAll(words);
        for (var line : told.get().lines().toList()) {
            var cells = line.split("\\|", -1);
            if (cells.length < 3) continue;
            listed.add(cells[0].strip());
            listed.add(cells[0].strip() + "=" + cells[1].strip());
        }
    }

    /** {@code NAME | VERSION | ORIGIN} for each. */
    private Optional<String> madison(List<String> options, Set<String> names) {
        var words = new ArrayList<>(List.of("apt-cache"));
        words.addAll(options);
        words.add("madison");
        words.addAll(names);
        var outcome = commands.run(Command.of(words.toArray(String[]::new)).within(PATIENCE));
        return outcome instanceof Outcome.Exited exited && exited.code() == 0
                ? Optional.of(exited.output())
                : Optional.empty();
    }

    /** apt makes it anew at the end of an update, after the lists. */
    private boolean isFresh() {
        var parts = files.names(SOURCES + ".d").stream().map(name -> SOURCES + ".d/" + name);
        var sources = Stream.concat(Stream.of(FOLDER, PARTIAL, SOURCES, SOURCES + ".d"), parts);
        return files.modifiedMillis(CACHE) >= latest(sources) && files.exists(CACHE);
    }

    private long latest(Stream<String> paths) {
        return paths.mapToLong(files::modifiedMillis).max().orElse(0);
    }
}

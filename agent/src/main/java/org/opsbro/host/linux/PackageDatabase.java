package org.opsbro.host.linux;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Files;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;
import org.opsbro.host.Packages;
import org.opsbro.host.Updates;

/** What is installed, from the database of the package manager; read again only when that changed. */
final class PackageDatabase implements Packages {
    private final Files files;
    private final Source source;
    private final PackageUpdates updates;
    private volatile Read last = new Read("never", List.of(), Map.of());

    private record Read(String stamp, List<InstalledPackage> all, Map<String, String> installed) {}

    /** The database of one manager. */
    interface Source {
        String manager();

        /** Files and folders that change when the database does; where none of them is, neither is the manager. */
        List<String> paths();

        List<InstalledPackage> read();

        /** As {@link Packages#needing}. */
        default Set<String> needing(Collection<String> names) {
            return Set.of();
        }

        /** As {@link Packages#unlisted}. */
        default Set<String> unlisted(Collection<String> names) {
            return Set.of();
        }

        default boolean interrupted() {
            return false;
        }

        /** Files and folders that change when an answer to the three above does, beside those of the database. */
        default List<String> others() {
            return List.of();
        }
    }

    private record NoSource() implements Source {
        @Override
        public String manager() {
            return "";
        }

        @Override
        public List<String> paths() {
            return List.of();
        }

        @Override
        public List<InstalledPackage> read() {
            return List.of();
        }
    }

    private PackageDatabase(Source source, Files files, Commands commands) {
        this.files = files;
        this.source = source;
        this.updates = new PackageUpdates(source.manager(), files, commands, this::installed);
    }

    /** The first whose database is there. */
    static Packages of(Files files, Commands commands) {
        var source = Stream.of(
                        new DpkgPackages(files, commands),
                        new ApkPackages(files),
                        new PacmanPackages(files),
                        new RpmPackages(files, commands))
                .filter(each -> each.paths().stream().anyMatch(files::exists))
                .findFirst()
                .orElse(new NoSource());
        return new PackageDatabase(source, files, commands);
    }

    @Override
    public String manager() {
        return source.manager();
    }

    @Override
    public Updates updates() {
        return updates.now();
    }

    @Override
    public Map<String, String> installed() {
        return now().installed();
    }

    @Override
    public List<InstalledPackage> all() {
        return now().all();
    }

    @Override
    public Set<String> needing(Collection<String> names) {
        return source.needing(names);
    }

    @Override
    public Set<String> unlisted(Collection<String> names) {
        return source.unlisted(names);
    }

    @Override
    public boolean interrupted() {
        return source.interrupted();
    }

    @Override
    public Object mark() {
        return List.of(now(), stamp(source.others()));
    }

    /** Without the time at which owner and mode last changed: sqlite gives its files to their owner again whenever rpm only reads them. */
    private String stamp(List<String> paths) {
        return paths.stream()
                .flatMap(path -> files.entry(path).stream())
                .map(Files.Entry::stamp)
                .map(stamp -> stamp.inode() + " " + stamp.sizeBytes() + " " + stamp.modified())
                .collect(Collectors.joining(" "));
    }

    private Read now() {
        var stamp = stamp(source.paths());
        var known = last;
        if (known.stamp().equals(stamp)) return known;
        var all = List.copyOf(source.read());
        var versions = new HashMap<String, String>();
        for (var each : all) if (each.state() == State.INSTALLED) versions.put(each.name(), each.version());
        var read = new Read(stamp, all, Map.copyOf(versions));
        if (!all.isEmpty()) last = read; // a manager that gives no answer is asked again
        return read;
    }
}

package org.opsbro.host.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.opsbro.host.Files;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;

/** The local database of pacman(8): a folder for each package, whose desc has {@code %NAME%} lines with the values below them. */
final class PacmanPackages implements PackageDatabase.Source {
    private static final String LOCAL = "/var/lib/pacman/local";
    private final Files files;

    PacmanPackages(Files files) {
        this.files = files;
    }

    @Override
    public String manager() {
        return "pacman";
    }

    @Override
    public List<String> paths() {
        return List.of(LOCAL);
    }

    @Override
    public List<InstalledPackage> read() {
        return files.names(LOCAL).stream()
                .flatMap(folder -> files.text(LOCAL + "/" + folder + "/desc").stream())
                .map(PacmanPackages::parse)
                .filter(each -> !each.name().isEmpty())
                .toList();
    }

    static InstalledPackage parse(String desc) {
        var values = new HashMap<String, List<String>>();
        var key = "";
        for (var line : (Iterable<String>) desc.lines()::iterator) {
            if (line.startsWith("%") && line.endsWith("%")) key = line;
            else if (!line.isEmpty())
                values.computeIfAbsent(key, each -> new ArrayList<>()).add(line);
        }
        var name = first(values.get("%NAME%"));
        return new InstalledPackage(
                name,
                first(values.get("%ARCH%")),
                first(values.get("%VERSION%")),
                State.INSTALLED,
                false,
                false,
                VitalPackages.has(name),
                values.getOrDefault("%PROVIDES%", List.of()));
    }

    private static String first(@org.jspecify.annotations.Nullable List<String> values) {
        return values == null ? "" : values.getFirst();
    }
}

package org.opsbro.host.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opsbro.host.Files;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;

/** The database of apk(8): lines of a letter, a colon and a value; a blank line between packages. */
final class ApkPackages implements PackageDatabase.Source {
    private static final List<String> DATABASES = List.of("/lib/apk/db/installed", "/usr/lib/apk/db/installed");
    private static final String WANTED = "PVApf";
    private final Files files;

    ApkPackages(Files files) {
        this.files = files;
    }

    @Override
    public String manager() {
        return "apk";
    }

    @Override
    public List<String> paths() {
        return DATABASES;
    }

    @Override
    public List<InstalledPackage> read() {
        return DATABASES.stream()
                .flatMap(path -> files.text(path).stream())
                .findFirst()
                .map(ApkPackages::parse)
                .orElse(List.of());
    }

    static List<InstalledPackage> parse(String database) {
        var found = new ArrayList<InstalledPackage>();
        var fields = new HashMap<Character, String>();
        for (var line : (Iterable<String>) Stream.concat(database.lines(), Stream.of(""))::iterator) {
            if (line.isEmpty()) {
                if (fields.containsKey('P')) found.add(installed(fields));
                fields.clear();
            } else if (line.length() > 1 && line.charAt(1) == ':' && WANTED.indexOf(line.charAt(0)) >= 0) {
                fields.put(line.charAt(0), line.substring(2));
            }
        }
        return found;
    }

    /** {@code f} tells broken files and scripts: any of its letters is one kind. */
    private static InstalledPackage installed(Map<Character, String> fields) {
        var name = fields.getOrDefault('P', "");
        return new InstalledPackage(
                name,
                fields.getOrDefault('A', ""),
                fields.getOrDefault('V', ""),
                fields.getOrDefault('f', "").isEmpty() ? State.INSTALLED : State.BROKEN,
                false,
                false,
                VitalPackages.has(name),
                Stream.of(fields.getOrDefault('p', "").split(" ", -1))
                        .filter(each -> !each.isEmpty() && each.indexOf(':') < 0)
                        .toList());
    }
}

package org.opsbro.host.linux;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Files;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;

/** The status file of dpkg(1), paragraphs of deb-control(5), and the lists of apt. */
final class DpkgPackages implements PackageDatabase.Source {
    private static final String STATUS = "/var/lib/dpkg/status";
    private static final String INTERRUPTED = "/var/lib/dpkg/updates";
    private static final Set<String> OF_PACKAGES =
            Set.of("Package", "Status", "Architecture", "Version", "Provides", "Essential", "Protected", "Important");
    private static final Set<String> OF_NEEDS = Set.of("Package", "Status", "Provides", "Depends", "Pre-Depends");

    private final Files files;
    private final AptLists lists;

    DpkgPackages(Files files, Commands commands) {
        this.files = files;
        this.lists = new AptLists(files, commands);
    }

    @Override
    public String manager() {
        return "apt";
    }

    @Override
    public List<String> paths() {
        return List.of(STATUS);
    }

    @Override
    public List<String> others() {
        return List.of(AptLists.FOLDER, AptLists.PARTIAL, INTERRUPTED);
    }

    @Override
    public List<InstalledPackage> read() {
        return parse(files.text(STATUS).orElse(""));
    }

    static List<InstalledPackage> parse(String status) {
        var paragraphs = paragraphs(status, OF_PACKAGES);
        var own = paragraphs.stream()
                .filter(each -> "dpkg".equals(each.get("Package")))
                .map(each -> each.getOrDefault("Architecture", ""))
                .findFirst()
                .orElse("");
        var found = new ArrayList<InstalledPackage>(paragraphs.size());
        for (var each : paragraphs) {
            var words = each.getOrDefault("Status", "").split(" ", -1);
            if (words.length != 3 || words[2].equals("not-installed")) continue;
            found.add(installed(each, words, own));
        }
        return found;
    }

    /** @param words what is wanted, whether it must be installed anew, and where it stands: dpkg(1) */
    private static InstalledPackage installed(Map<String, String> fields, String[] words, String own) {
        var architecture = fields.getOrDefault("Architecture", "");
        var state = words[1].equals("ok")
                ? switch (words[2]) {
                    case "installed", "triggers-awaited", "triggers-pending" -> State.INSTALLED;
                    case "config-files" -> State.LEFTOVER;
                    default -> State.BROKEN;
                }
                : State.BROKEN;
        var name = fields.getOrDefault("Package", "");
        var vital = Stream.of("Essential", "Protected", "Important").anyMatch(each -> "yes".equals(fields.get(each)));
        return new InstalledPackage(
                name,
                architecture,
                fields.getOrDefault("Version", ""),
                state,
                !architecture.equals(own) && !architecture.equals("all") && !own.isEmpty(),
                words[0].equals("hold"),
                vital || VitalPackages.has(name),
                provided(fields.getOrDefault("Provides", "")));
    }

    /** {@code awk, libfoo-api (= 3)}: the second as {@code libfoo-api=3}. */
    private static List<String> provided(String field) {
        if (field.isEmpty()) return List.of();
        return Stream.of(field.split(",", -1))
                .map(each -> each.replaceAll("[\\s()]", ""))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** Of each paragraph that names a package, these fields. */
    private static List<Map<String, String>> paragraphs(String text, Set<String> wanted) {
        var all = new ArrayList<Map<String, String>>();
        var fields = new HashMap<String, String>();
        var key = "";
        for (var line : (Iterable<String>) text.lines()::iterator) {
            if (line.isEmpty()) {
                if (fields.containsKey("Package")) all.add(Map.copyOf(fields));
                fields.clear();
            } else if (Character.isWhitespace(line.charAt(0))) {
                fields.computeIfPresent(key, (same, value) -> value + line);
            } else {
                var colon = line.indexOf(':');
                key = colon < 0 ? "" : line.substring(0, colon);
                if (wanted.contains(key))
                    fields.put(key, line.substring(colon + 1).strip());
            }
        }
        if (fields.containsKey("Package")) all.add(Map.copyOf(fields));
        return all;
    }

    @Override
    public Set<String> needing(Collection<String> names) {
        return needing(files.text(STATUS).orElse(""), names);
    }

    /** Versions are not compared: what is left of an alternative is taken to be enough. */
    static Set<String> needing(String status, Collection<String> names) {
        var gone = new HashSet<String>(names);
        var stay = paragraphs(status, OF_NEEDS).stream()
                .filter(each -> each.getOrDefault("Status", "").endsWith(" installed"))
                .filter(each -> !gone.contains(each.get("Package")))
                .toList();
        var there = new HashSet<String>();
        for (var each : stay) {
            there.add(each.get("Package"));
            for (var provided : provided(each.getOrDefault("Provides", ""))) there.add(provided.replaceAll("=.*", ""));
        }
        var needing = new TreeSet<String>();
        for (var each : stay)
            if (Stream.of("Depends", "Pre-Depends")
                    .flatMap(field -> Stream.of(each.getOrDefault(field, "").split(",", -1)))
                    .anyMatch(need -> breaks(need, gone::contains, there::contains))) needing.add(each.get("Package"));
        return needing;
    }

    /** {@code a (>= 1) | b:any | c}: whether one goes and none is left. */
    private static boolean breaks(String need, Predicate<String> goes, Predicate<String> stays) {
        var names = Stream.of(need.split("\\|", -1))
                .map(each -> each.strip().replaceAll("[\\s(:\\[].*", ""))
                .toList();
        return names.stream().anyMatch(goes) && names.stream().noneMatch(stays);
    }

    @Override
    public boolean interrupted() {
        return files.names(INTERRUPTED).stream().anyMatch(name -> name.matches("[0-9]+"));
    }

    @Override
    public Set<String> unlisted(Collection<String> names) {
        return lists.lacking(names);
    }
}

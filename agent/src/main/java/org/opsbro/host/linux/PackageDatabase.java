package org.opsbro.host.linux;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Files;
import org.opsbro.host.Packages;
import org.opsbro.host.Updates;

/** Reads what is installed from the database of the package manager, again only when its time changed. */
final class PackageDatabase implements Packages {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final String manager;
    private final Files files;
    private final List<String> databases;
    private final Supplier<Map<String, String>> reader;
    private final PackageUpdates updates;
    private volatile Read last = new Read("never", Map.of());

    private record Read(String stamp, Map<String, String> installed) {}

    private PackageDatabase(
            String manager,
            Files files,
            Commands commands,
            List<String> databases,
            Supplier<Map<String, String>> reader) {
        this.updates = new PackageUpdates(manager, files, commands, this::installed);
        this.manager = manager;
        this.files = files;
        this.databases = databases;
        this.reader = reader;
    }

    static Packages of(Files files, Commands commands) {
        return Stream.of(
                        new PackageDatabase(
                                "apt",
                                files,
                                commands,
                                List.of("/var/lib/dpkg/status"),
                                () -> dpkg(text(files, "/var/lib/dpkg/status"))),
                        new PackageDatabase(
                                "apk",
                                files,
                                commands,
                                List.of("/lib/apk/db/installed", "/usr/lib/apk/db/installed"),
                                () -> apk(text(files, "/lib/apk/db/installed")
                                        + text(files, "/usr/lib/apk/db/installed"))),
                        new PackageDatabase(
                                "pacman",
                                files,
                                commands,
                                List.of("/var/lib/pacman/local"),
                                () -> pacman(files.names("/var/lib/pacman/local"))),
                        new PackageDatabase(
                                rpmManager(files),
                                files,
                                commands,
                                List.of(
                                        "/var/lib/rpm/rpmdb.sqlite",
                                        "/usr/lib/sysimage/rpm/rpmdb.sqlite",
                                        "/var/lib/rpm/Packages",
                                        "/usr/lib/sysimage/rpm/Packages.db",
                                        "/var/lib/rpm/Packages.db"),
                                () -> rpm(commands)))
                .filter(database -> database.databases.stream().anyMatch(files::exists))
                .findFirst()
                .orElseGet(() -> new PackageDatabase("", files, commands, List.of(), Map::of));
    }

    private static String rpmManager(Files files) {
        return Stream.of("dnf", "zypper", "yum")
                .filter(name -> files.exists("/usr/bin/" + name))
                .findFirst()
                .orElse("rpm");
    }

    private static String text(Files files, String path) {
        return files.text(path).orElse("");
    }

    @Override
    public String manager() {
        return manager;
    }

    @Override
    public Updates updates() {
        return updates.now();
    }

    @Override
    public Map<String, String> installed() {
        var stamp = databases.stream()
                .flatMap(path -> files.facts(path).stream())
                .map(facts -> facts.modified() + "/" + facts.sizeBytes())
                .collect(Collectors.joining(" "));
        var known = last;
        if (known.stamp().equals(stamp)) return known.installed();
        var installed = Map.copyOf(reader.get());
        last = new Read(stamp, installed);
        return installed;
    }

    /** Paragraphs of deb-control(5); only those whose status says installed. */
    static Map<String, String> dpkg(String status) {
        var found = new HashMap<String, String>();
        for (var paragraph : status.split("\n\n", -1)) {
            if (!field(paragraph, "Status").endsWith(" installed")) continue;
            found.put(field(paragraph, "Package"), field(paragraph, "Version"));
        }
        return found;
    }

    private static String field(String paragraph, String name) {
        var key = name + ": ";
        var at = paragraph.startsWith(key) ? 0 : paragraph.indexOf("\n" + key) + 1;
        if (at == 0 && !paragraph.startsWith(key)) return "";
        var end = paragraph.indexOf('\n', at);
        return paragraph.substring(at + key.length(), end < 0 ? paragraph.length() : end);
    }

    /** {@code P:name} and {@code V:version} lines, a blank line between packages. */
    static Map<String, String> apk(String database) {
        var found = new HashMap<String, String>();
        var name = Optional.<String>empty();
        for (var line : database.lines().toList()) {
            if (line.startsWith("P:")) name = Optional.of(line.substring(2));
            if (line.startsWith("V:")) name.ifPresent(each -> found.put(each, line.substring(2)));
        }
        return found;
    }

    /** Folders called name-version-release. */
    static Map<String, String> pacman(List<String> folders) {
        var found = new HashMap<String, String>();
        for (var folder : folders) {
            var release = folder.lastIndexOf('-');
            var version = folder.lastIndexOf('-', release - 1);
            if (version > 0) found.put(folder.substring(0, version), folder.substring(version + 1));
        }
        return found;
    }

    private static Map<String, String> rpm(Commands commands) {
        var asked = Command.of("rpm", "-qa", "--qf", "%{NAME} %{VERSION}-%{RELEASE}\\n")
                .within(PATIENCE);
        var found = new HashMap<String, String>();
        if (commands.run(asked) instanceof Commands.Outcome.Exited exited && exited.code() == 0)
            for (var line : exited.output().lines().toList()) {
                var space = line.indexOf(' ');
                if (space > 0) found.put(line.substring(0, space), line.substring(space + 1));
            }
        return found;
    }
}

package org.opsbro.host.linux;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Files;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;

/** What rpm(8) answers about all packages at once: its database is not for others to read. */
final class RpmPackages implements PackageDatabase.Source {
    private static final List<String> DATABASES = List.of(
            "/var/lib/rpm/rpmdb.sqlite",
            "/var/lib/rpm/rpmdb.sqlite-wal",
            "/usr/lib/sysimage/rpm/rpmdb.sqlite",
            "/usr/lib/sysimage/rpm/rpmdb.sqlite-wal",
            "/var/lib/rpm/Packages",
            "/usr/lib/sysimage/rpm/Packages.db",
            "/var/lib/rpm/Packages.db");
    private static final List<String> ASK =
            List.of("rpm", "-qa", "--qf", "%{NAME}\\t%{ARCH}\\t%{VERSION}-%{RELEASE}\\t[%{PROVIDENAME} ]\\n");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final Files files;
    private final Commands commands;

    RpmPackages(Files files, Commands commands) {
        this.files = files;
        this.commands = commands;
    }

    @Override
    public String manager() {
        return Stream.of("dnf", "zypper", "yum")
                .filter(name -> files.exists("/usr/bin/" + name))
                .findFirst()
                .orElse("rpm");
    }

    @Override
    public List<String> paths() {
        return DATABASES;
    }

    @Override
    public List<InstalledPackage> read() {
        return commands.run(new Command(ASK, Map.of(), "", PATIENCE, MOST_BYTES)) instanceof Outcome.Exited exited
                        && exited.code() == 0
                ? exited.output().lines().flatMap(RpmPackages::parse).toList()
                : List.of();
    }

    /** The keys that rpm trusts are in the list too, as gpg-pubkey: they are no packages. */
    static Stream<InstalledPackage> parse(String line) {
        var cells = line.split("\t", -1);
        if (cells.length != 4 || cells[0].equals("gpg-pubkey")) return Stream.empty();
        var provides = Stream.of(cells[3].split(" ", -1))
                .filter(each -> each.matches("[A-Za-z0-9][A-Za-z0-9+._-]*") && !each.equals(cells[0]))
                .filter(each -> !each.contains(".so"))
                .distinct()
                .toList();
        return Stream.of(new InstalledPackage(
                cells[0],
                cells[1].equals("(none)") ? "" : cells[1],
                cells[2],
                State.INSTALLED,
                false,
                false,
                VitalPackages.has(cells[0]),
                provides));
    }
}

package org.opsbro.host.linux;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Files;
import org.opsbro.host.Updates;
import org.opsbro.host.Updates.Waiting;

/**
 * Asks the package manager about updates, without its network and without its caches being written, and asks again when the files it decides by have
 * changed, or after a day: some updates are given to machines bit by bit.
 */
final class PackageUpdates {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final List<String> DATABASES = List.of(
            "/var/lib/dpkg/status",
            "/var/lib/rpm/rpmdb.sqlite",
            "/usr/lib/sysimage/rpm/rpmdb.sqlite",
            "/var/lib/rpm/Packages",
            "/var/lib/rpm/Packages.db",
            "/usr/lib/sysimage/rpm/Packages.db",
            "/lib/apk/db/installed",
            "/usr/lib/apk/db/installed",
            "/var/lib/pacman/local");

    private static final List<String> SETTINGS =
            List.of("/etc/apt/preferences", "/etc/apt/preferences.d", "/etc/dnf/dnf.conf", "/etc/pacman.conf");

    private final String manager;
    private final Files files;
    private final Commands commands;
    private final Supplier<Map<String, String>> installed;
    private Answer last = new Answer("", 0, new Updates.Untold("not asked yet"));

    private record Answer(String stamp, long nanos, Updates updates) {}

    PackageUpdates(String manager, Files files, Commands commands, Supplier<Map<String, String>> installed) {
        this.manager = manager;
        this.files = files;
        this.commands = commands;
        this.installed = installed;
    }

    synchronized Updates now() {
        var stamp = stamp();
        var now = System.nanoTime();
        if (!stamp.equals(last.stamp()) || now - last.nanos() > A_DAY.toNanos()) last = new Answer(stamp, now, ask());
        return last.updates();
    }

    private Updates ask() {
        try {
            return switch (manager) {
                case "apt" -> apt();
                case "dnf", "yum" -> rpm();
                case "zypper" -> zypper();
                case "apk" -> plain(UpdateLists.apk(output(0, "apk", "--no-network", "version", "-l", "<")));
                // pacman -Qu ends with 1 where there is nothing to update
                case "pacman" -> plain(UpdateLists.pacman(output(1, "pacman", "-Qu")));
                case "" -> new Updates.Untold("no package manager is known here");
                default -> new Updates.Untold("nobody knows how to ask " + manager + " about updates");
            };
        } catch (NoAnswer none) {
            return new Updates.Untold(String.valueOf(none.getMessage()));
        }
    }

    private Updates apt() {
        if (files.names("/var/lib/apt/lists").stream().noneMatch(name -> name.contains("_Packages")))
            return new Updates.Untold("apt has no lists of packages: run apt-get update");
        var listed = UpdateLists.apt(output(
                0,
                "apt-get",
                "--simulate",
                "-o",
                "Debug::NoLocking=1",
                "-o",
                "Dir::Cache::pkgcache=",
                "-o",
                "Dir::Cache::srcpkgcache=",
                "dist-upgrade"));
        return new Waiting(listed.packages(), listed.security(), listsFrom());
    }

    /** Both end with 100 where there are updates. */
    private Updates rpm() {
        var security = UpdateLists.rpm(
                output(100, manager, "-C", "-q", "--setopt=logfilelevel=0", "--security", "check-update"), Map.of());
        var all = UpdateLists.rpm(
                output(100, manager, "-C", "-q", "--setopt=logfilelevel=0", "check-update"), installed.get());
        return new Waiting(all, security.stream().map(Updates.Update::name).toList(), listsFrom());
    }

    private Updates zypper() {
        var words = List.of("zypper", "--non-interactive", "--no-refresh", "--quiet");
        var all = UpdateLists.zypper(output(0, with(words, "list-updates")));
        var patches = UpdateLists.patches(output(0, with(words, "list-patches", "--category", "security")));
        return new Waiting(all, patches, listsFrom());
    }

    private Updates plain(List<Updates.Update> packages) {
        return new Waiting(packages, List.of(), listsFrom());
    }

    private static String[] with(List<String> words, String... more) {
        return Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoAnswer(String message) {
            super(message, null, false, false);
        }
    }

    /** Of a program that is done, and did it well: with 0 or the given code. */
    private String output(int fine, String... words) {
        var program = words[0];
        List<String> gently = new ArrayList<>(List.of("nice", "-n", "10"));
        gently.addAll(List.of(words));
        var command = new Command(gently, Map.of(), "", PATIENCE, MOST_BYTES);
        return switch (commands.run(command)) {
            case Outcome.Exited done when done.code() == 0 || done.code() == fine -> done.output();
            case Outcome.Exited done ->
                throw new NoAnswer(program + " ended with exit code " + done.code() + first(done.errors()));
            case Outcome.Signalled signalled ->
                throw new NoAnswer(program + " was ended by signal " + signalled.signal());
            case Outcome.TimedOut late ->
                throw new NoAnswer(
                        program + " gave no answer in " + late.limit().toSeconds() + " s");
            case Outcome.Stopped stopped -> throw new NoAnswer(program + " was ended because the agent stops");
            case Outcome.NotStarted not -> throw new NoAnswer(not.reason());
        };
    }

    private static String first(String errors) {
        return errors.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> ": " + line)
                .orElse("");
    }

    private Optional<Instant> listsFrom() {
        var latest = lists().mapToLong(files::modifiedMillis)
                .filter(millis -> millis > 0)
                .max();
        return latest.isPresent() ? Optional.of(Instant.ofEpochMilli(latest.getAsLong())) : Optional.empty();
    }

    /** The times of all that the answer depends on. */
    private String stamp() {
        var stamp = new StringBuilder(manager);
        Stream.concat(lists(), Stream.concat(DATABASES.stream(), SETTINGS.stream()))
                .forEach(path -> stamp.append(' ').append(files.modifiedMillis(path)));
        return stamp.toString();
    }

    /** What changes when the manager gets new lists; the time of a list itself may be that of the server. */
    private Stream<String> lists() {
        return switch (manager) {
            case "apt" ->
                Stream.of(
                        "/var/lib/apt/lists",
                        "/var/lib/apt/lists/partial",
                        "/var/lib/apt/periodic/update-success-stamp");
            case "dnf", "yum" ->
                Stream.of("/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum")
                        .flatMap(folder -> files.names(folder).stream().map(name -> folder + "/" + name + "/repodata"));
            case "zypper" -> files.names("/var/cache/zypp/solv").stream().map(name -> "/var/cache/zypp/solv/" + name);
            case "apk" -> Stream.of("/var/cache/apk", "/etc/apk/cache");
            case "pacman" -> Stream.of("/var/lib/pacman/sync");
            default -> Stream.empty();
        };
    }
}

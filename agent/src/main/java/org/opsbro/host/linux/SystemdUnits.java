package org.opsbro.host.linux;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.host.Files;
import org.opsbro.host.Service.Boot;

/** The files of units and the links that enable them, read as systemd does: systemd.unit(5), "Unit File Load Path". For one look. */
final class SystemdUnits {
    private static final String LOCAL = "/etc/systemd/system";
    private static final String NOTHING = "/dev/null";

    /** The first that has the file wins. */
    private static final List<String> FOLDERS = List.of(
            "/etc/systemd/system.control",
            "/run/systemd/system.control",
            "/run/systemd/transient",
            "/run/systemd/generator.early",
            LOCAL,
            "/etc/systemd/system.attached",
            "/run/systemd/system",
            "/run/systemd/system.attached",
            "/run/systemd/generator",
            "/usr/local/lib/systemd/system",
            "/usr/lib/systemd/system",
            "/lib/systemd/system",
            "/run/systemd/generator.late");

    private static final Pattern KIND = Pattern.compile(".*\\.(service|socket|timer|path|target|mount|automount|swap)");
    private static final Pattern INSTALLS =
            Pattern.compile("(?m)^[ \\t]*(?:WantedBy|RequiredBy|UpheldBy|Alias)[ \\t]*=[ \\t]*[^\\s#;]");
    private static final int MOST_LINKS = 10;

    private final Files files;
    private final Set<String> enabled;

    SystemdUnits(Files files) {
        this.files = files;
        this.enabled = enabled(files);
    }

    /**
     * A unit that there is.
     *
     * @param name its own name
     * @param path of its file
     */
    record Unit(String name, String path, Boot boot) {}

    /** {@code cron} as {@code cron.service}. */
    static String whole(String name) {
        return KIND.matcher(name).matches() ? name : name + ".service";
    }

    /** Empty if no file tells of it. */
    Optional<Unit> of(String name) {
        var own = whole(name);
        for (var hops = 0; hops < MOST_LINKS; hops++) {
            var path = path(own);
            if (path.isEmpty()) return Optional.empty();
            if (isNothing(path.get())) return Optional.of(new Unit(own, path.get(), Boot.MASKED));
            var next = target(files, path.get()).map(target -> instance(target, name));
            if (next.isEmpty() || next.get().equals(own))
                return Optional.of(new Unit(own, path.get(), boot(own, path.get())));
            own = next.get();
        }
        return Optional.empty();
    }

    private Optional<String> path(String name) {
        var found = first(name);
        var at = name.indexOf('@');
        return found.isPresent() || at < 0 ? found : first(template(name));
    }

    private Optional<String> first(String name) {
        return FOLDERS.stream()
                .map(folder -> folder + "/" + name)
                .filter(path -> files.modifiedMillis(path) != 0) // by far the cheapest way to miss a file
                .findFirst();
    }

    private static String template(String name) {
        var at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at + 1) + name.substring(name.lastIndexOf('.'));
    }

    private boolean isNothing(String path) {
        return files.link(path)
                .map(NOTHING::equals)
                .orElseGet(() -> files.text(path).filter(String::isEmpty).isPresent());
    }

    /** The name that a link gives the unit; empty for a file. */
    private static Optional<String> target(Files files, String path) {
        return files.link(path)
                .map(SystemdUnits::last)
                .filter(target -> KIND.matcher(target).matches());
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** {@code getty@.service} of the instance {@code getty@tty1.service}. */
    private static String instance(String target, String name) {
        var at = target.indexOf("@.");
        var own = name.indexOf('@');
        if (at < 0 || own < 0) return target;
        return target.substring(0, at)
                + whole(name).substring(own, whole(name).lastIndexOf('.'))
                + target.substring(at + 1);
    }

    private Boot boot(String name, String path) {
        if (enabled.contains(name)) return Boot.ENABLED;
        return files.text(path).filter(text -> INSTALLS.matcher(text).find()).isPresent() ? Boot.DISABLED : Boot.STATIC;
    }

    /** Units that a link of the administrator's folder, or of a folder of wants in it, names. */
    private static Set<String> enabled(Files files) {
        var found = new HashSet<String>();
        for (var name : files.names(LOCAL)) {
            var path = LOCAL + "/" + name;
            if (Stream.of(".wants", ".requires", ".upholds").anyMatch(name::endsWith)) found.addAll(files.names(path));
            else
                target(files, path)
                        .filter(target -> !target.equals(name))
                        .ifPresent(found::add); // another name: Alias=
        }
        return Set.copyOf(found);
    }
}

package org.opsbro.packs.packages;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.host.Commands.Command;

/** What each package manager is told, in words and never through a shell. Nobody is asked a question, and settings that a person changed are kept. */
enum Managing {
    APT("apt") {
        @Override
        Command install(List<Wish> wishes) {
            return words(
                    APT_GET,
                    "install",
                    wishes.stream().map(Managing::nameAndVersion).toList());
        }

        @Override
        Optional<Command> remove(List<String> names) {
            return Optional.of(words(APT_GET, "remove", names));
        }

        @Override
        Optional<Command> refresh() {
            return Optional.of(
                    words(List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"), "update", List.of()));
        }

        @Override
        Optional<Command> recover() {
            return Optional.of(words(
                    List.of("env", "DEBIAN_FRONTEND=noninteractive", "dpkg", "--force-confdef", "--force-confold"),
                    "--configure",
                    List.of("-a")));
        }
    },
    DNF("dnf") {
        @Override
        Command install(List<Wish> wishes) {
            return words(
                    List.of("dnf", "-y", "-q"),
                    "install",
                    wishes.stream().map(Managing::spaced).toList());
        }
    },
    YUM("yum") {
        @Override
        Command install(List<Wish> wishes) {
            return words(
                    List.of("yum", "-y", "-q"),
                    "install",
                    wishes.stream().map(Managing::spaced).toList());
        }
    },
    ZYPPER("zypper") {
        @Override
        Command install(List<Wish> wishes) {
            return words(
                    List.of("zypper", "--non-interactive", "--quiet"),
                    "install",
                    wishes.stream().map(Managing::joined).toList());
        }
    },
    APK("apk") {
        @Override
        Command install(List<Wish> wishes) {
            return words(
                    List.of("apk", "--no-interactive", "--update-cache"),
                    "add",
                    wishes.stream().map(Managing::joined).toList());
        }

        @Override
        Optional<Command> remove(List<String> names) {
            return Optional.of(words(List.of("apk", "--no-interactive"), "del", names));
        }
    },
    PACMAN("pacman") {
        @Override
        Command install(List<Wish> wishes) {
            return words(
                    List.of("pacman", "--noconfirm", "--needed"),
                    "-S",
                    wishes.stream().map(Managing::joined).toList());
        }

        @Override
        Optional<Command> remove(List<String> names) {
            return Optional.of(words(List.of("pacman", "--noconfirm"), "-R", names));
        }
    };

    // a name that no package has is else taken for a pattern, and all that fit it are installed: apt-get(8)
    private static final List<String> APT_GET = List.of(
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-y",
            "-q",
            "-o",
            "APT::Cmd::Pattern-Only=true",
            "-o",
            "DPkg::Lock::Timeout=120",
            "-o",
            "Dpkg::Options::=--force-confdef",
            "-o",
            "Dpkg::Options::=--force-confold");

    /** As long as a slow mirror and a large package may take. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final String manager;

    Managing(String manager) {
        this.manager = manager;
    }

    static Optional<Managing> of(String manager) {
        return Stream.of(values()).filter(each -> each.manager.equals(manager)).findFirst();
    }

    abstract Command install(List<Wish> wishes);

    /** Of just these: a manager that would take others along is told so that it refuses. For rpm that is rpm itself. */
    Optional<Command> remove(List<String> names) {
        return Optional.of(words(List.of("rpm"), "-e", names));
    }

    /** What brings new lists; empty where installing does. */
    Optional<Command> refresh() {
        return Optional.empty();
    }

    /** What ends the work that was interrupted. */
    Optional<Command> recover() {
        return Optional.empty();
    }

    private static Command words(List<String> program, String verb, List<String> names) {
        var words = new ArrayList<>(program);
        words.add(verb);
        words.addAll(names);
        return Command.of(words.toArray(String[]::new)).within(PATIENCE);
    }

    /** apt-get knows exact versions; for others it takes the newest there is. */
    private static String nameAndVersion(Wish wish) {
        return wish.relation().equals("=") ? wish.shown() + "=" + wish.version() : wish.shown();
    }

    private static String spaced(Wish wish) {
        if (wish.version().endsWith("*")) return wish.name() + "-" + wish.version();
        return wish.relation().isEmpty() ? wish.name() : wish.name() + " " + wish.relation() + " " + wish.version();
    }

    private static String joined(Wish wish) {
        return wish.name() + wish.relation() + wish.version();
    }
}

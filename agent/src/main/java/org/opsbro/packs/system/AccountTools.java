package org.opsbro.packs.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.compliance.Change;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Look;

/**
 * The programs that change accounts: they lock the files, keep the secret ones in step and number what has no number. A name never begins with
 * {@code -}, and no password is ever a word of a command: others could read it in the list of processes.
 */
sealed interface AccountTools {
    Duration PATIENCE = Duration.ofSeconds(60);

    /** Those of the machine; empty if it has none. */
    static Optional<AccountTools> of(Look look) {
        if (Programs.find(look, "useradd").isPresent()) return Optional.of(new Shadow());
        var busybox = Programs.find(look, "busybox").isPresent()
                && Programs.find(look, "adduser").isPresent();
        return busybox ? Optional.of(new BusyBox()) : Optional.empty();
    }

    /** One thing of a user to be changed: the letter of its option, what it was, what it shall be. */
    record Facet(String option, String before, String after) {}

    /** A user that is not there yet; what is empty is left to the program. */
    record NewUser(
            String name,
            Optional<String> uid,
            Optional<String> group,
            Optional<String> displayName,
            Optional<String> home,
            Optional<String> shell,
            List<String> groups,
            boolean system,
            boolean makeHome) {}

    List<Change> add(NewUser user);

    /** Whether they can change more of what is there than memberships and locks. */
    boolean changeAll();

    List<Change> modify(String name, List<Facet> facets);

    /** The home stays. */
    Change remove(String name);

    Change lock(String name, boolean locked);

    /** What takes the place of the hash, on standard input. */
    default Change password(String name, String hash) {
        var command = command("chpasswd", "-e");
        return new Change.Run(
                "give " + name + " the password whose hash is wanted (not shown)",
                new Command(command.words(), Map.of(), name + ":" + hash + "\n", PATIENCE, command.maxOutputBytes()),
                Optional.empty());
    }

    Change addGroup(String name, Optional<String> gid, boolean system);

    Change renumber(String group, String before, String after);

    Change removeGroup(String name);

    List<Change> members(String group, List<String> before, List<String> after);

    private static Command command(String... words) {
        return Command.of(words).within(PATIENCE);
    }

    private static Change run(String what, List<String> words, String... undo) {
        return new Change.Run(
                what,
                command(words.toArray(String[]::new)),
                undo.length == 0 ? Optional.empty() : Optional.of(command(undo)));
    }

    /** Those of most distributions: package passwd, shadow-utils or shadow. */
    record Shadow() implements AccountTools {
        @Override
        public List<Change> add(NewUser user) {
            var words = new ArrayList<>(List.of("useradd", user.makeHome() ? "-m" : "-M"));
            if (user.system()) words.add("-r");
            option(words, "-u", user.uid());
            option(words, "-g", user.group());
            option(words, "-c", user.displayName());
            option(words, "-d", user.home());
            option(words, "-s", user.shell());
            if (!user.groups().isEmpty()) words.addAll(List.of("-G", String.join(",", user.groups())));
            words.add(user.name());
            return List.of(run("make the user " + user.name(), words, "userdel", user.name()));
        }

        @Override
        public boolean changeAll() {
            return true;
        }

        @Override
        public List<Change> modify(String name, List<Facet> facets) {
            var words = new ArrayList<>(List.of("usermod"));
            var back = new ArrayList<>(List.of("usermod"));
            for (var facet : facets) {
                words.addAll(List.of("-" + facet.option(), facet.after()));
                back.addAll(List.of("-" + facet.option(), facet.before()));
            }
            words.add(name);
            back.add(name);
            return List.of(run("change the user " + name, words, back.toArray(String[]::new)));
        }

        @Override
        public Change remove(String name) {
            return run("remove the user " + name, List.of("userdel", name));
        }

        @Override
        public Change lock(String name, boolean locked) {
            var lock = locked ? "-L" : "-U";
            var back = locked ? "-U" : "-L";
            return run(
                    (locked ? "lock" : "unlock") + " the user " + name,
                    List.of("usermod", lock, name),
                    "usermod",
                    back,
                    name);
        }

        @Override
        public Change addGroup(String name, Optional<String> gid, boolean system) {
            var words = new ArrayList<>(List.of("groupadd"));
            if (system) words.add("-r");
            option(words, "-g", gid);
            words.add(name);
            return run("make the group " + name, words, "groupdel", name);
        }

        @Override
        public Change renumber(String group, String before, String after) {
            return run(
                    "give the group " + group + " the gid " + after,
                    List.of("groupmod", "-g", after, group),
                    "groupmod",
                    "-g",
                    before,
                    group);
        }

        @Override
        public Change removeGroup(String name) {
            return run("remove the group " + name, List.of("groupdel", name));
        }

        @Override
        public List<Change> members(String group, List<String> before, List<String> after) {
            return List.of(run(
                    "give the group " + group + " the members "
                            + (after.isEmpty() ? "(none)" : String.join(", ", after)),
                    List.of("gpasswd", "-M", String.join(",", after), group),
                    "gpasswd",
                    "-M",
                    String.join(",", before),
                    group));
        }
    }

    /** Those of Alpine: they add and remove, and change nothing but groups and locks. */
    record BusyBox() implements AccountTools {
        @Override
        public List<Change> add(NewUser user) {
            var words = new ArrayList<>(List.of("adduser", "-D"));
            if (user.system()) words.add("-S");
            if (!user.makeHome()) words.add("-H");
            option(words, "-u", user.uid());
            option(words, "-G", user.group());
            option(words, "-g", user.displayName());
            option(words, "-h", user.home());
            option(words, "-s", user.shell());
            words.add(user.name());
            var changes = new ArrayList<>(List.of(run("make the user " + user.name(), words, "deluser", user.name())));
            user.groups().forEach(group -> changes.add(join(user.name(), group)));
            return changes;
        }

        private static Change join(String user, String group) {
            return run(
                    "add " + user + " to the group " + group,
                    List.of("addgroup", user, group),
                    "delgroup",
                    user,
                    group);
        }

        private static Change leave(String user, String group) {
            return run(
                    "take " + user + " from the group " + group,
                    List.of("delgroup", user, group),
                    "addgroup",
                    user,
                    group);
        }

        @Override
        public boolean changeAll() {
            return false;
        }

        @Override
        public List<Change> modify(String name, List<Facet> facets) {
            var changes = new ArrayList<Change>();
            for (var facet : facets) {
                var before = List.of(facet.before().split(",", -1));
                var after = List.of(facet.after().split(",", -1));
                named(after, before).forEach(group -> changes.add(join(name, group)));
                named(before, after).forEach(group -> changes.add(leave(name, group)));
            }
            return changes;
        }

        @Override
        public Change remove(String name) {
            return run("remove the user " + name, List.of("deluser", name));
        }

        @Override
        public Change lock(String name, boolean locked) {
            return run(
                    (locked ? "lock" : "unlock") + " the user " + name,
                    List.of("passwd", locked ? "-l" : "-u", name),
                    "passwd",
                    locked ? "-u" : "-l",
                    name);
        }

        @Override
        public Change addGroup(String name, Optional<String> gid, boolean system) {
            var words = new ArrayList<>(List.of("addgroup"));
            if (system) words.add("-S");
            option(words, "-g", gid);
            words.add(name);
            return run("make the group " + name, words, "delgroup", name);
        }

        @Override
        public Change renumber(String group, String before, String after) {
            throw new IllegalStateException("busybox does not change the number of a group");
        }

        @Override
        public Change removeGroup(String name) {
            return run("remove the group " + name, List.of("delgroup", name));
        }

        @Override
        public List<Change> members(String group, List<String> before, List<String> after) {
            var changes = new ArrayList<Change>();
            named(after, before).forEach(user -> changes.add(join(user, group)));
            named(before, after).forEach(user -> changes.add(leave(user, group)));
            return changes;
        }

        private static List<String> named(List<String> all, List<String> without) {
            return all.stream()
                    .filter(name -> !name.isEmpty() && !without.contains(name))
                    .toList();
        }
    }

    private static void option(List<String> words, String option, Optional<String> value) {
        value.ifPresent(text -> words.addAll(List.of(option, text)));
    }
}

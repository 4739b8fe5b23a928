package org.opsbro.host.linux;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.opsbro.host.Accounts;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Files;

/**
 * passwd(5) and group(5); who is not in the files is asked of getent(1), which knows the directories of the network, but only where nsswitch.conf(5)
 * names more than the files.
 */
final class LinuxAccounts implements Accounts {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private final Files files;
    private final Commands commands;

    LinuxAccounts(Files files, Commands commands) {
        this.files = files;
        this.commands = commands;
    }

    @Override
    public Optional<User> user(String name) {
        return find("passwd", name)
                .flatMap(LinuxAccounts::readUser)
                .filter(user -> user.name().equals(name));
    }

    @Override
    public Optional<User> user(long uid) {
        return find("passwd", Long.toString(uid))
                .flatMap(LinuxAccounts::readUser)
                .filter(user -> user.uid() == uid);
    }

    @Override
    public Optional<Group> group(String name) {
        return find("group", name)
                .flatMap(LinuxAccounts::readGroup)
                .filter(group -> group.name().equals(name));
    }

    @Override
    public Optional<Group> group(long gid) {
        return find("group", Long.toString(gid))
                .flatMap(LinuxAccounts::readGroup)
                .filter(group -> group.gid() == gid);
    }

    @Override
    public User self() {
        var uid = files.text("/proc/self/status").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> line.split("\\s+", -1)[1])
                .findFirst()
                .flatMap(LinuxAccounts::number)
                .orElse(0L);
        return user(uid).orElseGet(() -> new User(System.getProperty("user.name", "?"), uid, uid, "", "/", "/bin/sh"));
    }

    /** The line of a name or a number: the first and the third column of both files. */
    private Optional<List<String>> find(String database, String wanted) {
        return line(files.text("/etc/" + database).orElse("").lines(), wanted).or(() -> asked(database, wanted));
    }

    private Optional<List<String>> asked(String database, String wanted) {
        if (!hasMoreThanFiles(database)) return Optional.empty();
        // a name that getent would read as an option, or that no account can have, is not asked for
        if (!wanted.matches("[A-Za-z0-9_.][A-Za-z0-9_.@-]{0,100}")) return Optional.empty();
        var outcome = commands.run(Command.of("getent", database, wanted).within(PATIENCE));
        return outcome instanceof Commands.Outcome.Exited exited && exited.code() == 0
                ? line(exited.output().lines(), wanted)
                : Optional.empty();
    }

    private boolean hasMoreThanFiles(String database) {
        return files.text("/etc/nsswitch.conf")
                .orElse("")
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> line.startsWith(database + ":"))
                .anyMatch(line -> !line.substring(database.length() + 1).strip().equals("files"));
    }

    private static Optional<List<String>> line(Stream<String> lines, String wanted) {
        Predicate<List<String>> isIt = columns -> columns.size() >= 4
                && (columns.getFirst().equals(wanted) || columns.get(2).equals(wanted));
        return lines.map(line -> List.of(line.split(":", -1))).filter(isIt).findFirst();
    }

    private static Optional<User> readUser(List<String> columns) {
        if (columns.size() < 7) return Optional.empty();
        return number(columns.get(2))
                .flatMap(uid -> number(columns.get(3))
                        .map(gid ->
                                new User(columns.get(0), uid, gid, columns.get(4), columns.get(5), columns.get(6))));
    }

    private static Optional<Group> readGroup(List<String> columns) {
        var members = Stream.of(columns.get(3).split(",", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        return number(columns.get(2)).map(gid -> new Group(columns.getFirst(), gid, members));
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,10}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}

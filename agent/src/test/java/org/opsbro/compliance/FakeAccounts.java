package org.opsbro.compliance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.opsbro.host.Commands.Command;

/** The programs that change accounts, imitated: what useradd(8) and its sisters, and the applets of busybox, do to the four files. */
public final class FakeAccounts {
    private FakeAccounts() {}

    public static FakeMachine withShadowUtils(FakeMachine machine) {
        machine.file("/usr/sbin/useradd", "");
        each(machine, "useradd", FakeAccounts::useradd);
        each(machine, "usermod", FakeAccounts::usermod);
        each(machine, "userdel", (host, words) -> remove(host, "/etc/passwd", last(words)));
        each(
                machine,
                "groupadd",
                (host, words) -> addGroup(host, last(words), options(words).getOrDefault("-g", "999")));
        each(
                machine,
                "groupmod",
                (host, words) -> column(
                        host,
                        "/etc/group",
                        last(words),
                        2,
                        old -> options(words).getOrDefault("-g", old)));
        each(machine, "groupdel", (host, words) -> remove(host, "/etc/group", last(words)));
        each(machine, "gpasswd", FakeAccounts::gpasswd);
        return machine.program("chpasswd", FakeAccounts::chpasswd);
    }

    public static FakeMachine withBusyBox(FakeMachine machine) {
        machine.link("/usr/sbin/adduser", "/bin/busybox").file("/bin/busybox", "");
        each(machine, "adduser", (host, words) -> {
            var given = options(words);
            var group = given.getOrDefault("-G", last(words));
            if (!given.containsKey("-G")) addGroup(host, group, "1001");
            return addUser(
                    host,
                    last(words),
                    given.getOrDefault("-u", "1001"),
                    gid(host, group),
                    given.getOrDefault("-g", ""),
                    given.getOrDefault("-h", "/home/" + last(words)),
                    given.getOrDefault("-s", "/bin/ash"));
        });
        each(machine, "deluser", (host, words) -> remove(host, "/etc/passwd", last(words)));
        each(
                machine,
                "addgroup",
                (host, words) -> words.size() == 3 && !words.get(1).startsWith("-")
                        ? member(host, words.get(2), words.get(1), true)
                        : addGroup(host, last(words), options(words).getOrDefault("-g", "999")));
        each(
                machine,
                "delgroup",
                (host, words) -> words.size() == 3
                        ? member(host, words.get(2), words.get(1), false)
                        : remove(host, "/etc/group", last(words)));
        each(
                machine,
                "passwd",
                (host, words) -> column(
                        host,
                        "/etc/shadow",
                        last(words),
                        1,
                        old -> words.contains("-l") ? "!" + old : old.substring(1)));
        return machine.program("chpasswd", FakeAccounts::chpasswd);
    }

    private static void each(FakeMachine machine, String name, BiFunction<FakeMachine, List<String>, String> deed) {
        machine.program(name, (host, command) -> deed.apply(host, command.words()));
    }

    private static String last(List<String> words) {
        return words.getLast();
    }

    /** The value after each option; the last word is a name. */
    private static Map<String, String> options(List<String> words) {
        var given = new TreeMap<String, String>();
        for (var i = 1; i < words.size() - 1; i++)
            if (words.get(i).startsWith("-")) given.put(words.get(i), words.get(i + 1));
        return given;
    }

    private static String useradd(FakeMachine host, List<String> words) {
        var given = options(words);
        var name = last(words);
        if (!given.containsKey("-g")) addGroup(host, name, "1001");
        var failed = addUser(
                host,
                name,
                given.getOrDefault("-u", "1001"),
                gid(host, given.getOrDefault("-g", name)),
                given.getOrDefault("-c", ""),
                given.getOrDefault("-d", "/home/" + name),
                given.getOrDefault("-s", "/bin/sh"));
        for (var group : given.getOrDefault("-G", "").split(","))
            if (!group.isEmpty()) failed += member(host, group, name, true);
        return failed;
    }

    private static String addUser(
            FakeMachine host, String name, String uid, String gid, String about, String home, String shell) {
        append(host, "/etc/passwd", String.join(":", name, "x", uid, gid, about, home, shell));
        append(host, "/etc/shadow", name + ":!:19000:0:99999:7:::");
        return "";
    }

    private static String usermod(FakeMachine host, List<String> words) {
        var name = last(words);
        if (words.contains("-L")) return column(host, "/etc/shadow", name, 1, old -> "!" + old);
        if (words.contains("-U")) return column(host, "/etc/shadow", name, 1, old -> old.substring(1));
        var columns = Map.of("-u", 2, "-g", 3, "-c", 4, "-d", 5, "-s", 6);
        options(words).forEach((option, value) -> {
            if (option.equals("-G")) groups(host, name, List.of(value.split(",")));
            else column(host, "/etc/passwd", name, columns.getOrDefault(option, 4), old -> value);
        });
        return "";
    }

    private static void groups(FakeMachine host, String user, List<String> wanted) {
        for (var line : host.text("/etc/group").lines().toList()) {
            var group = line.split(":")[0];
            member(host, group, user, wanted.contains(group));
        }
    }

    private static String gpasswd(FakeMachine host, List<String> words) {
        column(host, "/etc/group", last(words), 3, old -> words.get(2));
        return host.files().exists("/etc/gshadow")
                ? column(host, "/etc/gshadow", last(words), 3, old -> words.get(2))
                : "";
    }

    private static String chpasswd(FakeMachine host, Command command) {
        var colon = command.input().indexOf(':');
        return column(
                host,
                "/etc/shadow",
                command.input().substring(0, colon),
                1,
                old -> command.input().substring(colon + 1).strip());
    }

    private static String gid(FakeMachine host, String group) {
        return host.text("/etc/group")
                .lines()
                .map(line -> line.split(":", -1))
                .filter(row -> row[0].equals(group) || row[2].equals(group))
                .findFirst()
                .orElseThrow()[2];
    }

    private static String addGroup(FakeMachine host, String name, String gid) {
        append(host, "/etc/group", name + ":x:" + gid + ":");
        return "";
    }

    private static String member(FakeMachine host, String group, String user, boolean in) {
        return column(host, "/etc/group", group, 3, old -> {
            var members = new ArrayList<>(Arrays.asList(old.split(",")));
            members.removeIf(each -> each.isEmpty() || each.equals(user));
            if (in) members.add(user);
            return String.join(",", members);
        });
    }

    private static String remove(FakeMachine host, String path, String name) {
        rewrite(host, path, line -> line.startsWith(name + ":") ? "" : line + "\n");
        return "";
    }

    private static String column(FakeMachine host, String path, String name, int column, UnaryOperator<String> value) {
        rewrite(host, path, line -> {
            if (!line.startsWith(name + ":")) return line + "\n";
            var row = line.split(":", -1);
            row[column] = value.apply(row[column]);
            return String.join(":", row) + "\n";
        });
        return "";
    }

    private static void append(FakeMachine host, String path, String line) {
        host.file(path, host.files().text(path).orElse("") + line + "\n");
    }

    private static void rewrite(FakeMachine host, String path, UnaryOperator<String> line) {
        host.file(path, String.join("", host.text(path).lines().map(line).toList()));
    }
}

package org.opsbro.packs.system;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.host.Look;

/** The accounts that this machine itself has: the columns of passwd(5), group(5), shadow(5) and gshadow(5) by name. What has no secret file has none. */
record AccountFiles(
        Map<String, List<String>> passwd,
        Map<String, List<String>> groups,
        Optional<Map<String, List<String>>> shadow,
        Optional<Map<String, List<String>>> gshadow) {
    private static final int PASSWD = 7;
    private static final int GROUP = 4;
    private static final int SECRET = 2;
    private static final int MEMBERS = 3;

    static AccountFiles read(Look look) {
        return new AccountFiles(
                rows(look.files().text("/etc/passwd").orElse(""), PASSWD),
                rows(look.files().text("/etc/group").orElse(""), GROUP),
                look.files().text("/etc/shadow").map(text -> rows(text, SECRET)),
                look.files().text("/etc/gshadow").map(text -> rows(text, GROUP)));
    }

    /** The first line of a name counts, as for the C library; lines that say where else to look begin with + or -. */
    private static Map<String, List<String>> rows(String text, int columns) {
        var rows = new LinkedHashMap<String, List<String>>();
        for (var line : text.lines().toList()) {
            var row = List.of(line.split(":", -1));
            if (row.size() >= columns && line.matches("[^#+:-].*")) rows.putIfAbsent(row.getFirst(), row);
        }
        return rows;
    }

    Optional<Account> account(String name) {
        return Optional.ofNullable(passwd.get(name)).map(Account::of);
    }

    Optional<String> nameOfUid(String uid) {
        return named(passwd, uid);
    }

    Optional<String> nameOfGid(String gid) {
        return named(groups, gid);
    }

    private static Optional<String> named(Map<String, List<String>> rows, String number) {
        return rows.values().stream()
                .filter(row -> row.get(2).equals(number))
                .map(List::getFirst)
                .findFirst();
    }

    Optional<String> gid(String group) {
        return Optional.ofNullable(groups.get(group)).map(row -> row.get(2));
    }

    /** Those that its line names, in order. */
    List<String> members(String group) {
        return Optional.ofNullable(groups.get(group)).map(AccountFiles::members).orElse(List.of());
    }

    /** Those that its line in gshadow(5) names; empty if there is no such line. */
    Optional<List<String>> secretMembers(String group) {
        return gshadow.map(rows -> rows.get(group)).map(AccountFiles::members);
    }

    private static List<String> members(List<String> row) {
        return Stream.of(row.get(MEMBERS).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The groups that name a user as a member, in the order of the file. */
    List<String> groupsOf(String user) {
        return groups.keySet().stream()
                .filter(group -> members(group).contains(user))
                .toList();
    }

    /** What stands where the password of a user belongs; empty if that cannot be read. */
    Optional<String> password(String user) {
        return shadow.map(rows -> rows.getOrDefault(user, List.of(user, ""))).map(row -> row.get(1));
    }

    /** A line of passwd(5). */
    record Account(String name, String uid, String gid, String displayName, String home, String shell) {
        static Account of(List<String> row) {
            return new Account(row.getFirst(), row.get(2), row.get(3), row.get(4), row.get(5), row.get(6));
        }
    }
}

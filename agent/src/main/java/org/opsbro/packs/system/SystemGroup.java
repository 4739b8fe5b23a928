package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Look;

/**
 * A group of the machine itself: its number and its members, as group(5) and gshadow(5) have them. Members that are not named stay, unless
 * {@code exclusive}; {@code absent} removes the group, which no user may have as the own one.
 */
@AutoService(RuleType.class)
public final class SystemGroup implements RuleType {
    @Override
    public String name() {
        return "system-group";
    }

    @Override
    public String doc() {
        return "A group is there, with this number and these members, or is not there.";
    }

    @Override
    public String example() {
        return """
                name: deployers
                gid: 2000
                members: [bob]
                """;
    }

    private record Wish(
            String name,
            Optional<String> gid,
            List<String> members,
            boolean named,
            boolean exclusive,
            boolean system) {}

    @Override
    public Inspection prepare(Wanted wanted) {
        var name = AccountWords.name(wanted, "name");
        var gid = AccountWords.number(wanted, "gid");
        var members = wanted.texts("members", AccountWords.NAME, "the name of a user");
        var exclusive = wanted.flag("exclusive", false);
        var system = wanted.flag("system", false);
        var absent = wanted.flag("absent", false);
        var wish = new Wish(name, gid, members, wanted.has("members"), exclusive, system);
        return look -> {
            var tools = AccountTools.of(look);
            if (tools.isEmpty()) return Findings.cannotTell(AccountWords.NO_TOOLS);
            var files = AccountFiles.read(look);
            if (look.accounts().group(name).isPresent() && files.gid(name).isEmpty())
                return Findings.cannotTell("the group " + name
                        + " is not in /etc/group but comes from elsewhere (nsswitch.conf): change it there");
            return absent ? absent(files, name, tools.get()) : present(look, files, wish, tools.get());
        };
    }

    private static Findings absent(AccountFiles files, String name, AccountTools tools) {
        var gid = files.gid(name);
        if (gid.isEmpty())
            return Findings.begin().compliant("there is no group " + name).end();
        var user = files.passwd().values().stream()
                .filter(row -> row.get(3).equals(gid.get()))
                .findFirst();
        if (gid.get().equals("0") || user.isPresent())
            return Findings.cannotTell("the group " + name + " is the own group of "
                    + user.map(List::getFirst).orElse("root") + ", so it cannot go");
        return Findings.begin()
                .deviation("there is a group " + name + ", want none")
                .change(tools.removeGroup(name))
                .end();
    }

    private static Findings present(Look look, AccountFiles files, Wish wish, AccountTools tools) {
        var unknown = wish.members().stream()
                .filter(member -> look.accounts().user(member).isEmpty())
                .findFirst();
        if (unknown.isPresent())
            return Findings.cannotTell("there is no user " + unknown.get() + " to be a member of " + wish.name()
                    + ": a rule system-user before this one makes it");
        var findings = Findings.begin();
        if (!numbered(findings, files, wish, tools)) return findings.end();
        if (wish.named() || wish.exclusive()) members(findings, files, wish, tools);
        return findings.end();
    }

    /** Whether its number, and that it is there, is settled. */
    private static boolean numbered(FindingsBuilder findings, AccountFiles files, Wish wish, AccountTools tools) {
        var name = wish.name();
        var now = files.gid(name);
        var holder = wish.gid().flatMap(files::nameOfGid).filter(other -> !other.equals(name));
        if (holder.isPresent()) {
            findings.cannotTell(
                    "the gid " + wish.gid().get() + " that is wanted for " + name + " is that of " + holder.get());
            return false;
        }
        if (now.isEmpty()) {
            findings.deviation("there is no group " + name).change(tools.addGroup(name, wish.gid(), wish.system()));
            return true;
        }
        findings.compliant("there is a group " + name);
        if (wish.gid().isEmpty()) return true;
        var gid = wish.gid().get();
        if (gid.equals(now.get())) findings.compliant(name + " has the gid " + gid);
        else renumber(findings, name, now.get(), gid, tools);
        return true;
    }

    private static void renumber(FindingsBuilder findings, String name, String now, String gid, AccountTools tools) {
        var what = name + " has the gid " + now + ", want " + gid;
        if (tools.changeAll())
            findings.deviation(what + " (files keep the old number)").change(tools.renumber(name, now, gid));
        else findings.byHand(what, AccountWords.BUSYBOX);
    }

    private static void members(FindingsBuilder findings, AccountFiles files, Wish wish, AccountTools tools) {
        var name = wish.name();
        var now = files.members(name);
        var own = files.gid(name).orElse("?");
        var missing = wish.members().stream()
                .distinct()
                .filter(user -> !now.contains(user))
                .filter(user -> files.account(user)
                        .map(account -> !account.gid().equals(own))
                        .orElse(true))
                .toList();
        var foreign = now.stream()
                .filter(user -> wish.exclusive() && !wish.members().contains(user))
                .toList();
        missing.forEach(user -> findings.deviation(user + " is not in the group " + name));
        foreign.forEach(user -> findings.deviation(user + " is in the group " + name + ", where nobody wants it"));
        var after = Stream.concat(now.stream().filter(user -> !foreign.contains(user)), missing.stream())
                .toList();
        var secret = files.secretMembers(name)
                .filter(members -> !List.copyOf(members).equals(now));
        var apart = secret.isPresent() && missing.isEmpty() && foreign.isEmpty();
        if (apart)
            findings.deviation("/etc/gshadow names other members of " + name + " than /etc/group: "
                    + String.join(", ", secret.get()));
        if (missing.isEmpty() && foreign.isEmpty() && !apart)
            findings.compliant(name + " has the members that are wanted");
        else tools.members(name, now, after).forEach(findings::change);
    }
}

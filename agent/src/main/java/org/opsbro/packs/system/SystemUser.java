package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Look;

/**
 * A user of the machine itself. Only what is given is held: {@code uid}, {@code gid} (the own group, by name or number), {@code display_name},
 * {@code home_dir}, {@code shell}, {@code groups} (more may be there unless {@code exclusive_groups}), {@code password_hash} of crypt(5), {@code locked}.
 * A new user gets a home unless {@code system}; a home that is changed later is not moved, and that of a user who is {@code absent} stays.
 */
@AutoService(RuleType.class)
public final class SystemUser implements RuleType {
    private static final Pattern DISPLAY = Pattern.compile("(?!-)[^:]{0,200}");
    private static final Pattern PATH = Pattern.compile("[^:]+");

    @Override
    public String name() {
        return "system-user";
    }

    @Override
    public String doc() {
        return "A user is there, with this number, groups, home, shell and password, or is not there.";
    }

    @Override
    public String example() {
        return """
                name: deploy
                uid: 2000
                display_name: Deployment
                home_dir: /srv/deploy
                shell: /bin/sh
                groups: [daemon]
                locked: true
                """;
    }

    /** What is wanted; what is empty is not looked at. */
    record Wish(
            String name,
            Optional<String> uid,
            Optional<String> group,
            Optional<String> displayName,
            Optional<String> home,
            Optional<String> shell,
            Optional<List<String>> groups,
            boolean exclusiveGroups,
            Optional<String> hash,
            Optional<Boolean> locked,
            boolean system) {}

    @Override
    public Inspection prepare(Wanted wanted) {
        var name = AccountWords.name(wanted, "name");
        var uid = AccountWords.number(wanted, "uid");
        var groups = wanted.texts("groups", AccountWords.NAME, "the name of a group");
        var wish = new Wish(
                name,
                uid,
                wanted.text("gid", AccountWords.GROUP, "the name of a group, or its number"),
                wanted.text("display_name", DISPLAY, "a name without \":\" and without \"-\" in front"),
                path(wanted, "home_dir"),
                path(wanted, "shell"),
                wanted.has("groups") ? Optional.of(groups) : Optional.empty(),
                wanted.flag("exclusive_groups", false),
                AccountWords.hash(wanted, "password_hash"),
                wanted.has("locked") ? Optional.of(wanted.flag("locked", true)) : Optional.empty(),
                wanted.flag("system", false));
        var absent = wanted.flag("absent", false);
        if (uid.equals(Optional.of("0")) && !name.equals("root"))
            wanted.refuse("uid", "found 0, which is that of root: want another");
        if (absent && name.equals("root")) wanted.refuse("absent", "root cannot go");
        return look -> inspect(look, wish, absent);
    }

    private static Optional<String> path(Wanted wanted, String key) {
        var path = wanted.path(key);
        if (path.isEmpty() || PATH.matcher(path.get()).matches()) return path;
        wanted.refuse(key, "found \"" + path.get() + "\", want a path without \":\"");
        return Optional.empty();
    }

    private static Findings inspect(Look look, Wish wish, boolean absent) {
        var tools = AccountTools.of(look);
        if (tools.isEmpty()) return Findings.cannotTell(AccountWords.NO_TOOLS);
        var files = AccountFiles.read(look);
        var now = files.account(wish.name());
        if (now.isEmpty() && look.accounts().user(wish.name()).isPresent())
            return Findings.cannotTell("the user " + wish.name()
                    + " is not in /etc/passwd but comes from elsewhere (nsswitch.conf): change it there");
        if (absent) return absent(wish.name(), now, tools.get());
        return doubt(files, wish).map(Findings::cannotTell).orElseGet(() -> {
            var holding = new UserHolding(files, wish, tools.get());
            return now.map(holding::kept).orElseGet(holding::made);
        });
    }

    private static Findings absent(String name, Optional<AccountFiles.Account> now, AccountTools tools) {
        if (now.isEmpty())
            return Findings.begin().compliant("there is no user " + name).end();
        if (now.get().uid().equals("0"))
            return Findings.cannotTell("the user " + name + " has the uid 0: whoever removes it does so by hand");
        return Findings.begin()
                .deviation("there is a user " + name + ", want none (its home stays)")
                .change(tools.remove(name))
                .end();
    }

    /** What would make the programs fail halfway. */
    private static Optional<String> doubt(AccountFiles files, Wish wish) {
        var holder = wish.uid().flatMap(files::nameOfUid).filter(other -> !other.equals(wish.name()));
        if (holder.isPresent())
            return Optional.of("the uid " + wish.uid().get() + " that is wanted for " + wish.name() + " is that of "
                    + holder.get());
        var own = wish.group().filter(group -> UserHolding.gid(files, group).isEmpty());
        var other = wish.groups().orElse(List.of()).stream()
                .filter(group -> files.gid(group).isEmpty())
                .findFirst();
        return own.or(() -> other)
                .map(group ->
                        "there is no group " + group + " in /etc/group: a rule system-group before this one makes it");
    }
}

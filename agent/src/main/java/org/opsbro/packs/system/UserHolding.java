package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.packs.system.AccountFiles.Account;
import org.opsbro.packs.system.AccountTools.Facet;
import org.opsbro.packs.system.AccountTools.NewUser;
import org.opsbro.packs.system.SystemUser.Wish;

/** Compares a user with what is wanted of it. A password is compared as its hash, and neither is ever told. */
final class UserHolding {
    private final AccountFiles files;
    private final Wish wish;
    private final AccountTools tools;
    private final FindingsBuilder findings = Findings.begin();
    private final List<Facet> facets = new ArrayList<>();

    UserHolding(AccountFiles files, Wish wish, AccountTools tools) {
        this.files = files;
        this.wish = wish;
        this.tools = tools;
    }

    static Optional<String> gid(AccountFiles files, String group) {
        return group.matches("[0-9]+")
                ? Optional.of(group).filter(gid -> files.nameOfGid(gid).isPresent())
                : files.gid(group);
    }

    Findings made() {
        var name = wish.name();
        findings.deviation("there is no user " + name);
        // a group of its name would be in the way of the one that useradd makes
        var group = wish.group().or(() -> files.gid(name).map(gid -> name));
        var user = new NewUser(
                name,
                wish.uid(),
                group,
                wish.displayName(),
                wish.home(),
                wish.shell(),
                wish.groups().orElse(List.of()),
                wish.system(),
                !wish.system());
        tools.add(user).forEach(findings::change);
        // a new user has no password, which is a lock of its own
        wish.hash()
                .ifPresent(hash ->
                        findings.change(tools.password(name, wish.locked().orElse(false) ? "!" + hash : hash)));
        return findings.end();
    }

    Findings kept(Account now) {
        findings.compliant("there is a user " + wish.name());
        facet("u", "the uid", now.uid(), wish.uid());
        facet("g", "the own group", now.gid(), wish.group().flatMap(group -> gid(files, group)));
        facet("c", "the display name", now.displayName(), wish.displayName());
        facet("d", "the home", now.home(), wish.home());
        facet("s", "the shell", now.shell(), wish.shell());
        wish.groups().ifPresent(wanted -> groups(now, wanted));
        if (!facets.isEmpty()) tools.modify(wish.name(), facets).forEach(findings::change);
        password();
        return findings.end();
    }

    private void facet(String option, String called, String now, Optional<String> wanted) {
        if (wanted.isEmpty()) return;
        var after = wanted.get();
        if (now.equals(after)) {
            findings.compliant(wish.name() + " has " + called + " " + after);
            return;
        }
        var what = wish.name() + " has " + called + " " + now + ", want " + after;
        if (!tools.changeAll()) {
            findings.byHand(what, AccountWords.BUSYBOX);
            return;
        }
        findings.deviation(what + (option.equals("d") ? " (what is in it does not move)" : ""));
        facets.add(new Facet(option, now, after));
    }

    private void groups(Account now, List<String> wanted) {
        var before = files.groupsOf(wish.name());
        var after = new LinkedHashSet<>(wish.exclusiveGroups() ? List.of() : before);
        for (var group : wanted) if (!isOwn(now, group) || before.contains(group)) after.add(group);
        for (var group : after)
            findings.that(
                    before.contains(group),
                    wish.name() + " is in the group " + group,
                    wish.name() + " is not in the group " + group);
        var foreign = before.stream().filter(group -> !after.contains(group)).toList();
        foreign.forEach(
                group -> findings.deviation(wish.name() + " is in the group " + group + ", where nobody wants it"));
        if (!foreign.isEmpty() || !before.containsAll(after))
            facets.add(new Facet("G", String.join(",", before), String.join(",", after)));
    }

    private boolean isOwn(Account now, String group) {
        return files.gid(group).filter(now.gid()::equals).isPresent();
    }

    private void password() {
        if (wish.hash().isEmpty() && wish.locked().isEmpty()) return;
        var stands = files.password(wish.name());
        if (stands.isEmpty()) {
            findings.cannotTell("/etc/shadow cannot be read, so nothing is known of the password of " + wish.name());
            return;
        }
        var now = stands.get();
        if (wish.hash().isPresent()) hash(now, wish.hash().get());
        else lock(now);
    }

    private void hash(String now, String hash) {
        var locked = isLocked(now);
        // whoever locked a user who has a password meant it
        var lock = wish.locked().orElse(locked && now.length() > 2);
        var same = now.replaceFirst("^!+", "").equals(hash);
        findings.that(same, wish.name() + " has the password that is wanted", wish.name() + " has another password");
        if (wish.locked().isPresent()) toldLock(locked, lock);
        if (!same || locked != lock) findings.change(tools.password(wish.name(), lock ? "!" + hash : hash));
    }

    private void lock(String now) {
        var lock = wish.locked().orElse(false);
        var locked = isLocked(now) || now.startsWith("*");
        if (locked && !lock && now.length() <= 2) {
            findings.byHand(
                    wish.name() + " is locked, want it open", "it has no password to open it with: give password_hash");
            return;
        }
        toldLock(locked, lock);
        if (locked != lock) findings.change(tools.lock(wish.name(), lock));
    }

    private void toldLock(boolean locked, boolean lock) {
        findings.that(
                locked == lock,
                wish.name() + (lock ? " is locked" : " is not locked"),
                wish.name() + (lock ? " is not locked" : " is locked, want it open"));
    }

    private static boolean isLocked(String password) {
        return password.startsWith("!");
    }
}

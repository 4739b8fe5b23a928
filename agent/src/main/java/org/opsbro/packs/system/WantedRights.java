package org.opsbro.packs.system;

import java.util.Optional;
import java.util.OptionalInt;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * Owner, group and mode as a rule wants them; what is empty stays as it is.
 *
 * @param most the bits that a mode may have: each other one is taken away
 */
record WantedRights(Optional<String> owner, Optional<String> group, OptionalInt mode, OptionalInt most) {
    /** From the parameters {@code owner}, {@code group} and {@code permissions}. */
    static WantedRights read(Wanted wanted) {
        return new WantedRights(
                wanted.account("owner"), wanted.account("group"), wanted.mode("permissions"), OptionalInt.empty());
    }

    /** And {@code max_permissions} in the place of {@code permissions}, for what is there already. */
    static WantedRights readWithMost(Wanted wanted) {
        var rights = read(wanted);
        var most = wanted.mode("max_permissions");
        if (rights.mode().isPresent() && most.isPresent())
            wanted.refuse("max_permissions", "want either permissions: or max_permissions:");
        return new WantedRights(rights.owner(), rights.group(), rights.mode(), most);
    }

    /** Whether all its accounts are there; who is missing is told as a doubt. */
    boolean known(Look look, FindingsBuilder findings) {
        var accounts = new Owners(look);
        owner.filter(each -> accounts.uid(each).isEmpty())
                .ifPresent(each -> findings.cannotTell("there is no user " + each));
        group.filter(each -> accounts.gid(each).isEmpty())
                .ifPresent(each -> findings.cannotTell("there is no group " + each));
        return owner.map(each -> accounts.uid(each).isPresent()).orElse(true)
                && group.map(each -> accounts.gid(each).isPresent()).orElse(true);
    }

    /** These rights where they are given, those where not. Its accounts are {@link #known}. */
    Rights over(Rights those, Look look) {
        var accounts = new Owners(look);
        return new Rights(
                mode.orElse(those.mode() & most.orElse(those.mode())),
                owner.flatMap(accounts::uid).orElse(those.uid()),
                group.flatMap(accounts::gid).orElse(those.gid()));
    }

    /** Tells what is and what is not as wanted, and gives one change for all of it. */
    void compare(String path, Entry now, Look look, FindingsBuilder findings) {
        var accounts = new Owners(look);
        var before = now.rights();
        var after = over(before, look);
        if (owner.isPresent())
            findings.that(
                    after.uid() == now.uid(),
                    path + " belongs to " + accounts.user(now.uid()),
                    path + " belongs to " + accounts.user(now.uid()) + ", want " + accounts.user(after.uid()));
        if (group.isPresent())
            findings.that(
                    after.gid() == now.gid(),
                    path + " has the group " + accounts.group(now.gid()),
                    path + " has the group " + accounts.group(now.gid()) + ", want " + accounts.group(after.gid()));
        if (mode.isPresent())
            findings.that(
                    after.mode() == now.mode(),
                    path + " has the mode " + Owners.octal(now.mode()),
                    path + " has the mode " + Owners.octal(now.mode()) + ", want " + Owners.octal(after.mode()));
        if (most.isPresent())
            findings.that(
                    after.mode() == now.mode(),
                    path + " has the mode " + Owners.octal(now.mode()),
                    path + " has the mode " + Owners.octal(now.mode()) + ", want " + Owners.octal(most.getAsInt())
                            + " or stricter");
        if (!after.equals(before))
            findings.change(new Change.Ownership(path, before, accounts.shown(before), after, accounts.shown(after)));
    }
}

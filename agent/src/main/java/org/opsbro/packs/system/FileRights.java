package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.Optional;
import java.util.OptionalInt;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * Owner, group and permissions of one file or folder, each only if it is given. What is not there is told and not made: that is what {@code folder} and
 * {@code file-content} are for.
 */
@AutoService(RuleType.class)
public final class FileRights implements RuleType {
    @Override
    public String name() {
        return "file-rights";
    }

    @Override
    public String doc() {
        return "A file or a folder has this owner, group and mode.";
    }

    @Override
    public String example() {
        return """
                file: /etc/shadow
                owner: root
                group: shadow
                permissions: 640
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.requiredPath("file");
        var owner = wanted.account("owner");
        var group = wanted.account("group");
        var mode = wanted.mode("permissions");
        if (owner.isEmpty() && group.isEmpty() && mode.isEmpty() && !wanted.has("owner") && !wanted.has("group"))
            wanted.refuse("permissions", "want at least one of owner, group and permissions");
        return look -> inspect(look, path, owner, group, mode);
    }

    private static Findings inspect(
            Look look, String path, Optional<String> owner, Optional<String> group, OptionalInt mode) {
        var entry = look.files().entry(path);
        if (entry.isEmpty())
            return Findings.begin()
                    .byHand(path + " is not there", "only a file that is there can be given rights")
                    .end();
        var now = entry.get();
        if (now.what() == What.LINK)
            return Findings.cannotTell(path + " is a symbolic link to "
                    + look.files().link(path).orElse("?") + ": name the file it points to");
        var accounts = new Owners(look);
        var uid = owner.map(accounts::uid).orElse(Optional.of(now.uid()));
        if (uid.isEmpty()) return Findings.cannotTell("there is no user " + owner.orElse(""));
        var gid = group.map(accounts::gid).orElse(Optional.of(now.gid()));
        if (gid.isEmpty()) return Findings.cannotTell("there is no group " + group.orElse(""));
        return compared(path, now, new Rights(mode.orElse(now.mode()), uid.get(), gid.get()), accounts);
    }

    private static Findings compared(String path, Entry now, Rights wanted, Owners accounts) {
        var findings = Findings.begin();
        var before = now.rights();
        findings.that(
                wanted.uid() == now.uid(),
                path + " belongs to " + accounts.user(now.uid()),
                path + " belongs to " + accounts.user(now.uid()) + ", want " + accounts.user(wanted.uid()));
        findings.that(
                wanted.gid() == now.gid(),
                path + " has the group " + accounts.group(now.gid()),
                path + " has the group " + accounts.group(now.gid()) + ", want " + accounts.group(wanted.gid()));
        findings.that(
                wanted.mode() == now.mode(),
                path + " has the mode " + Owners.octal(now.mode()),
                path + " has the mode " + Owners.octal(now.mode()) + ", want " + Owners.octal(wanted.mode()));
        if (findings.deviates())
            findings.change(new Change.Ownership(path, before, accounts.shown(before), wanted, accounts.shown(wanted)));
        return findings.end();
    }
}

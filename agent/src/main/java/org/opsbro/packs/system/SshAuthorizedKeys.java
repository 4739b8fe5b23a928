package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Accounts.User;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * Who may log in as a user with which key: {@code ~/.ssh/authorized_keys} has each key with exactly its options, whatever its comment, has none of those
 * that are {@code absent}, and with {@code exclusive} no others. The folder is 0700, the file 0600, both of the user. No symbolic link in the home is followed.
 */
@AutoService(RuleType.class)
public final class SshAuthorizedKeys implements RuleType {
    private static final int FOLDER_MODE = 0700;
    private static final int FILE_MODE = 0600;

    @Override
    public String name() {
        return "ssh-authorized-keys";
    }

    @Override
    public String doc() {
        return "A user can be logged in to with these SSH keys, each with its options.";
    }

    @Override
    public String example() {
        return """
                user: bob
                keys:
                  - 'from="10.0.0.0/8" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJKNPUGDGws16DGaOuHUb5cV39sF7IaCDIPbKLt/XTjT ann@example.org'
                exclusive: true
                """;
    }

    private record Wish(String user, List<PublicKey> keys, List<PublicKey> absent, boolean exclusive) {}

    @Override
    public Inspection prepare(Wanted wanted) {
        var user = AccountWords.name(wanted, "user");
        var keys = keys(wanted, "keys");
        var absent = keys(wanted, "absent");
        var exclusive = wanted.flag("exclusive", false);
        if (keys.isEmpty() && absent.isEmpty() && !exclusive)
            wanted.refuse("keys", "want keys:, absent: or exclusive: true");
        for (var i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            if (keys.subList(0, i).stream().anyMatch(key::sameKey))
                wanted.refuse("keys", "found the key " + key.shown() + " twice, want it once");
            if (absent.stream().anyMatch(key::sameKey))
                wanted.refuse("absent", "found the key " + key.shown() + " in keys: too, want it in one of them");
        }
        var wish = new Wish(user, keys, absent, exclusive);
        return look -> inspect(look, wish);
    }

    private static List<PublicKey> keys(Wanted wanted, String name) {
        var keys = new ArrayList<PublicKey>();
        for (var line : wanted.texts(name)) {
            var key = PublicKey.parse(line);
            key.ifPresent(keys::add);
            if (key.isEmpty())
                wanted.refuse(
                        name,
                        "found \"" + line.substring(0, Math.min(line.length(), 40))
                                + "\", want a public key as in a .pub file, with options before it if need be");
        }
        return keys;
    }

    private static Findings inspect(Look look, Wish wish) {
        var user = look.accounts().user(wish.user());
        if (user.isEmpty())
            return Findings.cannotTell(
                    "there is no user " + wish.user() + ": a rule system-user before this one makes it");
        var home = user.get().home();
        if (!home.matches("/[^/].*") || (home + "/").contains("/../"))
            return Findings.cannotTell(wish.user() + " has the home \"" + home + "\", which is none of its own");
        if (!look.files().isDirectory(home))
            return Findings.cannotTell("the home " + home + " of " + wish.user() + " is not there");
        return held(look, wish, user.get());
    }

    private static Findings held(Look look, Wish wish, User user) {
        var folder = user.home() + "/.ssh";
        var path = folder + "/authorized_keys";
        var folderNow = look.files().entry(folder);
        if (folderNow.isPresent() && folderNow.get().what() != What.FOLDER)
            return Findings.cannotTell(folder + " is no folder but a "
                    + (folderNow.get().what() == What.LINK ? "symbolic link, which is not followed" : "file"));
        var file = TextFile.read(look, path);
        if (file instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var findings = Findings.begin();
        var keys = new AuthorizedKeys(wish.user(), file.textOrEmpty(), findings);
        wish.keys().forEach(keys::hold);
        wish.absent().forEach(keys::drop);
        if (wish.exclusive()) keys.dropAllBut(wish.keys());
        var rewritten = findings.deviates();
        var owners = new Owners(look);
        var rights = new Rights(FILE_MODE, user.uid(), user.gid());
        var folderRights = new Rights(FOLDER_MODE, user.uid(), user.gid());
        if (folderNow.isPresent()) owners.hold(findings, folder, folderNow.get().rights(), folderRights);
        else if (rewritten) findings.change(new Change.Folder(folder, folderRights));
        look.files().entry(path).ifPresent(now -> owners.hold(findings, path, now.rights(), rights));
        if (rewritten) findings.change(file.becoming(path, keys.text(), rights, List.of()));
        if (wish.exclusive() && !rewritten) findings.compliant(wish.user() + " has no other keys");
        return findings.end();
    }
}

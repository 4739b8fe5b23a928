package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/** A folder that is there, with these rights, or that is not there. A folder with something in it is never removed. */
@AutoService(RuleType.class)
public final class Directory implements RuleType {
    @Override
    public String name() {
        return "directory";
    }

    @Override
    public String doc() {
        return "A folder is there and has this owner, group and mode, or is not there.";
    }

    @Override
    public String example() {
        return """
                path: /etc/app
                owner: root
                group: root
                permissions: 755
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.requiredPath("path");
        var rights = WantedRights.read(wanted);
        return wanted.flag("absent", false) ? look -> absent(look, path) : look -> present(look, path, rights);
    }

    private static Findings absent(Look look, String path) {
        var now = look.files().entry(path);
        if (now.isEmpty())
            return Findings.begin().compliant(path + " is not there").end();
        if (now.get().what() != What.FOLDER) return Findings.cannotTell(path + " is there, but is no folder");
        var count = look.files().names(path).size();
        return count > 0
                ? Findings.begin()
                        .byHand(path + " is there, want none", "there are " + count + " things in it")
                        .end()
                : Findings.begin()
                        .deviation(path + " is there, want none")
                        .change(new Change.Removal(
                                path, new Change.Former.EmptyFolder(), now.get().rights()))
                        .end();
    }

    private static Findings present(Look look, String path, WantedRights rights) {
        var findings = Findings.begin();
        if (!rights.known(look, findings)) return findings.end();
        var now = look.files().entry(path);
        if (now.isEmpty()) return missing(look, path, rights.over(new Rights(0755, 0, 0), look));
        if (now.get().what() == What.LINK)
            return Findings.cannotTell(path + " is a symbolic link to "
                    + look.files().link(path).orElse("?") + ": name the folder it points to");
        if (now.get().what() != What.FOLDER) return Findings.cannotTell(path + " is there, but is no folder");
        findings.compliant(path + " is a folder");
        rights.compare(path, now.get(), look, findings);
        return findings.end();
    }

    private static Findings missing(Look look, String path, Rights rights) {
        return Paths.hasFolder(look, path)
                ? Findings.begin()
                        .deviation(path + " is not there")
                        .change(new Change.Folder(path, rights))
                        .end()
                : Findings.begin()
                        .byHand(path + " is not there", "there is no folder " + Paths.above(path))
                        .end();
    }
}

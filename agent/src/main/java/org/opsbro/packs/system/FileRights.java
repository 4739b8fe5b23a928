package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.stream.Stream;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Files.What;
import org.opsbro.host.Look;

/**
 * Owner, group and permissions of one file or folder, each only if it is given; the permissions as they shall be, or the most that they may be. What is not there is told and not made: that is what {@code directory} and
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
        var rights = WantedRights.readWithMost(wanted);
        if (Stream.of("owner", "group", "permissions", "max_permissions").noneMatch(wanted::has))
            wanted.refuse("permissions", "want at least one of owner, group, permissions and max_permissions");
        return look -> inspect(look, path, rights);
    }

    private static Findings inspect(Look look, String path, WantedRights rights) {
        var now = look.files().entry(path);
        if (now.isEmpty())
            return Findings.begin()
                    .byHand(path + " is not there", "only a file that is there can be given rights")
                    .end();
        if (now.get().what() == What.LINK)
            return Findings.cannotTell(path + " is a symbolic link to "
                    + look.files().link(path).orElse("?") + ": name the file it points to");
        var findings = Findings.begin();
        if (rights.known(look, findings)) rights.compare(path, now.get(), look, findings);
        return findings.end();
    }
}

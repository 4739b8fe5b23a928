package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.regex.Pattern;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;

/** A folder of a file server, mounted as {@code mounts} does it; without {@code mount.nfs} nothing is touched. */
@AutoService(RuleType.class)
public final class NfsClient implements RuleType {
    private static final Pattern SERVER =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,252}|\\[[0-9A-Fa-f:.%a-z0-9]{2,60}\\]");
    private static final Pattern VERSION = Pattern.compile("3|4|4\\.[0-2]");
    private static final Pattern EXPORT = Pattern.compile("[A-Za-z0-9_/.:=@%+,-]+");

    @Override
    public String name() {
        return "nfs-client";
    }

    @Override
    public String doc() {
        return "A folder of an NFS server is mounted, now and after a boot, or is not.";
    }

    @Override
    public String example() {
        return """
                server: files.example.org
                export: /srv/shared
                path: /mnt/shared
                options: _netdev,nosuid
                version: 4.2
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.requiredPath("path");
        var state = wanted.choice(
                "state", MountHolding.MOUNTED, MountHolding.PRESENT, MountHolding.UNMOUNTED, MountHolding.ABSENT);
        if (!wanted.has("server"))
            wanted.refuse("server", "the key is missing, want the name or address of the server");
        var server = wanted.text("server", SERVER, "a name, an IPv4 address or an IPv6 one in []")
                .orElse("nowhere");
        var export = wanted.requiredPath("export");
        if (!EXPORT.matcher(export).matches()) wanted.refuse("export", "want a path without blanks and quotes");
        var options =
                wanted.text("options", Mounts.OPTIONS, "options of nfs(5)").orElse("_netdev");
        var version = wanted.text("version", VERSION, "3, 4, 4.0, 4.1 or 4.2")
                .map(each -> ",vers=" + each)
                .orElse("");
        var wish = new MountHolding.Wish(server + ":" + export, path, "nfs", options + version, state);
        return look -> look.files().exists("/sbin/mount.nfs") || look.files().exists("/usr/sbin/mount.nfs")
                ? new MountHolding(look, wish).held()
                : Findings.cannotTell(
                        "mount.nfs is not here: a rule packages before this one installs nfs-common or nfs-utils");
    }
}

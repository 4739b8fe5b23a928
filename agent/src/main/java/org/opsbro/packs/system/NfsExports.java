package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Look;

/**
 * A folder that this machine's NFS server gives away: its line of exports(5), and, where the server has a table of what it gives
 * ({@code /var/lib/nfs/etab}), that it is in there. {@code exportfs -ra} makes the server read the file.
 */
@AutoService(RuleType.class)
public final class NfsExports implements RuleType {
    private static final String FILE = "/etc/exports";
    private static final String TABLE = "/var/lib/nfs/etab";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_/.:=@%+,-]+");
    private static final Pattern CLIENT =
            Pattern.compile("[A-Za-z0-9@*?\\[][A-Za-z0-9_.:/@*?\\[\\]-]{0,252}(?:\\([A-Za-z0-9_=,.:/@-]{1,500}\\))?");

    @Override
    public String name() {
        return "nfs-exports";
    }

    @Override
    public String doc() {
        return "The NFS server gives this folder to these clients, or does not.";
    }

    @Override
    public String example() {
        return """
                path: /srv/shared
                clients: ['10.0.0.0/8(rw,sync,no_subtree_check)', 'backup.example.org(ro)']
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.requiredPath("path");
        if (!PATH.matcher(path).matches()) wanted.refuse("path", "want a path without blanks and quotes");
        var clients = wanted.texts("clients", CLIENT, "a client of exports(5) with its options, without blanks");
        var absent = wanted.flag("absent", false);
        if (absent == !clients.isEmpty()) wanted.refuse("clients", "want either clients: or absent: true");
        var line = absent ? Optional.<String>empty() : Optional.of(path + "\t" + String.join(" ", clients));
        return look -> inspect(look, path, line);
    }

    private static Findings inspect(Look look, String path, Optional<String> wanted) {
        if (!look.files().exists("/usr/sbin/exportfs") && !look.files().exists("/sbin/exportfs"))
            return Findings.notEligible("there is no exportfs(8): no server of NFS is here");
        if (wanted.isPresent() && !look.files().isDirectory(path))
            return Findings.cannotTell("there is no folder " + path + " to give away: a rule before this one makes it");
        var file = TextFile.read(look, FILE);
        if (file instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var findings = Findings.begin();
        var lines = new ExportLines(file.textOrEmpty());
        written(findings, lines, path, wanted);
        var rewritten = findings.deviates();
        if (rewritten) findings.change(file.becoming(FILE, lines.text()));
        given(look, findings, path, wanted.isPresent(), rewritten);
        return findings.end();
    }

    private static void written(FindingsBuilder findings, ExportLines lines, String path, Optional<String> wanted) {
        var now = lines.of(path);
        var same =
                now.equals(wanted.map(line -> List.of(ExportLines.joined(line))).orElse(List.of()));
        var found = now.isEmpty() ? FILE + " has no " + path : FILE + " has " + String.join("; ", now);
        findings.that(
                same, found, found + ", want " + wanted.map(ExportLines::joined).orElse("none"));
        if (same) return;
        lines.drop(path);
        wanted.ifPresent(lines::add);
    }

    private static void given(Look look, FindingsBuilder findings, String path, boolean wanted, boolean rewritten) {
        var table = look.files().text(TABLE);
        if (table.isEmpty()) return; // the server reads the file when it starts
        var given = table.get().lines().anyMatch(line -> line.startsWith(path + "\t"));
        if (given != wanted)
            findings.deviation(
                    "the server gives " + (given ? "" : "nobody ") + path + (wanted ? "" : ", want it kept"));
        if (given == wanted && !rewritten) return;
        var reading = Command.of("exportfs", "-ra").within(LIMIT);
        findings.change(new Change.Run("make the NFS server read " + FILE, reading, Optional.of(reading)));
    }
}

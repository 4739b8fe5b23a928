package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Files.What;
import org.opsbro.host.Look;
import org.opsbro.host.Sum;

/**
 * Files that have the sums a rule gives ({@code files}), and files and folders that stay as they were when they were first seen ({@code paths}): kind,
 * owner, group, mode, size and sum of each file, target of each link. What differs is told and left as it is: only a person can say which is right.
 */
@AutoService(RuleType.class)
public final class FileIntegrity implements RuleType {
    private static final Pattern SUM = Pattern.compile("[0-9A-Fa-f]{64}");

    @Override
    public String name() {
        return "file-integrity";
    }

    @Override
    public String doc() {
        return "Files have these SHA-256 sums, or stay as they were first seen; a difference is told, never mended.";
    }

    @Override
    public String example() {
        return """
                paths: [/etc/passwd, /etc/ssh]
                ignore: ["/etc/ssh/*.pub"]
                files:
                  - file: /etc/group
                    sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var sums = sums(wanted);
        var paths = wanted.paths("paths");
        for (var path : paths)
            if (path.matches("/(proc|sys|dev)(/.*)?"))
                wanted.refuse("paths", "found \"" + path + "\", want what lies on a disk");
        var ignored = wanted.texts("ignore", Globs.WRITTEN, Globs.TOLD).stream()
                .map(Globs::matching)
                .toList();
        if (!wanted.has("files") && !wanted.has("paths"))
            wanted.refuse("paths", "want paths:, or files: with file: and sha256:");
        return look -> inspect(look, sums, new Census(look, ignored), paths);
    }

    private static Map<String, String> sums(Wanted wanted) {
        var sums = new LinkedHashMap<String, String>();
        for (var each : wanted.maps("files")) {
            var path = each.requiredPath("file");
            if (!each.has("sha256")) each.refuse("sha256", "the key is missing, want what sha256sum prints");
            each.text("sha256", SUM, "the 64 digits that sha256sum prints")
                    .ifPresent(sum -> sums.put(path, sum.toLowerCase(Locale.ROOT)));
        }
        return sums;
    }

    private static Findings inspect(Look look, Map<String, String> sums, Census census, List<String> paths) {
        var findings = Findings.begin();
        sums.forEach((path, sum) -> one(look, path, sum, findings));
        for (var path : paths) {
            var things = census.of(path);
            census.doubt().ifPresent(findings::cannotTell);
            if (census.doubt().isPresent()) break;
            findings.seen(path, things);
        }
        return findings.end();
    }

    private static void one(Look look, String path, String wanted, FindingsBuilder findings) {
        var entry = look.files().entry(path);
        if (entry.isEmpty()) {
            findings.byHand(path + " is not there", "only a person knows what it was");
            return;
        }
        if (entry.get().what() != What.FILE) {
            findings.byHand(path + " is no file", "only a person knows what it was");
            return;
        }
        var now = look.files().sum(path, Sum.SHA256);
        if (now.isEmpty()) findings.cannotTell(path + " cannot be read");
        else if (now.get().equals(wanted)) findings.compliant(path + " has the wanted sum");
        else findings.byHand(path + " has the sum " + now.get() + ", want " + wanted, "find out who changed it");
    }
}

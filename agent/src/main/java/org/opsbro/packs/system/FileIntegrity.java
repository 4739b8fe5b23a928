package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
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

/** Files that have these sums. What differs is told and left as it is: only a person can say which content is right. */
@AutoService(RuleType.class)
public final class FileIntegrity implements RuleType {
    private static final Pattern SUM = Pattern.compile("[0-9A-Fa-f]{64}");

    @Override
    public String name() {
        return "file-integrity";
    }

    @Override
    public String doc() {
        return "Files have these SHA-256 sums; a difference is told, never mended.";
    }

    @Override
    public String example() {
        return """
                files:
                  - file: /etc/passwd
                    sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var sums = new LinkedHashMap<String, String>();
        for (var each : wanted.maps("files")) {
            var path = each.requiredPath("file");
            if (!each.has("sha256")) each.refuse("sha256", "the key is missing, want what sha256sum prints");
            each.text("sha256", SUM, "the 64 digits that sha256sum prints")
                    .ifPresent(sum -> sums.put(path, sum.toLowerCase(Locale.ROOT)));
        }
        if (!wanted.has("files")) wanted.refuse("files", "the key is missing, want files: with file: and sha256:");
        return look -> inspect(look, sums);
    }

    private static Findings inspect(Look look, Map<String, String> sums) {
        var findings = Findings.begin();
        sums.forEach((path, sum) -> one(look, path, sum, findings));
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
        var sum = look.files().sum(path, Sum.SHA256);
        if (sum.isEmpty()) findings.cannotTell(path + " cannot be read");
        else compare(path, sum.get(), wanted, findings);
    }

    private static void compare(String path, String now, String wanted, FindingsBuilder findings) {
        if (now.equals(wanted)) findings.compliant(path + " has the wanted sum");
        else findings.byHand(path + " has the sum " + now + ", want " + wanted, "find out who changed it");
    }
}

package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;

/** What is shown before somebody logs in: issue(5) at the machine, issue.net through the network (where the server is told to show it). */
@AutoService(RuleType.class)
public final class Banner implements RuleType {
    private static final WantedRights AS_THEY_ARE =
            new WantedRights(Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

    @Override
    public String name() {
        return "login-banner";
    }

    @Override
    public String doc() {
        return "This text is shown before a login, from /etc/issue and /etc/issue.net.";
    }

    @Override
    public String example() {
        return """
                text: |
                  Only for those who are allowed.
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        return held(wanted, List.of("/etc/issue", "/etc/issue.net"));
    }

    /** One text in each of some files. */
    static Inspection held(Wanted wanted, List<String> paths) {
        var text = wanted.lines("text");
        if (!wanted.has("text")) wanted.refuse("text", "the key is missing, want text: and what is shown");
        var bytes = text.orElse("").getBytes(StandardCharsets.UTF_8);
        return look -> {
            var findings = Findings.begin();
            for (var path : paths) FileContent.hold(look, path, bytes, AS_THEY_ARE, findings);
            return findings.end();
        };
    }
}

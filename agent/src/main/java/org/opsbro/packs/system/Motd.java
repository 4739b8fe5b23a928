package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.List;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;

/** What is shown after somebody logged in: motd(5). What a distribution adds by programs (update-motd.d) stays. */
@AutoService(RuleType.class)
public final class Motd implements RuleType {
    @Override
    public String name() {
        return "motd";
    }

    @Override
    public String doc() {
        return "This text is shown after a login, from /etc/motd.";
    }

    @Override
    public String example() {
        return """
                text: |
                  This machine is looked after by OpsBro.
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        return Banner.held(wanted, List.of("/etc/motd"));
    }
}

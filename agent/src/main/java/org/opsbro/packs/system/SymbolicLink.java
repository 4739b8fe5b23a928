package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Files.What;
import org.opsbro.host.Look;

/** A symbolic link that points where it shall, or that is not there. What is no link is never removed. */
@AutoService(RuleType.class)
public final class SymbolicLink implements RuleType {
    @Override
    public String name() {
        return "link";
    }

    @Override
    public String doc() {
        return "A symbolic link points to this target, or is not there.";
    }

    @Override
    public String example() {
        return """
                path: /etc/app-current
                target: app-2.1
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.requiredPath("path");
        var target = target(wanted);
        if (wanted.flag("absent", false)) return look -> absent(look, path);
        if (target.isEmpty() && !wanted.has("target"))
            wanted.refuse("target", "the key is missing, want target: and where the link points");
        return look -> present(look, path, target.orElse("nonexistent"));
    }

    /** An absolute one is whole; a relative one may go upwards, as links in a tree do. */
    private static Optional<String> target(Wanted wanted) {
        var target = wanted.text("target");
        if (target.isPresent() && target.get().isEmpty()) wanted.refuse("target", "found \"\", want a path");
        return target.filter(each -> each.startsWith("/") && each.length() > 1).isPresent()
                ? wanted.path("target")
                : target;
    }

    private static Findings absent(Look look, String path) {
        var now = look.files().entry(path);
        if (now.isEmpty())
            return Findings.begin().compliant(path + " is not there").end();
        if (now.get().what() != What.LINK) return Findings.cannotTell(path + " is there, but is no symbolic link");
        return Findings.begin()
                .deviation(path + " is there, want none")
                .change(new Change.Removal(
                        path,
                        new Change.Former.LinkTo(look.files().link(path).orElse("")),
                        now.get().rights()))
                .end();
    }

    private static Findings present(Look look, String path, String target) {
        var findings = Findings.begin();
        var now = look.files().entry(path);
        var before = look.files().link(path);
        if (now.isPresent() && before.isEmpty())
            return findings.byHand(path + " is no symbolic link, want one to " + target, "something else is there")
                    .end();
        if (before.equals(Optional.of(target)))
            return findings.compliant(path + " points to " + target).end();
        if (!Paths.hasFolder(look, path))
            return findings.byHand(path + " is not there", "there is no folder " + Paths.above(path))
                    .end();
        return findings.deviation(before.map(other -> path + " points to " + other + ", want " + target)
                        .orElse(path + " is not there, want a link to " + target))
                .change(new Change.Link(path, before, target))
                .end();
    }
}

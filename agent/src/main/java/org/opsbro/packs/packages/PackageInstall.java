package org.opsbro.packs.packages;

import com.google.auto.service.AutoService;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;

/** Packages that are installed, by name, and by version where one is given. What provides a name counts as it. One run brings all that are missing. */
@AutoService(RuleType.class)
public final class PackageInstall implements RuleType {
    @Override
    public String name() {
        return "package-install";
    }

    @Override
    public String doc() {
        return "Packages are installed, in this or any version.";
    }

    @Override
    public String example() {
        return """
                packages:
                  - curl
                  - nginx>=1.22
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var wishes = wanted.texts("packages", Wish.WHOLE, Wish.TOLD).stream()
                .map(Wish::of)
                .toList();
        if (wishes.isEmpty()) wanted.refuse("packages", "want the names of packages");
        return look -> PackageLook.present(look, wishes);
    }
}

package org.opsbro.packs.packages;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;

/**
 * Packages that are installed, or that are not. Nothing is removed but what is named: a package that others need, or that the machine needs, is told and
 * stays.
 */
@AutoService(RuleType.class)
public final class PackageStatus implements RuleType {
    @Override
    public String name() {
        return "packages";
    }

    @Override
    public String doc() {
        return "Packages are installed, or are not installed.";
    }

    @Override
    public String example() {
        return """
                names: [telnetd, rsh-server]
                status: not-installed
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var absent =
                !wanted.choice("status", "installed", "not-installed", "absent").equals("installed");
        var pattern = absent ? Wish.NAME : Wish.WHOLE;
        var told = absent ? "the name of a package" : Wish.TOLD;
        var wishes = names(wanted, pattern, told).stream().map(Wish::of).toList();
        if (wishes.isEmpty()) wanted.refuse("name", "want name: or names: of packages");
        return look -> absent ? PackageLook.absent(look, wishes) : PackageLook.present(look, wishes);
    }

    private static List<String> names(Wanted wanted, Pattern pattern, String told) {
        return Stream.concat(
                        wanted.texts("name", pattern, told).stream(), wanted.texts("names", pattern, told).stream())
                .toList();
    }
}

package org.opsbro.packs.packages;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opsbro.host.InstalledPackage;

/**
 * A package as a rule names it: {@code nginx}, {@code libc6:i386}, {@code nginx=1.24.0-1}, {@code nginx=1.24*}, {@code nginx>=1.22}. The letters are so few
 * because package managers read much into a name: a leading {@code -}, a trailing {@code -} and a {@code *} can mean other packages, or their removal.
 *
 * @param architecture empty for the machine's own
 * @param relation {@code =}, {@code >=}, {@code >}, {@code <=}, {@code <}; empty for any version
 */
record Wish(String name, String architecture, String relation, String version) {
    static final Pattern WHOLE = Pattern.compile("(?<name>[A-Za-z0-9](?:[A-Za-z0-9+._-]{0,126}[A-Za-z0-9+._])?)"
            + "(?::(?<architecture>[a-z0-9-]{1,20}))?"
            + "(?: ?(?<relation>==?|>=|<=|>|<) ?(?<version>[0-9A-Za-z][0-9A-Za-z.+~:_^-]{0,126}\\*?))?");
    static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9+._-]{0,126}[A-Za-z0-9+._])?(?::[a-z0-9-]{1,20})?");
    static final String TOLD = "the name of a package, or with a version: nginx, nginx=1.24*, nginx>=1.22";

    /** Of a text that fits {@link #WHOLE}. */
    static Wish of(String text) {
        var found = WHOLE.matcher(text);
        if (!found.matches()) throw new IllegalArgumentException(text);
        var relation = part(found, "relation");
        return new Wish(
                part(found, "name"),
                part(found, "architecture"),
                relation.equals("==") ? "=" : relation,
                part(found, "version"));
    }

    private static String part(Matcher found, String name) {
        return Optional.ofNullable(found.group(name)).orElse("");
    }

    /** The name with its architecture. */
    String shown() {
        return architecture.isEmpty() ? name : name + ":" + architecture;
    }

    /** Whether a package is the one that is meant, whatever its version: for rpm the architecture may follow a dot. */
    boolean means(InstalledPackage each) {
        if (!architecture.isEmpty())
            return each.name().equals(name) && each.architecture().equals(architecture);
        return (each.name().equals(name) && !each.foreign()) || name.equals(each.name() + "." + each.architecture());
    }

    boolean isProvidedBy(InstalledPackage each, VersionOrder order) {
        return architecture.isEmpty()
                && each.provides().stream().anyMatch(provided -> {
                    var equals = provided.indexOf('=');
                    return equals < 0
                            ? provided.equals(name) && relation.isEmpty()
                            : provided.substring(0, equals).equals(name) && fits(provided.substring(equals + 1), order);
                });
    }

    boolean fits(String found, VersionOrder order) {
        if (relation.equals("=") && version.endsWith("*"))
            return found.startsWith(version.substring(0, version.length() - 1));
        var step = relation.isEmpty() ? 0 : order.compare(found, version);
        return switch (relation) {
            case "=" -> step == 0;
            case ">=" -> step >= 0;
            case ">" -> step > 0;
            case "<=" -> step <= 0;
            case "<" -> step < 0;
            default -> true;
        };
    }

    /** Whether a version is past what is wanted, so that only a step back would do. */
    boolean isBehind(String found, VersionOrder order) {
        return switch (relation) {
            case "=" -> order.compare(found, version.replace("*", "")) > 0;
            case "<=", "<" -> true;
            default -> false;
        };
    }

    /** {@code nginx >= 1.22}. */
    String told() {
        return relation.isEmpty() ? shown() : shown() + " " + relation + " " + version;
    }
}

package org.opsbro.packs.packages;

import java.util.List;
import java.util.regex.Pattern;

/** How the package managers order versions: each exactly as its manager does, so that a rule and the manager agree which one is newer. */
enum VersionOrder {
    /** deb-version(7): [epoch:]upstream[-revision]; letters before other signs, {@code ~} before the end. */
    DEBIAN {
        @Override
        int compare(String one, String other) {
            var epoch = Long.compare(epoch(one), epoch(other));
            if (epoch != 0) return epoch;
            var upstream = debian(upstream(one), upstream(other));
            return upstream != 0 ? upstream : debian(revision(one), revision(other));
        }

        private static String upstream(String version) {
            var rest = version.substring(version.indexOf(':') + 1);
            var dash = rest.lastIndexOf('-');
            return dash < 0 ? rest : rest.substring(0, dash);
        }

        private static String revision(String version) {
            var dash = version.lastIndexOf('-');
            return dash < 0 ? "" : version.substring(dash + 1);
        }
    },
    /** rpmvercmp of rpm(8), and of pacman: runs of digits and of letters; what only one of the two versions has, such as a release, is not compared. */
    RPM {
        @Override
        int compare(String one, String other) {
            if (one.contains(":") && other.contains(":")) {
                var epoch = Long.compare(epoch(one), epoch(other));
                if (epoch != 0) return epoch;
            }
            var left = one.substring(one.indexOf(':') + 1).split("-", 2);
            var right = other.substring(other.indexOf(':') + 1).split("-", 2);
            var version = rpm(left[0], right[0]);
            return version != 0 || left.length < 2 || right.length < 2 ? version : rpm(left[1], right[1]);
        }
    },
    /** apk(8): numbers, a letter, words such as _rc before and _p after the release, -r and a number. */
    ALPINE {
        @Override
        int compare(String one, String other) {
            return alpine(one, other);
        }
    };

    private static final Pattern PARTS = Pattern.compile("[0-9]+|[A-Za-z]+|~|\\^");
    private static final Pattern ALPINE_PARTS = Pattern.compile("-r[0-9]+|_[a-z]+|[0-9]+|[a-z]");
    private static final List<String> SUFFIXES =
            List.of("_alpha", "_beta", "_pre", "_rc", "", "_cvs", "_svn", "_git", "_hg", "_p");

    abstract int compare(String one, String other);

    static VersionOrder of(String manager) {
        return switch (manager) {
            case "apt" -> DEBIAN;
            case "apk" -> ALPINE;
            default -> RPM;
        };
    }

    private static long epoch(String version) {
        var colon = version.indexOf(':');
        return colon > 0 && version.substring(0, colon).matches("[0-9]{1,9}")
                ? Long.parseLong(version.substring(0, colon))
                : 0;
    }

    private static int debian(String one, String other) {
        var i = 0;
        var j = 0;
        while (i < one.length() || j < other.length()) {
            while ((i < one.length() && !digit(one, i)) || (j < other.length() && !digit(other, j))) {
                var signs = Integer.compare(weight(one, i), weight(other, j));
                if (signs != 0) return signs;
                i++;
                j++;
            }
            var left = numberEnd(one, i);
            var right = numberEnd(other, j);
            var numbers = numbers(one.substring(Math.min(i, left), left), other.substring(Math.min(j, right), right));
            if (numbers != 0) return numbers;
            i = left;
            j = right;
        }
        return 0;
    }

    private static boolean digit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int weight(String text, int at) {
        if (at >= text.length() || digit(text, at)) return 0;
        var sign = text.charAt(at);
        if (sign == '~') return -1;
        return Character.isLetter(sign) ? sign : sign + 256;
    }

    private static int numberEnd(String text, int from) {
        var end = Math.min(from, text.length());
        while (digit(text, end)) end++;
        return end;
    }

    /** Of any length. */
    private static int numbers(String one, String other) {
        var left = one.replaceFirst("^0+", "");
        var right = other.replaceFirst("^0+", "");
        return left.length() != right.length() ? Integer.compare(left.length(), right.length()) : left.compareTo(right);
    }

    private static List<String> parts(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group()).toList();
    }

    private static int rpm(String one, String other) {
        var left = parts(PARTS, one);
        var right = parts(PARTS, other);
        for (var i = 0; i < Math.max(left.size(), right.size()); i++) {
            var a = i < left.size() ? left.get(i) : "";
            var b = i < right.size() ? right.get(i) : "";
            if (a.equals(b)) continue;
            var step = rpmPart(a, b);
            if (step != 0) return step;
        }
        return 0;
    }

    /** A tilde is before the end, a caret after it but before all else; numbers are after letters. */
    private static int rpmPart(String a, String b) {
        if (a.equals("~") || b.equals("~")) return a.equals("~") ? -1 : 1;
        if (a.isEmpty() || b.isEmpty()) return a.isEmpty() ? -1 : 1;
        if (a.equals("^") || b.equals("^")) return a.equals("^") ? -1 : 1;
        if (digit(a, 0) != digit(b, 0)) return digit(a, 0) ? 1 : -1;
        return digit(a, 0) ? numbers(a, b) : a.compareTo(b);
    }

    private static int alpine(String one, String other) {
        var left = parts(ALPINE_PARTS, one);
        var right = parts(ALPINE_PARTS, other);
        for (var i = 0; i < Math.max(left.size(), right.size()); i++) {
            var a = i < left.size() ? left.get(i) : "";
            var b = i < right.size() ? right.get(i) : "";
            var step = alpinePart(a, b);
            if (step != 0) return step;
        }
        return 0;
    }

    private static int alpinePart(String a, String b) {
        if (suffix(a) || suffix(b)) {
            var suffixes = Integer.compare(rank(a), rank(b));
            if (suffixes != 0) return suffixes;
        }
        if (a.isEmpty() || b.isEmpty()) return a.isEmpty() && b.isEmpty() ? 0 : a.isEmpty() ? -1 : 1;
        if (a.startsWith("-r") && b.startsWith("-r")) return numbers(a.substring(2), b.substring(2));
        if (digit(a, 0) && digit(b, 0)) return numbers(a, b);
        return Integer.compare(kind(a), kind(b)) != 0 ? Integer.compare(kind(a), kind(b)) : a.compareTo(b);
    }

    private static boolean suffix(String part) {
        return part.startsWith("_");
    }

    /** What follows where the other has a suffix is as its end. */
    private static int rank(String part) {
        return suffix(part) ? SUFFIXES.indexOf(part) : SUFFIXES.indexOf("");
    }

    private static int kind(String part) {
        return digit(part, 0) ? 2 : part.startsWith("-r") ? 0 : 1;
    }
}

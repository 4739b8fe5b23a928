package org.opsbro.host.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.host.Updates.Update;

/** Reads what package managers print about updates. What does not look like an update is left out. */
final class UpdateLists {
    /** {@code Inst NAME [OLD] (NEW ORIGIN:RELEASE/SUITE, … [ARCH])}; without OLD the package is new. apt-get(8). */
    private static final Pattern APT = Pattern.compile("Inst (\\S+) \\[([^\\]]+)\\] \\((\\S+) ([^\\[]*)");

    private static final Pattern APK = Pattern.compile("(\\S+)-([0-9][^\\s-]*-r[0-9]+)\\s+<\\s+(\\S+)");
    private static final Pattern PACMAN = Pattern.compile("(\\S+) (\\S+) -> (\\S+)(?: \\[ignored\\])?");

    private UpdateLists() {}

    record Listed(List<Update> packages, List<String> security) {}

    /** Of {@code apt-get --simulate dist-upgrade}. */
    static Listed apt(String text) {
        List<Update> packages = new ArrayList<>();
        List<String> security = new ArrayList<>();
        for (var line : text.lines().toList()) {
            var found = APT.matcher(line);
            if (!found.lookingAt()) continue;
            packages.add(new Update(found.group(1), found.group(2), found.group(3)));
            if (found.group(4).contains("ecurity")) security.add(found.group(1));
        }
        return new Listed(packages, security);
    }

    /**
     * Of {@code dnf check-update} and {@code yum check-update}: {@code NAME.ARCH VERSION REPOSITORY}, on several lines where that is long, up to a part
     * about packages that are replaced.
     */
    static List<Update> rpm(String text, Map<String, String> installed) {
        List<Update> packages = new ArrayList<>();
        var body = Pattern.compile("^Obsoleting Packages.*", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text)
                .replaceFirst("");
        for (var line : body.replaceAll("\\n[ \\t]+", " ").lines().toList()) {
            var words = line.strip().split("\\s+", -1);
            var dot = words[0].lastIndexOf('.');
            if (words.length != 3 || dot < 1 || !Character.isDigit(words[1].charAt(0))) continue;
            var name = words[0].substring(0, dot);
            packages.add(new Update(name, installed.getOrDefault(name, ""), words[1]));
        }
        return packages;
    }

    /** Of {@code apk version -l '<'}. */
    static List<Update> apk(String text) {
        return matching(APK, text);
    }

    /** Of {@code pacman -Qu}; what the settings ignore is not listed. */
    static List<Update> pacman(String text) {
        return matching(PACMAN, text.replaceAll("(?m)^.*\\[ignored\\]$", ""));
    }

    private static List<Update> matching(Pattern pattern, String text) {
        return text.lines()
                .map(pattern::matcher)
                .filter(found -> found.matches())
                .map(found -> new Update(found.group(1), found.group(2), found.group(3)))
                .toList();
    }

    /** Of {@code zypper list-updates}: a table whose cells stand between bars. */
    static List<Update> zypper(String text) {
        return rows(text)
                .filter(cells -> cells.size() == 6 && cells.getFirst().equals("v"))
                .map(cells -> new Update(cells.get(2), cells.get(3), cells.get(4)))
                .toList();
    }

    /** The names in {@code zypper list-patches}. */
    static List<String> patches(String text) {
        return rows(text)
                .filter(cells -> cells.size() >= 6 && cells.contains("needed"))
                .map(cells -> cells.get(1))
                .toList();
    }

    private static Stream<List<String>> rows(String text) {
        return text.lines()
                .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList());
    }
}

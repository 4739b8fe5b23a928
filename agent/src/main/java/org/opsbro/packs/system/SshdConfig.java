package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.TextFile;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * sshd_config(5) with the files it includes, as sshd reads it: in order, up to the first {@code Match} of each file, because what comes after it is not
 * for every connection. Lines nobody changes stay byte for byte. Not for sharing between threads.
 */
final class SshdConfig {
    /** As sshd itself, servconf.c. */
    private static final int MOST_DEPTH = 16;

    private static final Pattern LINE = Pattern.compile("(\\s*)\"?([A-Za-z0-9]+)\"?(?:\\s*=\\s*|\\s+|$)(.*)");
    private static final Pattern WORD = Pattern.compile("#.*|\"([^\"]*)\"|'([^']*)'|([^\\s\"']+)");
    private static final Pattern GLOB = Pattern.compile("[*?\\[]");
    /** Old names of keywords. */
    private static final Map<String, String> ALIASES = Map.of(
            "challengeresponseauthentication", "kbdinteractiveauthentication",
            "skeyauthentication", "kbdinteractiveauthentication",
            "pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms",
            "hostbasedacceptedkeytypes", "hostbasedacceptedalgorithms",
            "hostdsakey", "hostkey",
            "keepalive", "tcpkeepalive");

    /** Where a keyword stands, counted from 0, and its words. */
    record Place(String file, int line, List<String> words) {
        String shown() {
            return String.join(" ", words) + " (" + file + ":" + (line + 1) + ")";
        }
    }

    private record Directive(String indent, String keyword, List<String> words, String comment) {
        boolean is(String name) {
            return canonical(keyword).equals(canonical(name));
        }
    }

    private final Look look;
    private final String main;
    private final Map<String, TextFile> files = new LinkedHashMap<>();
    private final Map<String, Lines> lines = new LinkedHashMap<>();
    private final TreeSet<String> doubts = new TreeSet<>();

    /** Reads the main file and what it includes. */
    SshdConfig(Look look, String main) {
        this.look = look;
        this.main = main;
        places("");
    }

    static String canonical(String keyword) {
        var lower = keyword.toLowerCase(Locale.ROOT);
        return ALIASES.getOrDefault(lower, lower);
    }

    /** What could not be read, so that nobody knows which value counts. */
    List<String> doubts() {
        return List.copyOf(doubts);
    }

    /** Where it stands for every connection, in the order sshd reads. */
    List<Place> places(String keyword) {
        var places = new LinkedHashSet<Place>();
        walk(main, keyword, places, 0);
        return List.copyOf(places);
    }

    private void walk(String file, String keyword, Set<Place> places, int depth) {
        if (depth > MOST_DEPTH) {
            doubts.add(file + " is included more than " + MOST_DEPTH + " deep");
            return;
        }
        var texts = opened(file).texts();
        for (var i = 0; i < texts.size(); i++) {
            var directive = directive(texts.get(i));
            if (directive.is("match")) return;
            if (directive.is("include"))
                for (var pattern : directive.words())
                    for (var path : matching(pattern)) walk(path, keyword, places, depth + 1);
            else if (directive.is(keyword)) places.add(new Place(file, i, directive.words()));
        }
    }

    private Lines opened(String path) {
        var file = files.computeIfAbsent(path, each -> TextFile.read(look, each));
        if (file instanceof TextFile.Unreadable(String why)) doubts.add(why);
        return lines.computeIfAbsent(path, each -> new Lines(file.textOrEmpty()));
    }

    /** As glob(3) for the last part of a path. */
    private List<String> matching(String pattern) {
        var path = pattern.startsWith("/") ? pattern : "/etc/ssh/" + pattern;
        var slash = path.lastIndexOf('/');
        var folder = path.substring(0, slash);
        if (GLOB.matcher(folder).find() || path.contains("[")) {
            doubts.add(main + " includes " + pattern + ", of which only * and ? in the last part are understood");
            return List.of();
        }
        if (!GLOB.matcher(path).find()) return look.files().exists(path) ? List.of(path) : List.of();
        var name = glob(path.substring(slash + 1));
        return look.files().names(folder).stream()
                .filter(each -> !each.startsWith(".") && name.matcher(each).matches())
                .map(each -> folder + "/" + each)
                .toList();
    }

    private static Pattern glob(String text) {
        var parts = text.chars().mapToObj(letter -> switch (letter) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(Character.toString(letter));
        });
        return Pattern.compile(parts.collect(Collectors.joining()));
    }

    private static Directive directive(String line) {
        var match = LINE.matcher(line);
        if (!match.matches()) return new Directive("", "", List.of(), "");
        var words = new ArrayList<String>();
        for (var word = WORD.matcher(match.group(3)); word.find(); ) {
            if (word.group().startsWith("#"))
                return new Directive(match.group(1), match.group(2), words, " " + word.group());
            for (var i = 1; i <= word.groupCount(); i++) if (word.group(i) != null) words.add(word.group(i));
        }
        return new Directive(match.group(1), match.group(2), words, "");
    }

    /** Gives a line another value. */
    void set(Place place, String value) {
        var all = opened(place.file());
        var now = directive(all.get(place.line()));
        all.set(place.line(), now.indent() + now.keyword() + " " + value + now.comment());
    }

    /** Places of one file from its end to its beginning, so that the others stay where they are. */
    void remove(List<Place> places) {
        places.reversed().forEach(place -> opened(place.file()).remove(place.line()));
    }

    void insertAfter(Place place, String keyword, List<String> values) {
        for (var value : values.reversed()) opened(place.file()).insert(place.line() + 1, keyword + " " + value);
    }

    /** Before the first Match of the main file, else at its end. */
    void insert(String keyword, List<String> values) {
        var all = opened(main);
        var at = 0;
        while (at < all.size() && !directive(all.get(at)).is("match")) at++;
        for (var value : values.reversed()) all.insert(at, keyword + " " + value);
    }

    /** One for each file that is another now. */
    List<Change> changes(List<String> judge) {
        var changes = new ArrayList<Change>();
        files.forEach((path, file) -> {
            var text = opened(path).text();
            if (!text.equals(file.textOrEmpty())) changes.add(file.becoming(path, text, new Rights(0644, 0, 0), judge));
        });
        return changes;
    }
}

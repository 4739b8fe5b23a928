package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Patterns;
import org.opsbro.host.Look;

/**
 * Lines that are in a file, and lines that are not, compared whole. What is missing comes, together, behind the last line that matches {@code after}, or
 * above the first that matches {@code before}, or at the end. With {@code replace} the one wanted line is the only one that matches it: it takes the place
 * of the first, and the others go. Patterns are found anywhere in a line; anchor them.
 */
@AutoService(RuleType.class)
public final class FileLines implements RuleType {
    @Override
    public String name() {
        return "file-lines";
    }

    @Override
    public String doc() {
        return "Lines are in a file, take the place of others, or are not in it.";
    }

    @Override
    public String example() {
        return """
                file: /etc/environment
                lines: [LANG=C.UTF-8]
                replace: ^LANG=
                absent: [LANG=C]
                """;
    }

    private record Pattern(String text, Patterns.Matching matching) {
        boolean fits(String line) {
            return matching.find(line);
        }
    }

    private record Wish(
            String path,
            List<String> lines,
            List<String> absent,
            Optional<Pattern> after,
            Optional<Pattern> before,
            Optional<Pattern> replace) {}

    @Override
    public Inspection prepare(Wanted wanted) {
        var wish = new Wish(
                wanted.requiredPath("file"),
                wanted.texts("lines").stream().distinct().toList(),
                wanted.texts("absent").stream().distinct().toList(),
                pattern(wanted, "after"),
                pattern(wanted, "before"),
                pattern(wanted, "replace"));
        if (!wanted.has("lines") && !wanted.has("absent")) wanted.refuse("lines", "want lines: or absent:");
        if (wish.after().isPresent() && wish.before().isPresent())
            wanted.refuse("before", "want after: or before:, not both");
        if (wish.replace().isPresent() && wish.lines().size() != 1)
            wanted.refuse("replace", "found " + wish.lines().size() + " lines, want one that takes the place");
        wish.absent().stream()
                .filter(wish.lines()::contains)
                .forEach(both -> wanted.refuse("absent", "found \"" + both + "\" in lines: too"));
        return look -> inspect(look, wish);
    }

    private static Optional<Pattern> pattern(Wanted wanted, String key) {
        return wanted.text(key).flatMap(text -> {
            try {
                return Optional.of(new Pattern(text, Patterns.of(text, false)));
            } catch (EvaluationException wrong) {
                wanted.refuse(key, String.valueOf(wrong.getMessage()));
                return Optional.empty();
            }
        });
    }

    private static Findings inspect(Look look, Wish wish) {
        var file = TextFile.read(look, wish.path());
        var hindrance = Edit.hindrance(look, wish.path(), file, !wish.lines().isEmpty());
        if (hindrance.isPresent()) return hindrance.get();
        var findings = Findings.begin();
        var lines = new RawLines(file.textOrEmpty());
        for (var each : wish.absent()) remove(lines, each, wish.path(), findings);
        wish.replace().ifPresent(pattern -> replace(lines, pattern, wish, findings));
        insert(lines, wish, findings);
        return Edit.end(findings, file, wish.path(), lines.text());
    }

    private static void remove(RawLines lines, String line, String path, FindingsBuilder findings) {
        var size = lines.size();
        for (var at = lines.indexOf(line); at >= 0; at = lines.indexOf(line)) lines.remove(at);
        findings.that(
                lines.size() == size,
                path + " has not the line \"" + line + "\"",
                path + " has the line \"" + line + "\", want none");
    }

    private static void replace(RawLines lines, Pattern pattern, Wish wish, FindingsBuilder findings) {
        var line = wish.lines().getFirst();
        var there = lines.indexOf(line) >= 0;
        for (var at = 0; at < lines.size(); at++) {
            var now = lines.line(at);
            if (now.equals(line) || !pattern.fits(now)) continue;
            findings.deviation(wish.path() + " has the line \"" + now + "\", want \"" + line + "\" in its place");
            if (there) lines.remove(at--);
            else lines.set(at, line);
            there = true;
        }
    }

    private static void insert(RawLines lines, Wish wish, FindingsBuilder findings) {
        var missing =
                wish.lines().stream().filter(line -> lines.indexOf(line) < 0).toList();
        for (var line : wish.lines())
            findings.that(
                    !missing.contains(line),
                    wish.path() + " has the line \"" + line + "\"",
                    wish.path() + " has not the line \"" + line + "\"");
        if (missing.isEmpty()) return;
        var place = place(lines, wish);
        if (place < 0)
            findings.cannotTell(wish.path() + " has no line that matches \""
                    + wish.after().or(wish::before).map(Pattern::text).orElse("") + "\", so there is no place for it");
        else for (var i = 0; i < missing.size(); i++) lines.add(place + i, missing.get(i));
    }

    private static int place(RawLines lines, Wish wish) {
        if (wish.before().isPresent()) {
            for (var at = 0; at < lines.size(); at++) if (wish.before().get().fits(lines.line(at))) return at;
            return -1;
        }
        if (wish.after().isEmpty()) return lines.size();
        for (var at = lines.size() - 1; at >= 0; at--) if (wish.after().get().fits(lines.line(at))) return at + 1;
        return -1;
    }
}

package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Look;

/**
 * Keys of a section of an ini file. A key that is there more than once, or whose value goes on in the next line, is told and nothing is written: programs
 * do not agree on what such a file means.
 */
@AutoService(RuleType.class)
public final class IniFile implements RuleType {
    private static final Pattern SECTION =
            Pattern.compile("|[^\\[\\]\\s](?:[^\\[\\]]*[^\\[\\]\\s])?", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern KEY =
            Pattern.compile("[^\\s=#;\\[](?:[^=]*[^\\s=])?", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern VALUE = Pattern.compile("|\\S(?:.*[^\\s\\\\])?", Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    public String name() {
        return "ini";
    }

    @Override
    public String doc() {
        return "Keys of a section of an ini file have these values, or are not there.";
    }

    @Override
    public String example() {
        return """
                file: /etc/app.ini
                section: server
                values:
                  workers: 4
                  listen: 127.0.0.1
                absent: [debug]
                """;
    }

    private record Wish(String path, String section, Map<String, String> values, List<String> absent) {}

    @Override
    public Inspection prepare(Wanted wanted) {
        var values = new LinkedHashMap<String, String>();
        var map = wanted.map("values");
        for (var key : map.names()) {
            if (!map.has(key)) map.refuse(key, "found nothing, want a value");
            if (!KEY.matcher(key).matches() || key.chars().anyMatch(letter -> letter < ' ' || letter == 0x7f))
                map.refuse(key, "want a key without = and white space around it, that does not begin as a comment");
            map.text(key, VALUE, "a value without white space around it and without a \\ at its end")
                    .ifPresent(value -> values.put(key, value));
        }
        var wish = new Wish(
                wanted.requiredPath("file"),
                wanted.text("section", SECTION, "the name of a section, without brackets")
                        .orElse(""),
                values,
                wanted.texts("absent", KEY, "a key"));
        if (values.isEmpty() && wish.absent().isEmpty()) wanted.refuse("values", "want values: or absent:");
        wish.absent().stream()
                .filter(values::containsKey)
                .forEach(both -> wanted.refuse("absent", "found \"" + both + "\" in values: too"));
        return look -> inspect(look, wish);
    }

    private static Findings inspect(Look look, Wish wish) {
        var path = wish.path();
        var file = TextFile.read(look, path);
        var hindrance = Edit.hindrance(look, path, file, !wish.values().isEmpty());
        if (hindrance.isPresent()) return hindrance.get();
        var findings = Findings.begin();
        var lines = new IniLines(file.textOrEmpty());
        wish.values().forEach((key, value) -> set(lines, wish, key, value, findings));
        for (var key : wish.absent()) remove(lines, wish, key, findings);
        return Edit.end(findings, file, path, lines.text());
    }

    private static void set(IniLines lines, Wish wish, String key, String value, FindingsBuilder findings) {
        var named = named(wish, key);
        var now = lines.held(wish.section(), key);
        if (doubtful(now, named, findings)) return;
        var has = now.filter(each -> each.has(value)).isPresent();
        findings.that(
                has,
                named + " is \"" + value + "\"",
                now.map(each -> named + " is \"" + each.value() + "\"").orElse(named + " is not there") + ", want \""
                        + value + "\"");
        if (has) return;
        lines.set(wish.section(), key, value);
        if (lines.held(wish.section(), key).filter(each -> each.has(value)).isEmpty())
            findings.cannotTell(named + " has no place: the line above goes on in the next");
    }

    private static void remove(IniLines lines, Wish wish, String key, FindingsBuilder findings) {
        var named = named(wish, key);
        var now = lines.held(wish.section(), key);
        if (now.filter(IniLines.Held::continued).isPresent() && doubtful(now, named, findings)) return;
        findings.that(now.isEmpty(), named + " is not there", named + " is there, want none");
        lines.remove(wish.section(), key);
    }

    private static boolean doubtful(Optional<IniLines.Held> now, String named, FindingsBuilder findings) {
        if (now.isEmpty()) return false;
        if (now.get().at().size() > 1)
            findings.cannotTell(named + " is there more than once, in the lines "
                    + now.get().at());
        else if (now.get().continued()) findings.cannotTell(named + " has a value of several lines");
        return now.get().at().size() > 1 || now.get().continued();
    }

    private static String named(Wish wish, String key) {
        return wish.path() + (wish.section().isEmpty() ? "" : " [" + wish.section() + "]") + " " + key;
    }
}

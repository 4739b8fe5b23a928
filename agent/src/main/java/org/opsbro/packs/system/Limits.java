package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * Limits of pam_limits(8) for those who log in, as lines of limits.conf(5) in a file of {@code /etc/security/limits.d}. The last line of a domain, a type
 * and an item counts, and files are read in the order of their names: a later file that says otherwise is told.
 */
@AutoService(RuleType.class)
public final class Limits implements RuleType {
    private static final String FOLDER = "/etc/security/limits.d";
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");
    private static final Pattern DOMAIN =
            Pattern.compile("[@%]?[A-Za-z_][A-Za-z0-9_.-]{0,31}|\\*|[@%]?[0-9]{0,10}:[0-9]{0,10}");
    private static final Pattern ITEM = Pattern.compile(
            "core|data|fsize|memlock|nofile|rss|stack|cpu|nproc|as|maxlogins|maxsyslogins|priority|locks|sigpending|msgqueue|nice|rtprio");
    private static final Pattern VALUE = Pattern.compile("-?[0-9]{1,18}|unlimited|infinity");

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public String doc() {
        return "Those who log in have these limits of open files, processes and the like.";
    }

    @Override
    public String example() {
        return """
                entries:
                  - {domain: '*', type: soft, item: nofile, value: 65536}
                  - {domain: '@deployers', item: nproc, value: unlimited}
                """;
    }

    private record Limit(String domain, String type, String item, String value) {
        static Optional<Limit> parse(String line) {
            var hash = line.indexOf('#');
            var words = Stream.of((hash < 0 ? line : line.substring(0, hash)).split("\\s+", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
            return words.size() == 4
                    ? Optional.of(new Limit(words.get(0), words.get(1), words.get(2), words.get(3)))
                    : Optional.empty();
        }

        boolean sameAs(Limit other) {
            return domain.equals(other.domain) && type.equals(other.type) && item.equals(other.item);
        }

        String line() {
            return domain + "\t" + type + "\t" + item + "\t" + value;
        }

        String shown() {
            return domain + " " + type + " " + item;
        }
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var limits = new ArrayList<Limit>();
        for (var each : wanted.maps("entries")) {
            var domain = required(each, "domain", DOMAIN, "a user, an @group or *");
            var type = each.has("type") ? each.choice("type", "both", "soft", "hard", "-") : "-";
            var item = required(each, "item", ITEM, "an item of limits.conf(5) such as nofile");
            var value = required(each, "value", VALUE, "a number or unlimited");
            var limit = new Limit(domain, type.equals("both") ? "-" : type, item, value);
            if (limits.stream().anyMatch(limit::sameAs)) each.refuse("item", "is there twice: " + limit.shown());
            limits.add(limit);
        }
        if (limits.isEmpty()) wanted.refuse("entries", "want a list of limits");
        var file = FOLDER + "/"
                + wanted.text("file", FILE, "the name of a file without .conf").orElse("90-opsbro") + ".conf";
        return look -> inspect(look, file, limits);
    }

    private static String required(Wanted each, String key, Pattern pattern, String told) {
        if (!each.has(key)) each.refuse(key, "the key is missing, want " + told);
        return each.text(key, pattern, told).orElse("0");
    }

    private static Findings inspect(Look look, String path, List<Limit> limits) {
        if (!look.files().isDirectory(FOLDER))
            return Findings.notEligible("there is no " + FOLDER + ": pam_limits does not read it here");
        var file = TextFile.read(look, path);
        if (file instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var findings = Findings.begin();
        var lines = new Lines(file.textOrEmpty());
        for (var limit : limits) held(findings, lines, limit);
        if (findings.deviates()) findings.change(file.becoming(path, lines.text(), new Rights(0644, 0, 0), List.of()));
        for (var name : look.files().names(FOLDER)) {
            var other = FOLDER + "/" + name;
            if (name.endsWith(".conf") && other.compareTo(path) > 0) later(look, findings, other, limits);
        }
        return findings.end();
    }

    private static void held(FindingsBuilder findings, Lines lines, Limit limit) {
        var at = -1;
        for (var i = 0; i < lines.size(); i++)
            if (Limit.parse(lines.get(i)).filter(limit::sameAs).isPresent()) at = i;
        var now = at < 0 ? Optional.<Limit>empty() : Limit.parse(lines.get(at));
        if (now.equals(Optional.of(limit))) {
            findings.compliant(limit.shown() + " is " + limit.value());
            return;
        }
        findings.deviation(
                limit.shown() + " is " + now.map(Limit::value).orElse("not limited") + ", want " + limit.value());
        if (at < 0) lines.add(limit.line());
        else lines.set(at, limit.line());
    }

    private static void later(Look look, FindingsBuilder findings, String path, List<Limit> limits) {
        var others = look.files()
                .text(path)
                .orElse("")
                .lines()
                .flatMap(line -> Limit.parse(line).stream())
                .toList();
        for (var limit : limits)
            for (var other : others)
                if (limit.sameAs(other) && !limit.equals(other))
                    findings.byHand(
                            path + " says " + limit.shown() + " is " + other.value() + ", want " + limit.value(),
                            "it is read later: change it there, or name a later file with file:");
    }
}

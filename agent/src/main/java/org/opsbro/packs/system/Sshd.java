package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Look;

/**
 * Keywords of sshd_config(5) that hold for every connection. The first value that sshd reads is the one that counts, so that one is changed where it
 * stands, be it in an included file; what stands nowhere goes before the first {@code Match}. Keywords of which each line counts ({@code Port},
 * {@code AllowUsers}…) have the values of a list and no others.
 */
@AutoService(RuleType.class)
public final class Sshd implements RuleType {
    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z][A-Za-z0-9]{1,60}");
    private static final Pattern VALUE = Pattern.compile("[^\\s\"'#\\\\=][^\"'#\\\\]*");
    private static final List<String> JUDGE = List.of("/usr/sbin/sshd", "-t", "-f", "{file}");
    private static final Set<String> ALL_LINES_COUNT = Set.of(
            "port",
            "listenaddress",
            "hostkey",
            "hostcertificate",
            "allowusers",
            "denyusers",
            "allowgroups",
            "denygroups",
            "acceptenv");
    /** What sshd does without a line, since OpenSSH 7.0: sshd_config(5). */
    private static final Map<String, String> DEFAULTS = Map.of(
            "permitrootlogin", "prohibit-password",
            "permitemptypasswords", "no",
            "hostbasedauthentication", "no",
            "ignorerhosts", "yes",
            "strictmodes", "yes",
            "permituserenvironment", "no");

    private static final Set<String> NO_VALUES = Set.of("match", "include", "subsystem", "setenv");

    @Override
    public String name() {
        return "sshd";
    }

    @Override
    public String doc() {
        return "The SSH server has these parameters for every connection.";
    }

    @Override
    public String example() {
        return """
                parameters:
                  PermitRootLogin: prohibit-password
                  PasswordAuthentication: no
                  AllowGroups: [sudo, deployers]
                """;
    }

    private record Wish(String keyword, List<String> values) {
        boolean allLinesCount() {
            return ALL_LINES_COUNT.contains(SshdConfig.canonical(keyword));
        }
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.path("file").orElse("/etc/ssh/sshd_config");
        var parameters = wanted.map("parameters");
        var wishes = new ArrayList<Wish>();
        var seen = new HashSet<String>();
        for (var keyword : parameters.names()) {
            var values = parameters.texts(keyword).stream().map(Sshd::word).toList();
            var known = KEYWORD.matcher(keyword).matches() && !NO_VALUES.contains(SshdConfig.canonical(keyword));
            if (!known) parameters.refuse(keyword, "want a keyword of sshd_config(5) that has a value");
            if (!seen.add(SshdConfig.canonical(keyword)))
                parameters.refuse(keyword, "is there twice, in other letters or by an old name");
            for (var value : values)
                if (!VALUE.matcher(value).matches())
                    parameters.refuse(keyword, "found \"" + value + "\", want a value without quotes, # and \\");
            var wish = new Wish(keyword, values);
            if (values.isEmpty() || (values.size() > 1 && !wish.allLinesCount()))
                parameters.refuse(keyword, "found " + values.size() + " values, want one");
            else wishes.add(wish);
        }
        if (wishes.isEmpty()) wanted.refuse("parameters", "want keywords of sshd_config(5) and their values");
        return look -> inspect(look, path, wishes);
    }

    /** What YAML takes for a truth value. */
    private static String word(String value) {
        return switch (value.strip()) {
            case "true", "True" -> "yes";
            case "false", "False" -> "no";
            default -> value.strip().replaceAll("\\s+", " ");
        };
    }

    private static Findings inspect(Look look, String path, List<Wish> wishes) {
        var main = TextFile.read(look, path);
        if (main instanceof TextFile.Absent)
            return Findings.notEligible("there is no " + path + ": no server of OpenSSH is here");
        var config = new SshdConfig(look, path);
        var findings = Findings.begin();
        config.doubts().forEach(findings::cannotTell);
        if (!config.doubts().isEmpty()) return findings.end();
        for (var wish : wishes) {
            if (wish.allLinesCount()) all(config, wish, findings);
            else first(config, wish, findings);
        }
        config.changes(JUDGE).forEach(findings::change);
        return findings.end();
    }

    private static void first(SshdConfig config, Wish wish, FindingsBuilder findings) {
        var places = config.places(wish.keyword());
        var value = wish.values().getFirst();
        if (places.isEmpty() && value.equals(DEFAULTS.get(SshdConfig.canonical(wish.keyword())))) {
            findings.compliant("sshd has " + wish.keyword() + " " + value + ", as always without a line");
            return;
        }
        if (places.isEmpty()) {
            findings.deviation("sshd has no " + wish.keyword() + ", want " + value);
            config.insert(wish.keyword(), wish.values());
            return;
        }
        var place = places.getFirst();
        if (meaning(String.join(" ", place.words())).equals(meaning(value))) {
            findings.compliant("sshd has " + wish.keyword() + " " + place.shown());
            return;
        }
        findings.deviation("sshd has " + wish.keyword() + " " + place.shown() + ", want " + value);
        config.set(place, value);
    }

    /** A value that has an older name is the same one. */
    private static String meaning(String value) {
        return value.equals("without-password") ? "prohibit-password" : value;
    }

    private static void all(SshdConfig config, Wish wish, FindingsBuilder findings) {
        var places = config.places(wish.keyword());
        var now = places.stream().flatMap(place -> place.words().stream()).toList();
        var values = wish.values().stream()
                .flatMap(value -> Stream.of(value.split(" ", -1)))
                .distinct()
                .toList();
        if (Set.copyOf(now).equals(Set.copyOf(values))) {
            findings.compliant("sshd has " + wish.keyword() + " " + String.join(" ", now));
            return;
        }
        findings.deviation("sshd has " + (now.isEmpty() ? "no " : "") + wish.keyword()
                + (now.isEmpty() ? "" : " " + String.join(" ", now)) + ", want " + String.join(" ", values));
        if (places.isEmpty()) {
            config.insert(wish.keyword(), values);
            return;
        }
        var first = places.getFirst();
        config.remove(places.subList(1, places.size()));
        config.set(first, values.getFirst());
        config.insertAfter(first, wish.keyword(), values.subList(1, values.size()));
    }
}

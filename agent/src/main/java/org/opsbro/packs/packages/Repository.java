package org.opsbro.packs.packages;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * A repository of apt, as sources.list(5) has it: one file in {@code sources.list.d} named as the repository, and its key in {@code /etc/apt/keyrings}, which
 * vouches for this repository alone. A {@code NAME.list} that is there stays the one that is held; else it is {@code NAME.sources}.
 */
@AutoService(RuleType.class)
public final class Repository implements RuleType {
    private static final String KEYS = "/etc/apt/keyrings";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    // a password would be read by all: apt_auth.conf(5) is its place
    private static final Pattern URL = Pattern.compile(
            "(?<uri>(?:https?://|file:/)[A-Za-z0-9._~:/?&=%+,-]+) +(?<suite>[A-Za-z0-9._/][A-Za-z0-9._/+-]*)(?<components>(?: +[A-Za-z0-9][A-Za-z0-9._/+-]*){0,20})");
    private static final Pattern KEY_LINE = Pattern.compile("[A-Za-z0-9+/=]{0,76}|[A-Za-z]{1,20}: [ -~]{0,200}");

    @Override
    public String name() {
        return "repository";
    }

    @Override
    public String doc() {
        return "A repository of packages is known to apt, with the key that signs it.";
    }

    @Override
    public String example() {
        return """
                name: example
                url: https://packages.example.org/debian bookworm main
                """;
    }

    /** What is wanted; components empty for a flat repository, whose suite ends with a slash. */
    private record Source(String name, String uri, String suite, String components, Optional<String> key) {
        String keyPath() {
            return KEYS + "/" + name + ".asc";
        }

        String oneLine() {
            return "deb " + key.map(text -> "[signed-by=" + keyPath() + "] ").orElse("") + uri + " " + suite
                    + (components.isEmpty() ? "" : " " + components) + "\n";
        }

        String stanza() {
            return "Types: deb\nURIs: " + uri + "\nSuites: " + suite + "\n"
                    + (components.isEmpty() ? "" : "Components: " + components + "\n")
                    + key.map(text -> "Signed-By: " + keyPath() + "\n").orElse("");
        }
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        if (!wanted.has("name")) wanted.refuse("name", "the key is missing, want the name of the repository");
        if (!wanted.has("url")) wanted.refuse("url", "the key is missing, want an address, a suite and components");
        var name = wanted.text("name", NAME, "letters, digits, - and _").orElse("none");
        var url = wanted.text(
                        "url",
                        URL,
                        "an address without a password, a suite, components: https://host/debian bookworm main")
                .orElse("file:/nonexistent ./");
        var key = wanted.lines("key").filter(text -> fits(wanted, text));
        if (wanted.has("key-server"))
            wanted.refuse(
                    "key-server",
                    "keys are not fetched from servers that anybody writes to, want the key itself under key:");
        var parts = URL.matcher(url);
        if (!parts.matches()) throw new IllegalStateException(url);
        var components = parts.group("components").strip();
        if (parts.group("suite").endsWith("/") != components.isEmpty())
            wanted.refuse("url", "want components after a suite, and none after one that ends with /");
        var source = new Source(name, parts.group("uri"), parts.group("suite"), components, key);
        return look -> inspect(look, source);
    }

    private static boolean fits(Wanted wanted, String text) {
        var lines = text.length() <= 65_536 ? text.lines().toList() : List.<String>of();
        if (lines.size() > 3
                && lines.getFirst().equals("-----BEGIN PGP PUBLIC KEY BLOCK-----")
                && lines.getLast().equals("-----END PGP PUBLIC KEY BLOCK-----")
                && lines.subList(1, lines.size() - 1).stream()
                        .allMatch(line -> KEY_LINE.matcher(line).matches())) return true;
        wanted.refuse(
                "key",
                "found no such block, want -----BEGIN PGP PUBLIC KEY BLOCK----- and what follows, at most 64 KiB");
        return false;
    }

    private static Findings inspect(Look look, Source source) {
        var manager = look.packages().manager();
        if (!manager.equals("apt"))
            return Findings.notEligible(
                    manager.isEmpty()
                            ? "no package manager is known on this machine"
                            : "the repositories of " + manager + " are not managed, only those of apt");
        var findings = Findings.begin();
        source.key().ifPresent(key -> key(look, findings, source.keyPath(), key));
        var list = "/etc/apt/sources.list.d/" + source.name() + ".list";
        if (look.files().entry(list).isPresent()) file(look, findings, list, source.oneLine());
        else file(look, findings, "/etc/apt/sources.list.d/" + source.name() + ".sources", source.stanza());
        if (findings.deviates())
            Managing.APT
                    .refresh()
                    .ifPresent(command -> findings.change(
                            new Change.Run("bring the lists of apt up to date", command, Optional.empty())));
        return findings.end();
    }

    private static void key(Look look, FindingsBuilder findings, String path, String key) {
        if (look.files().entry(KEYS).isEmpty()) findings.change(new Change.Folder(KEYS, new Rights(0755, 0, 0)));
        file(look, findings, path, key);
    }

    private static void file(Look look, FindingsBuilder findings, String path, String wanted) {
        var now = TextFile.read(look, path);
        switch (now) {
            case TextFile.Unreadable(String why) -> findings.cannotTell(why);
            case TextFile.Absent() ->
                findings.deviation(path + " is not there")
                        .change(now.becoming(path, wanted, new Rights(0644, 0, 0), List.of()));
            case TextFile.Text text -> {
                var same = text.text().equals(wanted);
                findings.that(same, path + " is as wanted", path + " is not as wanted");
                if (!same) findings.change(now.becoming(path, wanted));
            }
        }
    }
}

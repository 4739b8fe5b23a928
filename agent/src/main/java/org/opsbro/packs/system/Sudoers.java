package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * A file of {@code /etc/sudoers.d}, whole: the {@code lines} of sudoers(5), or one line that lets a {@code user} (or {@code %group}) run {@code commands}
 * {@code as} another. It is root's, 0440, and nothing takes its place that visudo refuses.
 */
@AutoService(RuleType.class)
public final class Sudoers implements RuleType {
    private static final String FOLDER = "/etc/sudoers.d";
    private static final List<String> JUDGE = List.of("visudo", "-cf", "{file}");
    private static final Rights RIGHTS = new Rights(0440, 0, 0);
    /** sudo does not read files with a dot in their name, nor those that end with a tilde. */
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");

    private static final Pattern USER = Pattern.compile("%?[A-Za-z_][A-Za-z0-9_.-]{0,31}");
    private static final Pattern COMMAND =
            Pattern.compile("ALL|(?:/(?!\\.\\.?(?:/|\\s|$))[^/\\\\\\s]+)+/?(?:\\s[^\\\\]*)?");
    private static final Pattern LINE = Pattern.compile("(?:.*[^\\\\])?");
    private static final Pattern INCLUDE = Pattern.compile("[#@]includedir\\s+\"?/etc/sudoers\\.d/?\"?\\s*");
    private static final Pattern SPECIAL = Pattern.compile("[,:=#]");

    @Override
    public String name() {
        return "sudoers";
    }

    @Override
    public String doc() {
        return "A file of /etc/sudoers.d has these lines, which visudo accepts.";
    }

    @Override
    public String example() {
        return """
                name: deploy
                user: bob
                as: root
                commands: [/usr/bin/systemctl restart web, /usr/bin/journalctl]
                password: false
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        if (!wanted.has("name")) wanted.refuse("name", "the key is missing, want the name of a file of " + FOLDER);
        var name =
                wanted.text("name", FILE, "a name without dots that sudo reads").orElse("nothing");
        var lines = wanted.texts("lines", LINE, "a line that does not end with \"\\\"");
        var granted = granted(wanted);
        var absent = wanted.flag("absent", false);
        var ways = (lines.isEmpty() ? 0 : 1) + (granted.isEmpty() ? 0 : 1) + (absent ? 1 : 0);
        if (ways != 1) wanted.refuse("lines", "want one of lines:, user: with commands:, and absent: true");
        var path = FOLDER + "/" + name;
        var text = granted.map(List::of).orElse(lines).stream().collect(Collectors.joining("\n", "", "\n"));
        return look -> absent ? absent(look, path) : present(look, path, text);
    }

    private static Optional<String> granted(Wanted wanted) {
        var user = wanted.text("user", USER, "the name of a user, or of a group after \"%\"");
        var as = wanted.text("as", USER, "the name of a user").orElse("ALL");
        var commands = wanted.texts("commands", COMMAND, "the absolute path of a program with its arguments, or ALL");
        var password = wanted.flag("password", true);
        if (wanted.has("user") && commands.isEmpty())
            wanted.refuse("commands", "want the programs that the user may run");
        if (!wanted.has("user") && (wanted.has("commands") || wanted.has("as") || wanted.has("password")))
            wanted.refuse("user", "the key is missing, want who may run the commands");
        return user.filter(name -> !commands.isEmpty())
                .map(name -> name + " ALL=(" + as + ") " + (password ? "" : "NOPASSWD: ")
                        + commands.stream()
                                .map(each -> SPECIAL.matcher(each).replaceAll("\\\\$0"))
                                .collect(Collectors.joining(", ")));
    }

    private static Findings absent(Look look, String path) {
        var entry = look.files().entry(path);
        if (entry.isEmpty())
            return Findings.begin().compliant("there is no " + path).end();
        return Findings.begin()
                .deviation("there is a " + path + ", want none")
                .change(Change.Removal.of(path, entry.get(), TextFile.read(look, path)))
                .end();
    }

    private static Findings present(Look look, String path, String text) {
        var main = TextFile.read(look, "/etc/sudoers");
        if (main instanceof TextFile.Absent) return Findings.notEligible("there is no /etc/sudoers: sudo is not here");
        if (main instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var file = TextFile.read(look, path);
        if (file instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var findings = Findings.begin();
        if (main.lines().stream().noneMatch(line -> INCLUDE.matcher(line).matches()))
            findings.byHand(
                    "/etc/sudoers does not read " + FOLDER, "add the line \"@includedir " + FOLDER + "\" with visudo");
        var same = file instanceof TextFile.Text now && now.text().equals(text);
        findings.that(
                same,
                path + " has the lines that are wanted",
                file instanceof TextFile.Absent ? "there is no " + path : path + " has other lines");
        if (!look.files().isDirectory(FOLDER)) findings.change(new Change.Folder(FOLDER, new Rights(0750, 0, 0)));
        look.files().entry(path).ifPresent(now -> new Owners(look).hold(findings, path, now.rights(), RIGHTS));
        if (!same) findings.change(file.becoming(path, text, RIGHTS, JUDGE));
        return findings.end();
    }
}

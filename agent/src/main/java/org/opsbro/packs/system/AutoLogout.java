package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * Shells that nobody types in end after a time: a file of {@code /etc/profile.d} gives login shells {@code TMOUT}, which bash, ksh and zsh know. With
 * {@code locked} a user cannot give it another value. What else gives it one is told.
 */
@AutoService(RuleType.class)
public final class AutoLogout implements RuleType {
    private static final String FOLDER = "/etc/profile.d";
    private static final String PATH = FOLDER + "/opsbro-auto-logout.sh";
    private static final Rights RIGHTS = new Rights(0644, 0, 0);
    private static final Pattern SETS = Pattern.compile("[^#]*\\bTMOUT=.*");
    private static final long DAY = 86_400;

    @Override
    public String name() {
        return "auto-logout";
    }

    @Override
    public String doc() {
        return "Shells that nobody types in end after so many seconds.";
    }

    @Override
    public String example() {
        return """
                seconds: 900
                locked: true
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var absent = wanted.flag("absent", false);
        if (absent == wanted.has("seconds")) wanted.refuse("seconds", "want either seconds: or absent: true");
        var seconds = wanted.number("seconds", DAY, 1, DAY);
        var locked = wanted.flag("locked", false);
        var text = "TMOUT=" + seconds + "\nexport TMOUT\n" + (locked ? "readonly TMOUT\n" : "");
        return look -> absent ? absent(look) : present(look, text);
    }

    private static Findings absent(Look look) {
        var entry = look.files().entry(PATH);
        if (entry.isEmpty())
            return Findings.begin().compliant("there is no " + PATH).end();
        return Findings.begin()
                .deviation("there is a " + PATH + ", want none")
                .change(Change.Removal.of(PATH, entry.get(), TextFile.read(look, PATH)))
                .end();
    }

    private static Findings present(Look look, String text) {
        if (!look.files().isDirectory(FOLDER))
            return Findings.notEligible("there is no " + FOLDER + ": no login shell reads it here");
        var file = TextFile.read(look, PATH);
        if (file instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var findings = Findings.begin();
        for (var other : others(look))
            findings.byHand(other + " gives TMOUT a value too", "take it out there, so that one value counts");
        var same = file instanceof TextFile.Text now && now.text().equals(text);
        findings.that(
                same,
                PATH + " ends shells that nobody types in",
                file instanceof TextFile.Absent ? "there is no " + PATH : PATH + " has other lines");
        look.files().entry(PATH).ifPresent(now -> new Owners(look).hold(findings, PATH, now.rights(), RIGHTS));
        if (!same) findings.change(file.becoming(PATH, text, RIGHTS, List.of()));
        return findings.end();
    }

    private static List<String> others(Look look) {
        var paths = new ArrayList<>(List.of("/etc/profile"));
        for (var name : look.files().names(FOLDER)) if (name.endsWith(".sh")) paths.add(FOLDER + "/" + name);
        paths.remove(PATH);
        return paths.stream()
                .filter(path -> look.files()
                        .text(path)
                        .orElse("")
                        .lines()
                        .anyMatch(line -> SETS.matcher(line).matches()))
                .toList();
    }
}

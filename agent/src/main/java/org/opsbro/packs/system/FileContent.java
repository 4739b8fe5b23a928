package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/** A file that has this text and nothing else, in UTF-8, with its last line ended. */
@AutoService(RuleType.class)
public final class FileContent implements RuleType {
    @Override
    public String name() {
        return "file-content";
    }

    @Override
    public String doc() {
        return "A file has this whole text, and this owner, group and mode.";
    }

    @Override
    public String example() {
        return """
                file: /etc/app.conf
                text: |
                  # whole
                  workers 4
                owner: root
                group: root
                permissions: 644
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.requiredPath("file");
        var text = wanted.lines("text");
        if (!wanted.has("text")) wanted.refuse("text", "the key is missing, want text: and the lines of the file");
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text.orElse("")))
            wanted.refuse("text", "found half a letter, want a text that UTF-8 can write");
        var rights = WantedRights.read(wanted);
        return look -> inspect(look, path, text.orElse(""), rights);
    }

    private static Findings inspect(Look look, String path, String text, WantedRights rights) {
        var findings = Findings.begin();
        if (!rights.known(look, findings)) return findings.end();
        hold(look, path, text, rights, findings);
        return findings.end();
    }

    /** Rights first, so that a text that others shall not read is written into a file that they cannot read. */
    static void hold(Look look, String path, String text, WantedRights rights, FindingsBuilder findings) {
        var file = TextFile.read(look, path);
        if (file instanceof TextFile.Unreadable(String why)) {
            findings.cannotTell(why);
            return;
        }
        if (file instanceof TextFile.Absent && !Paths.hasFolder(look, path)) {
            findings.byHand(path + " is not there", "there is no folder " + Paths.above(path));
            return;
        }
        look.files().entry(path).ifPresent(now -> rights.compare(path, now, look, findings));
        var wanted = inCharsetOf(file, text);
        var same = file instanceof TextFile.Text(String now, var charset) && now.equals(wanted);
        findings.that(
                same,
                path + " has the wanted content",
                path + (file instanceof TextFile.Absent ? " is not there" : " has another content than wanted"));
        if (!same) findings.change(file.becoming(path, wanted, rights.over(new Rights(0644, 0, 0), look), List.of()));
    }

    /** A file that is no UTF-8 is known letter by byte: so is then what takes its place. */
    private static String inCharsetOf(TextFile file, String text) {
        return file instanceof TextFile.Text(var now, var charset) && charset.equals(StandardCharsets.ISO_8859_1)
                ? new String(text.getBytes(StandardCharsets.UTF_8), charset)
                : text;
    }
}

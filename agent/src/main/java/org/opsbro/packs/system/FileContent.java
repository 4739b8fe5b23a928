package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/** A file that has this text and nothing else, in UTF-8, with its last line ended; or that is a copy of a file of the pack, byte for byte. */
@AutoService(RuleType.class)
public final class FileContent implements RuleType {
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    @Override
    public String name() {
        return "file-content";
    }

    @Override
    public String doc() {
        return "A file has this whole text, or that of a file of the pack, and this owner, group and mode.";
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
        var source = wanted.packFile("source");
        if (wanted.has("text") == wanted.has("source"))
            wanted.refuse(
                    "text",
                    "want either text: and the lines of the file, or source: and the name of a file of the pack");
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text.orElse("")))
            wanted.refuse("text", "found half a letter, want a text that UTF-8 can write");
        var rights = WantedRights.read(wanted);
        var bytes = text.orElse("").getBytes(StandardCharsets.UTF_8);
        return source.isEmpty()
                ? look -> inspect(look, path, bytes, rights)
                : look -> copied(look, path, source, rights);
    }

    private static Findings copied(Look look, String path, List<String> places, WantedRights rights) {
        for (var place : places) {
            var entry = look.files().entry(place);
            if (entry.isEmpty()) continue;
            if (entry.get().what() != What.FILE) return Findings.cannotTell(place + " is no file");
            var size = entry.get().stamp().sizeBytes();
            if (size > MOST_BYTES)
                return Findings.cannotTell(place + " has " + size + " bytes, want at most " + MOST_BYTES);
            return look.files()
                    .bytes(place)
                    .map(bytes -> inspect(look, path, bytes, rights))
                    .orElseGet(() -> Findings.cannotTell(place + " cannot be read"));
        }
        return Findings.cannotTell("there is no file " + String.join(", nor ", places));
    }

    private static Findings inspect(Look look, String path, byte[] content, WantedRights rights) {
        var findings = Findings.begin();
        if (!rights.known(look, findings)) return findings.end();
        hold(look, path, content, rights, findings);
        return findings.end();
    }

    /** Rights first, so that a text that others shall not read is written into a file that they cannot read. */
    static void hold(Look look, String path, byte[] content, WantedRights rights, FindingsBuilder findings) {
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
        var same = file instanceof TextFile.Text now && Arrays.equals(now.bytes(), content);
        findings.that(
                same,
                path + " has the wanted content",
                path + (file instanceof TextFile.Absent ? " is not there" : " has another content than wanted"));
        if (!same) findings.change(file.becoming(path, content, rights.over(new Rights(0644, 0, 0), look)));
    }
}

package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.automation.generators.Splice;
import org.opsbro.automation.generators.Splice.Marks;
import org.opsbro.automation.generators.Splice.Spliced;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Look;

/** The text between two marks of a file, the marks being lines. Marks that are not a pair are told, and nothing is written. */
@AutoService(RuleType.class)
public final class FileBlock implements RuleType {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}");
    private static final Pattern MARK = Pattern.compile("[!-~](?:[ -~]*[!-~])?");
    private static final Marks HARMLESS = new Marks("# BEGIN", "# END");

    @Override
    public String name() {
        return "file-block";
    }

    @Override
    public String doc() {
        return "A block of a file, between two marks, has this text, or is not there.";
    }

    @Override
    public String example() {
        return """
                file: /etc/app.conf
                name: limits
                text: |
                  workers 4
                  files 1024
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.requiredPath("file");
        var marks = marks(wanted);
        var text = wanted.lines("text");
        if (wanted.flag("absent", false)) return look -> inspect(look, path, marks, Optional.empty());
        if (!wanted.has("text")) wanted.refuse("text", "the key is missing, want text: and the lines of the block");
        return look -> inspect(look, path, marks, Optional.of(text.orElse("")));
    }

    private static Marks marks(Wanted wanted) {
        var name = wanted.text("name", NAME, "letters, digits, spaces and . _ -");
        var marks = wanted.texts("markers", MARK, "a line of ASCII letters without white space around it");
        if (wanted.has("name") == wanted.has("markers")) wanted.refuse("name", "want one of name: and markers:");
        if (wanted.has("markers") && (marks.size() != 2 || marks.getFirst().equals(marks.getLast())))
            wanted.refuse("markers", "want two lines that differ: that above the block, and that below it");
        return marks.size() == 2
                ? new Marks(marks.getFirst(), marks.getLast())
                : name.map(each -> new Marks("# BEGIN opsbro " + each, "# END opsbro " + each))
                        .orElse(HARMLESS);
    }

    private static Findings inspect(Look look, String path, Marks marks, Optional<String> text) {
        var file = TextFile.read(look, path);
        var hindrance = Edit.hindrance(look, path, file, text.isPresent());
        if (hindrance.isPresent()) return hindrance.get();
        var now = file instanceof TextFile.Text(String content, var charset)
                ? Optional.of(content.getBytes(charset))
                : Optional.<byte[]>empty();
        var lines = new RawLines(file.textOrEmpty());
        if (text.isEmpty() && at(lines, marks.start()) < 0 && at(lines, marks.end()) < 0)
            return Findings.begin().compliant(path + " has no such block").end();
        return switch (Splice.into(now, text.orElse(""), marks, Splice.Missing.CREATE)) {
            case Spliced.Refused(String why) -> Findings.cannotTell(path + ": " + why);
            case Spliced.Whole(byte[] bytes) -> {
                var after = decoded(file, bytes);
                yield told(path, file, marks, text.isPresent() ? after : without(after, marks), text.isPresent());
            }
        };
    }

    private static Findings told(String path, TextFile file, Marks marks, String after, boolean wanted) {
        var findings = Findings.begin()
                .that(
                        file.textOrEmpty().equals(after),
                        path + " has the wanted block",
                        path + (wanted ? " has not the wanted block below \"" : " has a block, want none below \"")
                                + marks.start() + "\"");
        return Edit.end(findings, file, path, after);
    }

    private static String decoded(TextFile file, byte[] bytes) {
        return file instanceof TextFile.Text(String content, var charset)
                ? new String(bytes, charset)
                : new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The marks of a block that is empty by now stand below one another. */
    private static String without(String text, Marks marks) {
        var lines = new RawLines(text);
        var start = at(lines, marks.start());
        lines.remove(start);
        lines.remove(start);
        return lines.text();
    }

    private static int at(RawLines lines, String mark) {
        for (var at = 0; at < lines.size(); at++) if (lines.line(at).strip().equals(mark)) return at;
        return -1;
    }
}

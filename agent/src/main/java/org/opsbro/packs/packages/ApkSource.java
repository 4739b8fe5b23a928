package org.opsbro.packs.packages;

import java.util.List;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.TextFile;
import org.opsbro.host.Look;

/** A repository of apk: a line of {@code /etc/apk/repositories}, and its key in {@code /etc/apk/keys} by the name that its signatures call. */
record ApkSource(Look look, Source source, FindingsBuilder findings) {
    private static final String LINES = "/etc/apk/repositories";

    Findings inspect() {
        if (!source.suite().isEmpty())
            return Findings.cannotTell("apk wants an address alone in url:, found also \"" + source.suite() + "\"");
        if (source.keyFile().isPresent()
                || source.key().isPresent() != source.keyName().isPresent())
            return Findings.cannotTell(
                    "apk takes keys from /etc/apk/keys by the names that signatures call: give key: and key_name:");
        if (!source.absent())
            source.keyName()
                    .ifPresent(name -> new SourceFiles(look, findings)
                            .hold("/etc/apk/keys/" + name, source.key().orElse("")));
        var file = TextFile.read(look, LINES);
        if (file instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var lines = file.lines();
        var there = lines.stream().anyMatch(this::isIt);
        var now = LINES + (there ? " has " : " has not ") + source.address();
        findings.that(there != source.absent(), now, now + (there ? ", want none" : ""));
        if (there == source.absent()) findings.change(file.becoming(LINES, changed(file.textOrEmpty(), lines)));
        return findings.end();
    }

    private boolean isIt(String line) {
        return line.strip().equals(source.address());
    }

    private String changed(String text, List<String> lines) {
        if (!source.absent())
            return text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + source.address() + "\n";
        var kept = lines.stream().filter(line -> !isIt(line)).toList();
        return kept.isEmpty() ? "" : String.join("\n", kept) + "\n";
    }
}

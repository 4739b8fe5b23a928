package org.opsbro.packs.system;

import java.util.Optional;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.TextFile;
import org.opsbro.host.Look;

/** What rules have in common that change a part of a file. */
final class Edit {
    private Edit() {}

    /** Why a file cannot be changed or, where something is to be added, made; empty if it can. */
    static Optional<Findings> hindrance(Look look, String path, TextFile file, boolean adds) {
        if (file instanceof TextFile.Unreadable(String why)) return Optional.of(Findings.cannotTell(why));
        return adds && file instanceof TextFile.Absent && !Paths.hasFolder(look, path)
                ? Optional.of(Findings.begin()
                        .byHand(path + " is not there", "there is no folder " + Paths.above(path))
                        .end())
                : Optional.empty();
    }

    /** The findings, and the change if something deviates; a text that the file cannot hold is a doubt. */
    static Findings end(FindingsBuilder findings, TextFile file, String path, String after) {
        if (!findings.deviates()) return findings.end();
        if (file instanceof TextFile.Text(String text, var charset)
                && !charset.newEncoder().canEncode(after))
            return findings.cannotTell(
                            path + " is written in " + charset.name() + ", which has not all letters that are wanted")
                    .end();
        return findings.change(file.becoming(path, after)).end();
    }
}

package org.opsbro.packs.packages;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.TextFile;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/** The files of a repository, each held whole, and the key that vouches for it. For one look. */
record SourceFiles(Look look, FindingsBuilder findings) {
    private static final int WRITABLE_BY_OTHERS = 022;

    /** A file with this text and nothing else, and the folder it is in. */
    void hold(String path, String wanted) {
        folder(path.substring(0, path.lastIndexOf('/')));
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

    private void folder(String path) {
        if (path.isEmpty() || look.files().entry(path).isPresent()) return;
        folder(path.substring(0, path.lastIndexOf('/')));
        findings.change(new Change.Folder(path, new Rights(0755, 0, 0)));
    }

    /** No file at all. */
    void drop(String path) {
        var entry = look.files().entry(path);
        if (entry.isEmpty()) findings.compliant(path + " is not there");
        else if (TextFile.read(look, path) instanceof TextFile.Unreadable(String why)) findings.cannotTell(why);
        else
            findings.deviation(path + " is there, want none")
                    .change(Change.Removal.of(path, entry.get(), TextFile.read(look, path)));
    }

    /**
     * The file with the key that vouches for a repository: the one that the rule names, or one that is held with the text of the rule; empty if it has
     * none.
     *
     * @param own where the text of the rule is kept
     */
    Optional<String> key(Source source, String own) {
        source.key().ifPresent(text -> hold(own, text));
        return source.key().map(text -> own).or(source::keyFile);
    }

    /** Why a key that is on the machine already may not vouch; empty if it may, or if there is none. */
    static Optional<String> objection(Look look, Source source) {
        return source.keyFile().flatMap(path -> objection(look, path, Set.copyOf(source.fingerprints())));
    }

    private static Optional<String> objection(Look look, String path, Set<String> may) {
        var entry = look.files().entry(path);
        if (entry.isEmpty()) return Optional.of("there is no key " + path + ": a rule before this one brings it");
        if (entry.get().what() != What.FILE) return Optional.of("the key " + path + " is no file");
        if (entry.get().uid() != 0 || (entry.get().mode() & WRITABLE_BY_OTHERS) != 0)
            return Optional.of("the key " + path + " can be changed by others than root");
        var keys = look.files().bytes(path).map(PgpKeys::of).orElse(List.of());
        if (keys.isEmpty()) return Optional.of(path + " holds no public key of OpenPGP");
        return PgpKeys.stranger(keys, may)
                .map(other -> path + " holds the key " + other + ", which is not one of fingerprint:");
    }
}

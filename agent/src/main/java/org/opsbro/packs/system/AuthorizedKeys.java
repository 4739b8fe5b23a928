package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.compliance.FindingsBuilder;

/** The lines of authorized_keys of a user, held key by key: what is wrong is told, and mended in the text. */
final class AuthorizedKeys {
    private final String user;
    private final Lines lines;
    private final FindingsBuilder findings;

    AuthorizedKeys(String user, String text, FindingsBuilder findings) {
        this.user = user;
        this.lines = new Lines(text);
        this.findings = findings;
    }

    String text() {
        return lines.text();
    }

    /**
     * Each line of the key has the wanted options: sshd goes on to the next line of the same key where the options of one refuse, so one loose line
     * undoes the strictness of all others.
     */
    void hold(PublicKey wanted) {
        var places = places(wanted);
        var wrong = places.stream()
                .filter(i -> !key(i).options().equals(wanted.options()))
                .toList();
        if (places.isEmpty()) {
            findings.deviation(user + " has not the key " + wanted.shown());
            lines.add(wanted.line());
        } else if (wrong.isEmpty()) {
            findings.compliant(user + " has the key " + wanted.shown());
        } else {
            for (var i : wrong)
                findings.deviation(user + " has the key " + wanted.shown() + " with " + options(key(i)) + ", want "
                        + options(wanted));
            var keep = wrong.size() == places.size() ? wrong.getFirst() : -1;
            if (keep >= 0)
                lines.set(
                        keep,
                        key(keep)
                                .withOptions(wanted.options(), wanted.comment())
                                .line());
            wrong.reversed().stream().filter(i -> i != keep).forEach(lines::remove);
        }
    }

    void drop(PublicKey unwanted) {
        var places = places(unwanted);
        findings.that(
                places.isEmpty(),
                user + " has not the key " + unwanted.shown(),
                user + " has the key " + unwanted.shown() + ", want it gone");
        places.reversed().forEach(lines::remove);
    }

    /** Comments stay; what sshd cannot read goes, for another version of it might. */
    void dropAllBut(List<PublicKey> wanted) {
        for (var i = lines.size() - 1; i >= 0; i--) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            var key = PublicKey.parse(line);
            if (key.isPresent() && wanted.stream().anyMatch(key.get()::sameKey)) continue;
            findings.deviation(
                    user + " has " + key.map(each -> "the key " + each.shown()).orElse("a line that is no key")
                            + ", which nobody wants");
            lines.remove(i);
        }
    }

    private static String options(PublicKey key) {
        return key.options().isEmpty() ? "no options" : "the options " + key.options();
    }

    private PublicKey key(int i) {
        return PublicKey.parse(lines.get(i)).orElseThrow();
    }

    private List<Integer> places(PublicKey wanted) {
        var places = new ArrayList<Integer>();
        for (var i = 0; i < lines.size(); i++)
            if (PublicKey.parse(lines.get(i)).filter(wanted::sameKey).isPresent()) places.add(i);
        return places;
    }
}

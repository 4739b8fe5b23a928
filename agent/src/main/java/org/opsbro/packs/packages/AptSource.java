package org.opsbro.packs.packages;

import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.host.Look;

/**
 * A repository of apt, as sources.list(5) has it: one file in {@code sources.list.d} named as the repository, and its key in {@code /etc/apt/keyrings}, which
 * vouches for this repository alone. A {@code NAME.list} that is there stays the one that is held; else it is {@code NAME.sources}. The lists are owed as long
 * as they do not have it, so that an update that failed, or that a crash prevented, is made up for.
 */
record AptSource(Look look, Source source, FindingsBuilder findings) {
    private static final String LISTS = "/var/lib/apt/lists/";
    private static final String QUOTED = "\\|{}[]<>\"^~_=!@#$%&*";

    Findings inspect() {
        var files = new SourceFiles(look, findings);
        var path = "/etc/apt/sources.list.d/" + source.name();
        var own = "/etc/apt/keyrings/" + source.name() + ".asc";
        if (source.absent()) {
            for (var each : new String[] {path + ".list", path + ".sources", own}) files.drop(each);
        } else {
            if (source.suite().isEmpty())
                return Findings.cannotTell(
                        "apt wants an address, a suite and components in url:, such as https://host/debian stable main");
            var misnamed = source.keyFile().flatMap(this::misnamed);
            if (misnamed.isPresent()) return Findings.cannotTell(misnamed.get());
            var key = files.key(source, own);
            if (look.files().entry(path + ".list").isPresent()) files.hold(path + ".list", oneLine(key));
            else files.hold(path + ".sources", stanza(key));
            if (!findings.deviates() && !isListed())
                findings.deviation("the lists of apt do not have " + source.address() + " " + source.suite());
        }
        if (findings.deviates())
            Managing.APT
                    .refresh()
                    .ifPresent(command -> findings.change(
                            new Change.Run("bring the lists of apt up to date", command, Optional.empty())));
        return findings.end();
    }

    /** apt takes a file for binary or armored by its name. */
    private Optional<String> misnamed(String key) {
        var binary = look.files()
                .bytes(key)
                .filter(bytes -> bytes.length > 0 && bytes[0] < 0)
                .isPresent();
        return binary == key.endsWith(".asc")
                ? Optional.of(
                        "apt wants the name of an armored key to end with .asc, and that of a binary one with .gpg: "
                                + key)
                : Optional.empty();
    }

    private String oneLine(Optional<String> key) {
        return "deb " + key.map(path -> "[signed-by=" + path + "] ").orElse("") + source.address() + " "
                + source.suite() + (source.components().isEmpty() ? "" : " " + source.components()) + "\n";
    }

    private String stanza(Optional<String> key) {
        return "Types: deb\nURIs: " + source.address() + "\nSuites: " + source.suite() + "\n"
                + (source.components().isEmpty() ? "" : "Components: " + source.components() + "\n")
                + key.map(path -> "Signed-By: " + path + "\n").orElse("");
    }

    /** Whether the lists have it; so many machines of containers have no lists at all that nothing is owed there. */
    private boolean isListed() {
        var all = look.files().names(LISTS.substring(0, LISTS.length() - 1));
        return all.stream().noneMatch(name -> name.endsWith("Release"))
                || Stream.of("InRelease", "Release").map(this::listed).anyMatch(all::contains);
    }

    /** As apt names what it has of an address: without its scheme, some letters in hexadecimal, slashes as _. */
    private String listed(String file) {
        var address = source.address() + (source.address().endsWith("/") ? "" : "/");
        var whole = address + (source.suite().endsWith("/") ? source.suite() : "dists/" + source.suite() + "/") + file;
        var name = new StringBuilder();
        for (var letter : whole.replaceFirst("^[a-z]+:(//)?", "").toCharArray())
            if (letter == '/') name.append('_');
            else if (QUOTED.indexOf(letter) < 0) name.append(letter);
            else name.append('%').append(Integer.toHexString(letter));
        return name.toString();
    }
}

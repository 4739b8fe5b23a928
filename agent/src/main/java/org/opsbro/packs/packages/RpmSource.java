package org.opsbro.packs.packages;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Look;

/**
 * A repository of dnf, yum or zypper: one file with one section, named as the repository, and its key beside those of the distribution. Packages must be
 * signed. dnf and yum take the key when they install; zypper asks a person, so for it the key is given to rpm at once.
 */
record RpmSource(Look look, Source source, FindingsBuilder findings) {
    private static final Command KNOWN = Command.of("rpm", "-q", "gpg-pubkey", "--qf", "%{VERSION}\\n");

    Findings inspect(String manager) {
        var zypper = manager.equals("zypper");
        var files = new SourceFiles(look, findings);
        var path = (zypper ? "/etc/zypp/repos.d/" : "/etc/yum.repos.d/") + source.name() + ".repo";
        var own = "/etc/pki/rpm-gpg/RPM-GPG-KEY-" + source.name();
        if (source.absent()) {
            files.drop(path);
            files.drop(own);
            return findings.end();
        }
        if (!source.suite().isEmpty())
            return Findings.cannotTell(
                    manager + " wants an address alone in url:, found also \"" + source.suite() + "\"");
        var key = files.key(source, own);
        files.hold(path, section(zypper, key));
        if (zypper) key.ifPresent(this::known);
        return findings.end();
    }

    private String section(boolean zypper, Optional<String> key) {
        return "[" + source.name() + "]\nname=" + source.name() + "\nbaseurl=" + source.address() + "\nenabled=1\n"
                + (zypper ? "autorefresh=1\n" : "") + "gpgcheck=1\n"
                + key.map(path -> "gpgkey=file://" + path + "\n").orElse("");
    }

    /** rpm names a key by the end of its fingerprint, and since version 6 by all of it. */
    private void known(String path) {
        var keys = source.key()
                .map(PgpKeys::ofText)
                .orElseGet(() -> look.files().bytes(path).map(PgpKeys::of).orElse(List.of()));
        if (!(look.ask(KNOWN) instanceof Outcome.Exited exited)) {
            findings.cannotTell("rpm does not tell which keys it has");
            return;
        }
        Set<String> versions = exited.output()
                .lines()
                .filter(line -> line.matches("[0-9a-f]{8,64}"))
                .collect(Collectors.toSet());
        var missing = keys.stream()
                .map(PgpKeys.Key::fingerprint)
                .filter(key -> versions.stream().noneMatch(key::endsWith))
                .toList();
        if (missing.isEmpty()) findings.compliant("rpm has the key of " + source.name());
        else
            findings.deviation("rpm has not the key " + String.join(", ", missing))
                    .change(new Change.Run(
                            "give rpm the key of " + source.name(),
                            Command.of("rpm", "--import", path),
                            Optional.empty()));
    }
}

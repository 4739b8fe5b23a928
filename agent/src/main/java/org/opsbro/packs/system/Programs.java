package org.opsbro.packs.system;

import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.host.Look;

/** Where the programs of the machine are, without starting one. */
final class Programs {
    private Programs() {}

    /** The path of a program; empty if none of the usual folders has it. */
    static Optional<String> find(Look look, String name) {
        return Stream.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/sbin/", "/usr/local/bin/")
                .map(folder -> folder + name)
                .filter(look.files()::exists)
                .findFirst();
    }
}

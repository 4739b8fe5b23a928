package org.opsbro.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the shell and the launcher tell through variables. */
public record Environment(Map<String, String> variables) {
    private static final String DATA = "/var/lib/opsbro";
    private static final int PLAIN_WIDTH = 80;

    public Environment {
        variables = Map.copyOf(variables);
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    public Path dataFolder() {
        return Path.of(find("OPSBRO_DATA_DIR").orElse(DATA));
    }

    public Path logFolder() {
        return Path.of(find("OPSBRO_LOG_DIR").orElse("/var/log/opsbro"));
    }

    public Path socket() {
        return dataFolder().resolve("opsbro.sock");
    }

    /** Whether standard output is a terminal: the launcher sets OPSBRO_TERMINAL to its columns then. */
    boolean terminal() {
        return find("OPSBRO_TERMINAL").isPresent();
    }

    int width() {
        return find("OPSBRO_TERMINAL")
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(Integer::parseInt)
                .filter(columns -> columns >= 20)
                .orElse(PLAIN_WIDTH);
    }
}

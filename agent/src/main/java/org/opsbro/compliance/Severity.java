package org.opsbro.compliance;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How much a deviation matters: its weight in the score, and the level in SARIF. */
public enum Severity {
    INFO(0),
    LOW(1),
    MEDIUM(3),
    HIGH(6),
    CRITICAL(10);

    private final int impact;

    Severity(int impact) {
        this.impact = impact;
    }

    public int impact() {
        return impact;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Severity> named(String word) {
        return Stream.of(values())
                .filter(each -> each.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}

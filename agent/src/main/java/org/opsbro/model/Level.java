package org.opsbro.model;

import java.util.Locale;
import java.util.Optional;

/** Where a pack comes from, weakest first: of two packs with one name, the later level wins whole. */
public enum Level {
    CORE,
    GLOBAL,
    ZONE,
    LOCAL;

    /** The word a person types: {@code core}, {@code global}, {@code zone}, {@code local}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Level> named(String word) {
        for (var level : values()) if (level.word().equals(word)) return Optional.of(level);
        return Optional.empty();
    }
}

package org.opsbro.cli.display;

import java.util.Locale;

/** The sign before a state, with the colour of the state. */
public enum Mark {
    OK("✓"),
    WARNING("‼"),
    BAD("✕"),
    LEFT("↓"),
    WAITING("…");

    private final String sign;

    Mark(String sign) {
        this.sign = sign;
    }

    /** The mark of a state word of any room: ok, alive, critical, not-eligible … */
    public static Mark of(String state) {
        return switch (state.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-')) {
            case "ok", "alive", "compliant", "fixed", "started", "recovered" -> OK;
            case "critical", "error", "dead", "failed", "lost" -> BAD;
            case "leave", "left", "stopped" -> LEFT;
            case "pending", "running", "initializing", "not-eligible", "not-detected", "disabled" -> WAITING;
            default -> WARNING;
        };
    }

    public String sign() {
        return sign;
    }

    /** A text in the colour of this mark. */
    public String colour(Paint paint, String text) {
        return switch (this) {
            case OK -> paint.ok(text);
            case WARNING -> paint.warning(text);
            case BAD -> paint.bad(text);
            case LEFT, WAITING -> paint.faint(text);
        };
    }

    /** {@code ✓ OK}, coloured. */
    public String with(Paint paint, String word) {
        return colour(paint, sign + " " + word);
    }
}

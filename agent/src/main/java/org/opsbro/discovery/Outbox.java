package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.List;

/** Gathers what one step of the mind asks of the live half. */
final class Outbox {
    private List<Effect> effects = new ArrayList<>();

    void add(Effect effect) {
        effects.add(effect);
    }

    void debug(String text) {
        add(new Effect.Log(Effect.Log.Level.DEBUG, text));
    }

    void info(String text) {
        add(new Effect.Log(Effect.Log.Level.INFO, text));
    }

    void warn(String text) {
        add(new Effect.Log(Effect.Log.Level.WARN, text));
    }

    List<Effect> taken() {
        if (effects.isEmpty()) return List.of();
        var taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}

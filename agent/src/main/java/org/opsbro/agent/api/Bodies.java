package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.wire.Request;

/** What calls have in common: bodies of JSON, limits, histories. */
final class Bodies {
    private static final int USUAL = 200;
    private static final int MOST = 10_000;

    private Bodies() {}

    /** @throws IllegalArgumentException if the body is no JSON object, which the caller is told */
    static Value.Fields fields(Request request) {
        try {
            return Json.readObject(request.text());
        } catch (Json.NotJson broken) {
            throw new IllegalArgumentException("want a JSON object as body: " + broken.getMessage(), broken);
        }
    }

    static String text(Value.Fields body, String key) {
        return find(body, key)
                .orElseThrow(() -> new IllegalArgumentException("want \"" + key + "\": \"…\" in the body"));
    }

    static Optional<String> find(Value.Fields body, String key) {
        return switch (body.get(key)) {
            case Value.Undefined absent -> Optional.empty();
            case Value.None none -> Optional.empty();
            case Value value -> Optional.of(value.display());
        };
    }

    static boolean isTrue(Value.Fields body, String key) {
        return body.get(key).equals(Value.TRUE);
    }

    /** {@code ?limit=N}: how many entries of a history. */
    static int limit(Request request) {
        return (int) number(request, "limit", USUAL, MOST);
    }

    static long number(Request request, String name, long fallback, long most) {
        var text = request.query(name);
        if (text.isEmpty()) return fallback;
        if (!text.get().matches("[0-9]{1,18}") || Long.parseLong(text.get()) > most)
            throw new IllegalArgumentException(
                    "want a number from 0 to " + most + " as " + name + ", found " + text.get());
        return Long.parseLong(text.get());
    }

    /** Entries of a history, oldest first, gathered by their moment: {@code [{"date": "…", "entries": […]}]}. */
    static Value history(List<Value.Fields> entries) {
        List<Value> moments = new ArrayList<>();
        List<Value> together = new ArrayList<>();
        for (var i = 0; i < entries.size(); i++) {
            together.add(entries.get(i));
            if (i + 1 < entries.size()
                    && entries.get(i + 1).get("at").equals(entries.get(i).get("at"))) continue;
            moments.add(Value.object()
                    .with("date", entries.get(i).get("at"))
                    .with("entries", new Value.Items(together))
                    .end());
            together = new ArrayList<>();
        }
        return new Value.Items(moments);
    }
}

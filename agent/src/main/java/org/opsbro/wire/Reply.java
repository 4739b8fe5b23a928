package org.opsbro.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * An answer, written whole.
 *
 * @param headers beside those that every answer has
 */
public record Reply(int status, String contentType, Map<String, String> headers, byte[] body) {
    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply json(Value value) {
        return json(200, value);
    }

    public static Reply json(int status, Value value) {
        return of(status, "application/json", Json.write(value));
    }

    public static Reply text(String text) {
        return of(200, "text/plain; charset=utf-8", text);
    }

    /** {@code {"error": reason}}: what was wrong and what to do. */
    public static Reply error(int status, String reason) {
        return json(status, Value.object().with("error", reason).end());
    }

    public static Reply notFound(String reason) {
        return error(404, reason);
    }

    public static Reply of(int status, String contentType, String body) {
        return new Reply(status, contentType, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    public Reply with(String header, String value) {
        var all = new HashMap<>(headers);
        all.put(header, value);
        return new Reply(status, contentType, all, body);
    }
}

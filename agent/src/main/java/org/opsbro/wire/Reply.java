package org.opsbro.wire;

import java.nio.charset.StandardCharsets;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** An answer, written whole. */
public record Reply(int status, String contentType, byte[] body) {
    public static Reply json(Value value) {
        return json(200, value);
    }

    public static Reply json(int status, Value value) {
        return new Reply(status, "application/json", Json.write(value).getBytes(StandardCharsets.UTF_8));
    }

    public static Reply text(String text) {
        return new Reply(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code {"error": reason}}: what was wrong and what to do. */
    public static Reply error(int status, String reason) {
        return json(status, Value.object().with("error", reason).end());
    }

    public static Reply notFound(String reason) {
        return error(404, reason);
    }
}

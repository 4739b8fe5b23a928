package org.opsbro.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * An answer, written whole, or one that goes on.
 *
 * @param headers beside those that every answer has
 * @param flow what follows the body, as long as it likes
 */
public record Reply(int status, String contentType, Map<String, String> headers, byte[] body, Optional<Flow> flow) {
    public Reply {
        headers = Map.copyOf(headers);
    }

    /** An answer that goes on. It runs on the thread of the call, which is interrupted when the caller is gone. */
    @FunctionalInterface
    public interface Flow {
        void write(Sink sink) throws IOException, InterruptedException;
    }

    /** Where it goes. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Returns when the caller took it: what is on its way to a slow one is never more than this.
         *
         * @throws IOException if it does not take it for half a minute
         */
        void send(byte[] piece) throws IOException, InterruptedException;
    }

    public static Reply flowing(String contentType, Flow flow) {
        return new Reply(200, contentType, Map.of(), new byte[0], Optional.of(flow));
    }

    public static Reply bytes(String contentType, byte[] body) {
        return new Reply(200, contentType, Map.of(), body, Optional.empty());
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
        return new Reply(status, contentType, Map.of(), body.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    public Reply with(String header, String value) {
        var all = new HashMap<>(headers);
        all.put(header, value);
        return new Reply(status, contentType, all, body, flow);
    }
}

package org.opsbro.wire;

import java.util.Map;
import java.util.Optional;

/**
 * A call, read whole.
 *
 * @param path decoded, without the query
 * @param variables the named parts of the route's path
 * @param query the last value of each name
 */
public record Request(
        String method,
        String path,
        Map<String, String> variables,
        Map<String, String> query,
        byte[] body,
        boolean local) {
    /** A part of the path that the route names. */
    public String variable(String name) {
        var value = variables.get(name);
        if (value == null) throw new IllegalArgumentException("the route has no part called " + name);
        return value;
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    public String text() {
        return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
}

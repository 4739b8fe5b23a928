package org.opsbro.agent.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.wire.Request;

/** What is said in a query and in a form, {@code application/x-www-form-urlencoded}, together. */
final class Forms {
    private static final int MOST = 1000;

    private Forms() {}

    /** All values of each name; those of the form after those of the query. */
    static Map<String, List<String>> said(Request request) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        request.query().forEach((name, values) -> said.put(name, new ArrayList<>(values)));
        var body = request.text();
        if (body.isBlank()) return said;
        var pairs = body.strip().split("&", MOST + 1);
        if (pairs.length > MOST) throw new IllegalArgumentException("want a form of up to " + MOST + " values");
        for (var pair : pairs) {
            var equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            said.computeIfAbsent(name, absent -> new ArrayList<>())
                    .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return said;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

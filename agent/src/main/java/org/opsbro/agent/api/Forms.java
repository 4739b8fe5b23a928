package org.opsbro.agent.api;

import java.io.ByteArrayOutputStream;
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

    /** A % that begins no escape stays: Grafana says names such as cpu_all.%user as they are. */
    private static String decoded(String text) {
        var bytes = new ByteArrayOutputStream();
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            if (letter == '%' && i + 2 < text.length() && hex(text, i + 1) >= 0) {
                bytes.write(hex(text, i + 1));
                i += 2;
            } else if (letter == '+') bytes.write(' ');
            else {
                var end = Character.isHighSurrogate(letter) && i + 1 < text.length() ? i + 2 : i + 1;
                bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The byte of two hexadecimal digits; -1 if they are none. */
    private static int hex(String text, int at) {
        var high = Character.digit(text.charAt(at), 16);
        var low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}

package org.opsbro.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.model.Value;

/** Texts as other languages write them. */
final class Codes {
    private static final Pattern NO_KEY = Pattern.compile("[ \\t\\n\\x0b\\f\\r/>=]");
    private static final Pattern ONE_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
    private static final String IN_URL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~";

    private Codes() {}

    static String html(String text) {
        return text.replace("&", "&amp;")
                .replace(">", "&gt;")
                .replace("<", "&lt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    static String attributes(Value dictionary, boolean spaceBefore) {
        if (!Pairs.has(dictionary)) throw new EvaluationException("xmlattr wants a dictionary");
        List<String> all = new ArrayList<>();
        for (var pair : Pairs.of(dictionary)) {
            if (pair.value() instanceof Value.None || pair.value() instanceof Value.Undefined) continue;
            var key = Display.str(pair.key());
            if (NO_KEY.matcher(key).find()) throw new EvaluationException("this is no name of an attribute: " + key);
            all.add(html(key) + "=\"" + html(Display.str(pair.value())) + "\"");
        }
        return (spaceBefore && !all.isEmpty() ? " " : "") + String.join(" ", all);
    }

    static String url(Value value) {
        var isText = value instanceof Value.Text;
        var isQuery = Pairs.has(value) || (!isText && isIterable(value));
        if (!isQuery) return url(Display.str(value), false);
        List<String> all = new ArrayList<>();
        for (var pair : Pairs.of(value))
            all.add(url(Display.str(pair.key()), true) + "=" + url(Display.str(pair.value()), true));
        return String.join("&", all);
    }

    private static boolean isIterable(Value value) {
        return value instanceof Value.Items || value instanceof Value.Tuple || value instanceof Value.Distinct;
    }

    private static String url(String text, boolean query) {
        var out = new StringBuilder();
        for (var octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0 && (IN_URL.indexOf(octet) >= 0 || (octet == '/' && !query))) out.append((char) octet);
            else if (octet == ' ' && query) out.append('+');
            else out.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
        }
        return out.toString();
    }

    static String shell(String text) {
        if (ONE_WORD.matcher(text).matches()) return text;
        return "'" + text.replace("'", "'\"'\"'") + "'";
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String fromBase64(String text) {
        try {
            return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw new EvaluationException("this is no Base64: " + wrong.getMessage());
        }
    }
}

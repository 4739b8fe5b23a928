package org.opsbro.detection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A GET without a body, as a web server hands it to a program by FastCGI (specification 1.0, sections 3.3 and 5), and what the program answers. */
final class FastCgi {
    private static final int HEAD = 8;
    private static final int BEGIN = 1;
    private static final int END = 3;
    private static final int PARAMETERS = 4;
    private static final int INPUT = 5;
    private static final int OUTPUT = 6;
    private static final int SHORT = 127;
    private static final byte[] RESPONDER = {0, 1, 0, 0, 0, 0, 0, 0};
    private static final Pattern STATUS = Pattern.compile("(?i)^Status: *([0-9]{3})", Pattern.MULTILINE);

    private FastCgi() {}

    /** What a program printed. */
    record Page(int status, String body) {}

    /** A request of {@code /status?json}; the connection ends with its answer. */
    static byte[] request(String uri) {
        var mark = uri.indexOf('?');
        var path = mark < 0 ? uri : uri.substring(0, mark);
        Map<String, String> given = new LinkedHashMap<>();
        given.put("SCRIPT_FILENAME", path);
        given.put("SCRIPT_NAME", path);
        given.put("REQUEST_URI", uri);
        given.put("QUERY_STRING", mark < 0 ? "" : uri.substring(mark + 1));
        given.put("REQUEST_METHOD", "GET");
        given.put("SERVER_PROTOCOL", "HTTP/1.0");
        var parameters = new ByteArrayOutputStream();
        given.forEach((name, value) -> pair(parameters, name.getBytes(UTF_8), value.getBytes(UTF_8)));
        var all = new ByteArrayOutputStream();
        record(all, BEGIN, RESPONDER);
        record(all, PARAMETERS, parameters.toByteArray());
        record(all, PARAMETERS, new byte[0]);
        record(all, INPUT, new byte[0]);
        return all.toByteArray();
    }

    private static void pair(ByteArrayOutputStream to, byte[] name, byte[] value) {
        length(to, name.length);
        length(to, value.length);
        to.writeBytes(name);
        to.writeBytes(value);
    }

    private static void length(ByteArrayOutputStream to, int length) {
        if (length > SHORT) {
            to.write(length >> 24 | 0x80);
            to.write(length >> 16);
            to.write(length >> 8);
        }
        to.write(length);
    }

    private static void record(ByteArrayOutputStream to, int type, byte[] content) {
        to.writeBytes(new byte[] {1, (byte) type, 0, 1, (byte) (content.length >> 8), (byte) content.length, 0, 0});
        to.writeBytes(content);
    }

    /**
     * The page in an answer, of which each letter is a byte.
     *
     * @throws IllegalArgumentException if it is no answer of FastCGI, or breaks off
     */
    static Page page(String answer) {
        var printed = new StringBuilder();
        var at = 0;
        while (at + HEAD <= answer.length() && answer.charAt(at) == 1) {
            var type = answer.charAt(at + 1);
            var length = answer.charAt(at + 4) << 8 | answer.charAt(at + 5);
            var end = at + HEAD + length;
            if (end > answer.length()) break;
            if (type == OUTPUT) printed.append(answer, at + HEAD, end);
            if (type == END) return page(printed);
            at = end + answer.charAt(at + 6);
        }
        throw new IllegalArgumentException(
                answer.isEmpty() ? "it answered nothing" : "its answer is none of FastCGI, or breaks off");
    }

    private static Page page(StringBuilder printed) {
        var all = new String(printed.toString().getBytes(ISO_8859_1), UTF_8).replace("\r\n", "\n");
        var head = all.indexOf("\n\n");
        if (head < 0) throw new IllegalArgumentException("its answer has no headers");
        var status = STATUS.matcher(all.substring(0, head));
        return new Page(status.find() ? Integer.parseInt(status.group(1)) : 200, all.substring(head + 2));
    }
}

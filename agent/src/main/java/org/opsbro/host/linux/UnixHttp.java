package org.opsbro.host.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.regex.Pattern;
import org.opsbro.host.Network.Answer;
import org.opsbro.host.Network.HttpCall;

/** HTTP over a Unix socket, {@code http://unix:PATH:/uri} as nginx writes it. It speaks HTTP/1.0, so that an answer ends with its connection and has no chunks. */
final class UnixHttp {
    private static final Pattern URL = Pattern.compile("http://unix:(/[^:]+):(/.*)");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");
    private static final int MOST_HEADERS = 200;
    private static final int LONGEST_LINE = 16 * 1024;

    private UnixHttp() {}

    static boolean isFor(HttpCall call) {
        return call.url().startsWith("http://unix:");
    }

    static Answer answer(HttpCall call) throws IOException {
        var place = URL.matcher(call.url());
        if (!place.matches()) return new Answer.NoAnswer("want http://unix:PATH-OF-SOCKET:/PATH, found " + call.url());
        try (var dialog = UnixDialog.open(place.group(1), call.timeout())) {
            dialog.say(request(call, place.group(2)).getBytes(UTF_8));
            var from = dialog.heard();
            var code = status(line(from));
            for (var headers = 0; !line(from).isEmpty(); headers++)
                if (headers > MOST_HEADERS) throw new ProtocolException("the answer has too many headers");
            return LinuxNetwork.received(code, from, call.maxBytes(), call.timeout(), UTF_8);
        }
    }

    private static String request(HttpCall call, String target) throws IOException {
        var text = new StringBuilder()
                .append(call.method())
                .append(' ')
                .append(target)
                .append(" HTTP/1.0\r\nHost: localhost\r\n");
        call.headers()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append("\r\n"));
        if (!call.body().isEmpty())
            text.append("Content-Length: ")
                    .append(call.body().getBytes(UTF_8).length)
                    .append("\r\n");
        // a line end in a header or in the path would begin another request
        if (text.toString().lines().anyMatch(String::isEmpty)) throw new ProtocolException("an empty line in a header");
        return text.append("\r\n").append(call.body()).toString();
    }

    private static int status(String line) throws IOException {
        var parts = STATUS.matcher(line);
        if (!parts.matches()) throw new ProtocolException("no HTTP: the answer begins with " + line);
        return Integer.parseInt(parts.group(1));
    }

    private static String line(InputStream from) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var letter = from.read(); letter != '\n'; letter = from.read()) {
            if (letter < 0) throw new ProtocolException("the answer ended in its headers");
            if (letter != '\r') line.write(letter);
            if (line.size() > LONGEST_LINE) throw new ProtocolException("the answer has too long a header");
        }
        return line.toString(ISO_8859_1);
    }
}

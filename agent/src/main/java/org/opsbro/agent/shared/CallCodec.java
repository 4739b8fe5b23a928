package org.opsbro.agent.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;

/**
 * A call of the API on its way to another agent, in frames whose first octet says what they are. There: {@link #CALL} with method, path, query and the length of
 * the body, then {@link #PIECE}s of it. Back: {@link #WAIT} now and then while it lasts, {@link #ANSWER} with status, content type and headers, {@link #PIECE}s,
 * {@link #END}.
 */
final class CallCodec {
    static final int CALL = 1;
    static final int PIECE = 2;
    static final int WAIT = 3;
    static final int ANSWER = 4;
    static final int END = 5;

    /** Bytes of a body there; what the API itself takes is less. */
    static final int MOST_BODY = 4 * 1024 * 1024;

    static final int PIECE_BYTES = 256 * 1024;
    private static final int MOST_NAMES = 64;
    private static final int MOST_TEXT = 8 * 1024;

    private CallCodec() {}

    /** A call without its body. */
    record Call(String method, String path, Map<String, List<String>> query, int bodyBytes) {}

    /** An answer without its body. */
    record Head(int status, String contentType, Map<String, String> headers) {}

    static byte[] call(Request request) {
        var out = new ByteWriter()
                .octet(CALL)
                .text(request.method())
                .text(request.path())
                .number(request.body().length)
                .number(request.query().size());
        request.query().forEach((name, values) -> out.text(name).texts(values));
        return out.bytes();
    }

    /** @throws Malformed if it is none */
    static Call call(byte[] frame) {
        var in = new ByteReader(frame);
        if (in.octet("the kind") != CALL) throw new Malformed("a frame that is no call");
        var method = in.text("the method", 16);
        var path = in.text("the path", MOST_TEXT);
        var body = in.number("the length of the body");
        if (body < 0 || body > MOST_BODY) throw new Malformed("a body of " + body + " bytes");
        Map<String, List<String>> query = new TreeMap<>();
        for (var left = count(in); left > 0; left--)
            query.put(in.text("a name", MOST_TEXT), in.texts("the values", MOST_NAMES, MOST_TEXT));
        in.end();
        return new Call(method, path, query, body);
    }

    static byte[] head(Reply reply) {
        var out = new ByteWriter()
                .octet(ANSWER)
                .number(reply.status())
                .text(reply.contentType())
                .number(reply.headers().size());
        reply.headers().forEach((name, value) -> out.text(name).text(value));
        return out.bytes();
    }

    /** @throws Malformed if it is none */
    static Head head(byte[] frame) {
        var in = new ByteReader(frame);
        if (in.octet("the kind") != ANSWER) throw new Malformed("a frame that is no answer");
        var status = in.number("the status");
        var type = in.text("the type", MOST_TEXT);
        Map<String, String> headers = new TreeMap<>();
        for (var left = count(in); left > 0; left--)
            headers.put(in.text("a header", MOST_TEXT), in.text("its value", MOST_TEXT));
        in.end();
        return new Head(status, type, headers);
    }

    private static int count(ByteReader in) {
        var count = in.number("how many");
        if (count < 0 || count > MOST_NAMES) throw new Malformed("there are " + count + ", want " + MOST_NAMES);
        return count;
    }

    /** A frame that carries nothing but its kind. */
    static byte[] bare(int kind) {
        return new byte[] {(byte) kind};
    }

    static List<byte[]> pieces(byte[] body) {
        List<byte[]> all = new ArrayList<>();
        for (var from = 0; from < body.length; from += PIECE_BYTES) {
            var length = Math.min(PIECE_BYTES, body.length - from);
            var frame = new byte[1 + length];
            frame[0] = PIECE;
            System.arraycopy(body, from, frame, 1, length);
            all.add(frame);
        }
        return all;
    }
}

package org.opsbro.automation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text that comes in pieces of bytes, cut anywhere: a character cut in two waits for its rest; what is no UTF-8 becomes U+FFFD. */
public final class Utf8Pieces {
    private static final int LONGEST_CHARACTER = 4;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] waiting = {};

    /** The text up to and with this piece; may be empty. */
    public String add(byte[] piece) {
        return decode(piece, false);
    }

    /** What still waited. */
    public String end() {
        return decode(new byte[0], true);
    }

    private String decode(byte[] piece, boolean last) {
        var from = ByteBuffer.allocate(waiting.length + piece.length)
                .put(waiting)
                .put(piece)
                .flip();
        var to = CharBuffer.allocate(from.remaining() + LONGEST_CHARACTER);
        decoder.decode(from, to, last);
        if (last) decoder.flush(to);
        waiting = new byte[from.remaining()];
        from.get(waiting);
        return to.flip().toString();
    }
}

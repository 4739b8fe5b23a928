package org.opsbro.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes the values that {@link ByteWriter} put, none longer than its caller allows; whatever has another form is {@link Malformed}. */
public final class ByteReader {
    private final ByteBuffer bytes;

    public ByteReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    public int octet(String what) {
        need(1, what);
        return bytes.get() & 0xff;
    }

    public boolean flag(String what) {
        var value = octet(what);
        if (value > 1) throw new Malformed(what + " is " + value + ", want 0 or 1");
        return value == 1;
    }

    public int number(String what) {
        need(Integer.BYTES, what);
        return bytes.getInt();
    }

    public long longNumber(String what) {
        need(Long.BYTES, what);
        return bytes.getLong();
    }

    public byte[] block(String what, int most) {
        var length = count(what, most);
        need(length, what);
        var block = new byte[length];
        bytes.get(block);
        return block;
    }

    public String text(String what, int most) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(block(what, most)))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new Malformed(what + " is no UTF-8");
        }
    }

    public List<String> texts(String what, int most, int longest) {
        var count = count(what, most);
        List<String> all = new ArrayList<>();
        for (var i = 0; i < count; i++) all.add(text(what, longest));
        return all;
    }

    /** So many bytes, of which no length is told. */
    public byte[] raw(String what, int length) {
        need(length, what);
        var raw = new byte[length];
        bytes.get(raw);
        return raw;
    }

    /** All that is left. */
    public byte[] rest(String what, int most) {
        if (bytes.remaining() > most)
            throw new Malformed(what + " has " + bytes.remaining() + " bytes, want at most " + most);
        var rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }

    public void end() {
        if (bytes.hasRemaining()) throw new Malformed(bytes.remaining() + " bytes too many at the end");
    }

    private int count(String what, int most) {
        var count = number(what);
        if (count < 0 || count > most)
            throw new Malformed(what + " has the length " + Integer.toUnsignedString(count) + ", want at most " + most);
        return count;
    }

    private void need(int length, String what) {
        if (bytes.remaining() < length) throw new Malformed("cut short at " + what);
    }
}

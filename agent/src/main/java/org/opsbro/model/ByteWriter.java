package org.opsbro.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts values one behind the other, in network order; each value has exactly one form. */
public final class ByteWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public ByteWriter octet(int value) {
        bytes.write(value);
        return this;
    }

    public ByteWriter flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    public ByteWriter number(int value) {
        return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    public ByteWriter number(long value) {
        return raw(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    /** Its length in four bytes, then the bytes. */
    public ByteWriter block(byte[] value) {
        return number(value.length).raw(value);
    }

    public ByteWriter text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    public ByteWriter texts(List<String> values) {
        number(values.size());
        values.forEach(this::text);
        return this;
    }

    public ByteWriter raw(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }
}

package org.opsbro.discovery;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes Protobuf's encoding (protobuf.dev/programming-guides/encoding). Fields that hold their default, zero or empty, are left out. */
final class ProtoWriter {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private byte[] bytes;
    private int size;

    ProtoWriter(int likely) {
        bytes = new byte[Math.max(16, likely)];
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    byte[] buffer() {
        return bytes;
    }

    void number(int field, long value) {
        if (value == 0) return;
        tag(field, VARINT);
        varint(value);
    }

    void flag(int field, boolean value) {
        number(field, value ? 1 : 0);
    }

    void fixed64(int field, long value) {
        if (value == 0) return;
        tag(field, FIXED64);
        room(8);
        put64(value);
    }

    void text(int field, String value) {
        if (!value.isEmpty()) bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes it even when it is empty: for entries of lists. */
    void bytes(int field, byte[] value) {
        tag(field, BYTES);
        varint(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** A packed list of fixed 64-bit numbers. */
    void packed64(int field, long[] values) {
        if (values.length == 0) return;
        tag(field, BYTES);
        varint(8L * values.length);
        room(8 * values.length);
        for (var value : values) put64(value);
    }

    /** Opens a message inside this one; give what it returns to {@link #end}. */
    int begin(int field) {
        tag(field, BYTES);
        room(1);
        return size++;
    }

    void end(int begun) {
        var length = size - begun - 1;
        var extra = varintSize(length) - 1;
        room(extra);
        System.arraycopy(bytes, begun + 1, bytes, begun + 1 + extra, length);
        size = begun;
        varint(length);
        size += length;
    }

    private void tag(int field, int type) {
        varint(((long) field << 3) | type);
    }

    private void varint(long value) {
        room(10);
        while ((value & ~0x7fL) != 0) {
            bytes[size++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        bytes[size++] = (byte) value;
    }

    static int varintSize(long value) {
        var count = 1;
        while ((value >>>= 7) != 0) count++;
        return count;
    }

    private void put64(long value) {
        for (var i = 0; i < 64; i += 8) bytes[size++] = (byte) (value >>> i);
    }

    private void room(int more) {
        if (size + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
}

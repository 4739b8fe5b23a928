package org.opsbro.discovery;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Protobuf's encoding and trusts nothing: each length is checked against what is there and against the caller's limit before anything is made of
 * it. Call {@link #next}, look at {@link #field}, then read the value or {@link #skip} it; a field unknown to us is skipped.
 */
final class ProtoReader {
    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int type;

    ProtoReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    static ProtoReader of(byte[] bytes) {
        return new ProtoReader(bytes, 0, bytes.length);
    }

    /** Goes to the next field; false at the end. */
    boolean next() {
        if (at == end) return false;
        var tag = varint();
        field = (int) (tag >>> 3);
        type = (int) tag & 7;
        if (tag >>> 32 != 0 || field == 0) throw new BadMessage("the tag " + tag + " is no field");
        return true;
    }

    int field() {
        return field;
    }

    int position() {
        return at;
    }

    void skip() {
        switch (type) {
            case ProtoWriter.VARINT -> varint();
            case ProtoWriter.FIXED64 -> take(8);
            case ProtoWriter.BYTES -> take(length(end - at, "a field unknown here"));
            case ProtoWriter.FIXED32 -> take(4);
            default -> throw new BadMessage("field " + field + " has the type " + type + ", want 0, 1, 2 or 5");
        }
    }

    /** A number from 0 to most. */
    long number(long most, String what) {
        want(ProtoWriter.VARINT, what);
        var value = varint();
        if (value < 0 || value > most)
            throw new BadMessage(what + " is " + Long.toUnsignedString(value) + ", want at most " + most);
        return value;
    }

    int count(int most, String what) {
        return (int) number(most, what);
    }

    /** Any 32 bits. */
    int bits32(String what) {
        return (int) number(0xffff_ffffL, what);
    }

    boolean flag(String what) {
        return number(1, what) == 1;
    }

    long fixed64(String what) {
        want(ProtoWriter.FIXED64, what);
        return get64(take(8));
    }

    byte[] bytes(int most, String what) {
        want(ProtoWriter.BYTES, what);
        var length = length(most, what);
        var from = take(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** UTF-8 without control characters. */
    String text(int most, String what) {
        want(ProtoWriter.BYTES, what);
        var length = length(most, what);
        var text = decoded(take(length), length, what);
        for (var i = 0; i < text.length(); i++)
            if (Character.isISOControl(text.charAt(i))) throw new BadMessage(what + " has a control character");
        return text;
    }

    /** UTF-8 with whatever characters. */
    String freeText(int most, String what) {
        want(ProtoWriter.BYTES, what);
        var length = length(most, what);
        return decoded(take(length), length, what);
    }

    ProtoReader message(int most, String what) {
        want(ProtoWriter.BYTES, what);
        var length = length(most, what);
        var from = take(length);
        return new ProtoReader(bytes, from, from + length);
    }

    /** A packed list of fixed 64-bit numbers. */
    long[] packed64(int most, String what) {
        want(ProtoWriter.BYTES, what);
        var length = length(8 * most, what);
        if (length % 8 != 0) throw new BadMessage(what + " has " + length + " bytes, want a multiple of 8");
        var from = take(length);
        var values = new long[length / 8];
        for (var i = 0; i < values.length; i++) values[i] = get64(from + 8 * i);
        return values;
    }

    private String decoded(int from, int length, String what) {
        for (var i = from; i < from + length; i++) if (bytes[i] < 0) return strict(from, length, what);
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private String strict(int from, int length, String what) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new BadMessage(what + " is not UTF-8");
        }
    }

    private void want(int wanted, String what) {
        if (type != wanted)
            throw new BadMessage(what + " (field " + field + ") has the type " + type + ", want " + wanted);
    }

    private int length(int most, String what) {
        var length = varint();
        if (length < 0 || length > end - at)
            throw new BadMessage(
                    what + " says it has " + Long.toUnsignedString(length) + " bytes, " + (end - at) + " are there");
        if (length > most) throw new BadMessage(what + " has " + length + " bytes, want at most " + most);
        return (int) length;
    }

    private int take(int length) {
        if (length > end - at) throw new BadMessage("field " + field + " is cut short");
        var from = at;
        at += length;
        return from;
    }

    private long varint() {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7) {
            if (at == end) throw new BadMessage("a number is cut short");
            var next = bytes[at++];
            if (shift == 63 && next > 1) break;
            value |= (next & 0x7fL) << shift;
            if (next >= 0) return value;
        }
        throw new BadMessage("a number has more than 64 bits");
    }

    private long get64(int from) {
        var value = 0L;
        for (var i = 7; i >= 0; i--) value = (value << 8) | (bytes[from + i] & 0xff);
        return value;
    }
}

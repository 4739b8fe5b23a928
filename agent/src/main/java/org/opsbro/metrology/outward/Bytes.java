package org.opsbro.metrology.outward;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.opsbro.metrology.codec.DecimalForm;

/** Bytes one after the other, in an array that grows; numbers as digits and as Protobuf has them. */
final class Bytes {
    private static final int MOST_DIGITS = 20;
    private static final int VARINT = 10;
    /** Of ten, as many as a long has. */
    private static final long[] POWERS =
            LongStream.iterate(1, power -> 10 * power).limit(19).toArray();

    private byte[] bytes;
    private int size;

    Bytes(int likely) {
        bytes = new byte[Math.max(MOST_DIGITS, likely)];
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    void clear() {
        size = 0;
    }

    private void room(int more) {
        if (bytes.length - size < more) bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }

    Bytes octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    Bytes add(byte[] more) {
        return add(more, 0, more.length);
    }

    Bytes add(byte[] from, int at, int length) {
        room(length);
        System.arraycopy(from, at, bytes, size, length);
        size += length;
        return this;
    }

    Bytes text(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole number in digits. */
    Bytes digits(long number) {
        if (number == Long.MIN_VALUE) return text(Long.toString(number));
        if (number < 0) octet('-');
        return digits(Math.abs(number), 1);
    }

    /** So many digits at least. */
    private Bytes digits(long number, int least) {
        var count = least;
        while (count < POWERS.length && number >= POWERS[count]) count++;
        room(count);
        var left = number;
        for (var at = size + count - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        size += count;
        return this;
    }

    /** A number as it is read back to the bit, without allocation where it is a decimal of up to nine places. */
    Bytes decimal(double value) {
        var places = DecimalForm.places(value);
        if (places < 0) return text(Double.toString(value));
        var number = DecimalForm.number(value, places);
        if (places == 0) return digits(number);
        if (number < 0) octet('-');
        var power = POWERS[places];
        digits(Math.abs(number) / power, 1).octet('.');
        return digits(Math.abs(number) % power, places);
    }

    /** A sample in text: what comes before the value, the value, a space, seconds since 1970, a line end. */
    void line(byte[] name, long second, double value) {
        add(name).decimal(value).octet(' ').digits(second).octet('\n');
    }

    Bytes varint(long value) {
        room(VARINT);
        var left = value;
        for (; (left & ~0x7fL) != 0; left >>>= 7) bytes[size++] = (byte) (left | 0x80);
        bytes[size++] = (byte) left;
        return this;
    }

    /** Eight bytes, the lowest first. */
    Bytes fixed64(long value) {
        room(Long.BYTES);
        for (var shift = 0; shift < Long.SIZE; shift += Byte.SIZE) bytes[size++] = (byte) (value >>> shift);
        return this;
    }

    static int varintSize(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }
}

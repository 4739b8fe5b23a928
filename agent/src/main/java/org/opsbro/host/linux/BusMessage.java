package org.opsbro.host.linux;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A message that came over D-Bus, as far as it matters here: D-Bus Specification 0.43, "Message Format".
 *
 * @param answers the serial of the call that it answers; 0 for none
 * @param error the name of the error it tells; empty for none
 * @param body read on with {@link Body}
 */
record BusMessage(int answers, String error, Body body) {
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final int FIXED = 16;
    private static final int FIELDS_AT = 12;
    private static final int BODY_SIZE_AT = 4;
    private static final int ERROR_NAME = 4;
    private static final int REPLY_SERIAL = 5;
    private static final int HEADER_ALIGNMENT = 8;

    /** @throws IOException if it ends early, or is none */
    static BusMessage read(InputStream from) throws IOException {
        var fixed = bytes(from, FIXED).order(ByteOrder.LITTLE_ENDIAN);
        var order = switch (fixed.get(0)) {
            case 'l' -> ByteOrder.LITTLE_ENDIAN;
            case 'B' -> ByteOrder.BIG_ENDIAN;
            default -> throw new IOException("found no message of D-Bus");
        };
        fixed.order(order);
        // the fields begin at 16, a multiple of their alignment, so that they can be read as if at 0
        var fields = new Body(bytes(from, padded(fixed.getInt(FIELDS_AT))).order(order));
        var body = new Body(bytes(from, fixed.getInt(BODY_SIZE_AT)).order(order));
        return understood(() -> of(fields, fixed.getInt(FIELDS_AT), body));
    }

    private static ByteBuffer bytes(InputStream from, int count) throws IOException {
        if (count < 0 || count > MOST_BYTES) throw new IOException("a message of D-Bus has " + count + " bytes");
        var bytes = from.readNBytes(count);
        if (bytes.length < count) throw new EOFException("the connection ended");
        return ByteBuffer.wrap(bytes);
    }

    private static int padded(int size) {
        return Math.addExact(size, HEADER_ALIGNMENT - 1) / HEADER_ALIGNMENT * HEADER_ALIGNMENT;
    }

    private static BusMessage of(Body fields, int size, Body body) {
        var answers = 0;
        var error = "";
        while (fields.at() < size) {
            fields.align(HEADER_ALIGNMENT);
            var code = fields.one();
            var signature = fields.signature();
            switch (signature) {
                case "u" -> {
                    var number = fields.number();
                    if (code == REPLY_SERIAL) answers = number;
                }
                case "s", "o" -> {
                    var text = fields.text();
                    if (code == ERROR_NAME) error = text;
                }
                case "g" -> fields.signature();
                default -> throw new IllegalArgumentException(signature);
            }
        }
        return new BusMessage(answers, error, body);
    }

    /** What a thought makes of bytes that came from others. */
    static <T> T understood(Supplier<T> thought) throws IOException {
        try {
            return thought.get();
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw new IOException("found a message of D-Bus that is not as it should be", wrong);
        }
    }

    /** Values one after the other, each at its alignment; what is not there is one of the exceptions of {@link #understood}. */
    record Body(ByteBuffer bytes) {
        int at() {
            return bytes.position();
        }

        void align(int alignment) {
            bytes.position((bytes.position() + alignment - 1) / alignment * alignment);
        }

        int one() {
            return Byte.toUnsignedInt(bytes.get());
        }

        int number() {
            align(Integer.BYTES);
            return bytes.getInt();
        }

        /** Of a text or of the path of an object. */
        String text() {
            return letters(number());
        }

        String signature() {
            return letters(one());
        }

        private String letters(int count) {
            if (count < 0 || count > bytes.remaining()) throw new BufferUnderflowException();
            var letters = new byte[count];
            bytes.get(letters);
            bytes.get(); // the NUL behind it
            return new String(letters, StandardCharsets.UTF_8);
        }
    }
}

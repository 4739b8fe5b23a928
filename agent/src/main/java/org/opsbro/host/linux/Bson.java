package org.opsbro.host.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.opsbro.model.Value;

/**
 * Documents of BSON 1.1 (bsonspec.org). Read: dates are milliseconds since 1970, timestamps seconds, object ids and binaries hexadecimal texts but for binaries of the general kind,
 * which are UTF-8; what JSON has no word for is absent.
 */
final class Bson {
    private static final int DEEPEST = 50;
    private static final int MOST_VALUES = 50_000;
    private static final int OBJECT_ID = 12;
    private static final int DECIMAL = 16;
    private static final HexFormat HEX = HexFormat.of();

    private final ByteBuffer from;
    private int values;

    private Bson(ByteBuffer from) {
        this.from = from;
    }

    // ---- reading

    /**
     * Reads a document.
     *
     * @throws IOException if it is none
     */
    static Value.Fields read(byte[] bytes) throws IOException {
        var reader = new Bson(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        try {
            var document = reader.document(0);
            if (reader.from.hasRemaining()) throw new IOException("found more than one document of BSON");
            return document;
        } catch (BufferUnderflowException | IllegalArgumentException cut) {
            throw new IOException("found a document of BSON that is cut short", cut);
        }
    }

    private Value.Fields document(int depth) throws IOException {
        if (depth > DEEPEST) throw new IOException("found a document of BSON that is deeper than " + DEEPEST);
        var end = from.position() + from.getInt() - 1;
        if (end < from.position() || end >= from.limit()) throw new IOException("found no document of BSON");
        var fields = Value.object();
        while (from.position() < end) {
            var type = from.get();
            var key = key();
            var value = value(type, depth);
            if (!(value instanceof Value.Undefined)) fields.with(key, value);
        }
        if (from.position() != end || from.get() != 0)
            throw new IOException("found a document of BSON without its end");
        return fields.end();
    }

    private Value value(byte type, int depth) throws IOException {
        if (++values > MOST_VALUES) throw new IOException("found BSON of more than " + MOST_VALUES + " values");
        return switch (type) {
            case 0x01 -> Value.of(from.getDouble());
            case 0x02 -> Value.of(text());
            case 0x03 -> document(depth + 1);
            case 0x04 -> items(document(depth + 1));
            case 0x05 -> binary();
            case 0x06, (byte) 0xff, 0x7f -> Value.UNDEFINED; // undefined, and the least and the most key
            case 0x07 -> Value.of(HEX.formatHex(bytes(OBJECT_ID)));
            case 0x08 -> Value.of(from.get() != 0);
            case 0x09, 0x12 -> Value.of(from.getLong());
            case 0x0a -> Value.NONE;
            case 0x0b -> {
                key();
                key();
                yield Value.UNDEFINED; // a regular expression
            }
            case 0x0d, 0x0e -> Value.of(text());
            case 0x10 -> Value.of((long) from.getInt());
            case 0x11 -> Value.of(from.getLong() >>> Integer.SIZE);
            case 0x13 -> {
                bytes(DECIMAL);
                yield Value.UNDEFINED;
            }
            default -> throw new IOException("found a value of BSON of the unknown type " + type);
        };
    }

    private Value items(Value.Fields numbered) {
        List<Value> all = new ArrayList<>();
        numbered.forEach((number, value) -> all.add(value));
        return new Value.Items(all);
    }

    private Value binary() {
        var size = from.getInt();
        var kind = from.get();
        var bytes = bytes(size);
        return Value.of(kind == 0 ? new String(bytes, StandardCharsets.UTF_8) : HEX.formatHex(bytes));
    }

    private String text() throws IOException {
        var size = from.getInt();
        if (size < 1) throw new IOException("found a text of BSON with " + size + " bytes");
        var text = new String(bytes(size - 1), StandardCharsets.UTF_8);
        from.get();
        return text;
    }

    private String key() {
        var begin = from.position();
        while (from.get() != 0) {} // a BufferUnderflowException where it does not end
        var bytes = new byte[from.position() - 1 - begin];
        from.get(begin, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] bytes(int count) {
        if (count < 0 || count > from.remaining()) throw new BufferUnderflowException();
        var bytes = new byte[count];
        from.get(bytes);
        return bytes;
    }

    // ---- writing

    /** Writes numbers, texts, truths and documents of them. */
    static byte[] write(Value.Fields fields) {
        return document(body(fields));
    }

    /** The same, with bytes under {@code payload} behind all else. */
    static byte[] write(Value.Fields fields, byte[] payload) {
        var body = body(fields);
        head(body, 0x05, "payload");
        number(body, payload.length, Integer.BYTES);
        body.write(0);
        body.writeBytes(payload);
        return document(body);
    }

    private static ByteArrayOutputStream body(Value.Fields fields) {
        var body = new ByteArrayOutputStream();
        fields.forEach((key, value) -> write(body, key, value));
        return body;
    }

    private static void write(ByteArrayOutputStream body, String key, Value value) {
        switch (value) {
            case Value.Int(long number)
            when number == (int) number -> {
                head(body, 0x10, key);
                number(body, number, Integer.BYTES);
            }
            case Value.Int(long number) -> {
                head(body, 0x12, key);
                number(body, number, Long.BYTES);
            }
            case Value.Bool(boolean isTrue) -> {
                head(body, 0x08, key);
                body.write(isTrue ? 1 : 0);
            }
            case Value.Text(String text) -> {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                head(body, 0x02, key);
                number(body, bytes.length + 1, Integer.BYTES);
                body.writeBytes(bytes);
                body.write(0);
            }
            case Value.Fields inner -> {
                head(body, 0x03, key);
                body.writeBytes(write(inner));
            }
            default -> throw new IllegalArgumentException("no word of BSON for " + value);
        }
    }

    private static void head(ByteArrayOutputStream body, int type, String key) {
        if (key.indexOf(0) >= 0) throw new IllegalArgumentException("a key of BSON with a zero");
        body.write(type);
        body.writeBytes(key.getBytes(StandardCharsets.UTF_8));
        body.write(0);
    }

    private static void number(ByteArrayOutputStream body, long number, int bytes) {
        for (var i = 0; i < bytes; i++) body.write((int) (number >>> (i * Byte.SIZE)));
    }

    private static byte[] document(ByteArrayOutputStream body) {
        var whole = new ByteArrayOutputStream();
        number(whole, body.size() + Integer.BYTES + 1, Integer.BYTES);
        whole.writeBytes(body.toByteArray());
        whole.write(0);
        return whole.toByteArray();
    }
}

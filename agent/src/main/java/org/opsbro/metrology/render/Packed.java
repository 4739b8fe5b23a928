package org.opsbro.metrology.render;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.opsbro.model.Value;

/**
 * Series as graphite-web hands them to another one, as Python's pickle and as MessagePack: a list of objects with {@code name, start, end, step, values, pathExpression,
 * valuesPerPoint, consolidationFunc, xFilesFactor}, and nothing that would call code.
 */
public final class Packed {
    private Packed() {}

    /** What both forms say; a list and an object have as many values as they say. */
    private interface Form {
        void list(int size) throws IOException;

        void endOfList() throws IOException;

        void fields(int size) throws IOException;

        void endOfFields() throws IOException;

        void text(String text) throws IOException;

        void whole(long number) throws IOException;

        void real(double number) throws IOException;

        void absent() throws IOException;

        void flag(boolean flag) throws IOException;
    }

    /** By protocol 2, which Python reads since 2.3. */
    static void pickle(List<Curve> curves, OutputStream out) throws IOException {
        try (var form = new Pickled(out)) {
            write(curves, form);
        }
    }

    static void msgpack(List<Curve> curves, OutputStream out) throws IOException {
        write(curves, new Messages(out));
    }

    /** Any value. */
    public static byte[] msgpack(Value value) {
        var bytes = new ByteArrayOutputStream();
        try {
            write(value, new Messages(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(Value value, Form form) throws IOException {
        switch (value) {
            case Value.Fields fields -> {
                form.fields(fields.keys().size());
                for (var key : fields.keys()) {
                    form.text(key);
                    write(fields.get(key), form);
                }
                form.endOfFields();
            }
            case Value.Items(var all) -> {
                form.list(all.size());
                for (var each : all) write(each, form);
                form.endOfList();
            }
            case Value.Int(var number) -> form.whole(number);
            case Value.Real(var number) -> form.real(number);
            case Value.Bool(var flag) -> form.flag(flag);
            case Value.Text(var text) -> form.text(text);
            case Value.None ignored -> form.absent();
            case Value.Undefined ignored -> form.absent();
            case Value.Tuple ignored -> throw notPlain(value);
            case Value.Distinct ignored -> throw notPlain(value);
            case Value.Dict ignored -> throw notPlain(value);
        }
    }

    private static IllegalArgumentException notPlain(Value value) {
        return new IllegalArgumentException(value.display() + " is nothing that JSON has");
    }

    private static void write(List<Curve> curves, Form form) throws IOException {
        form.list(curves.size());
        for (var curve : curves) {
            form.fields(9);
            form.text("name");
            form.text(curve.name());
            form.text("start");
            form.whole(curve.start());
            form.text("end");
            form.whole(curve.end());
            form.text("step");
            form.whole(curve.step());
            form.text("values");
            form.list(curve.size());
            for (var value : curve.values()) {
                if (Double.isNaN(value)) form.absent();
                else form.real(value);
            }
            form.endOfList();
            form.text("pathExpression");
            form.text(curve.path());
            form.text("valuesPerPoint");
            form.whole(1);
            form.text("consolidationFunc");
            form.text(curve.look().consolidation());
            form.text("xFilesFactor");
            form.real(curve.look().xFilesFactor());
            form.endOfFields();
        }
        form.endOfList();
    }

    /** The opcodes are those of Python's pickletools. */
    private static final class Pickled implements Form, AutoCloseable {
        private final DataOutputStream out;

        Pickled(OutputStream out) throws IOException {
            this.out = new DataOutputStream(out);
            this.out.write(0x80);
            this.out.write(2);
        }

        @Override
        public void list(int size) throws IOException {
            out.writeBytes("](");
        }

        @Override
        public void endOfList() throws IOException {
            out.write('e');
        }

        @Override
        public void fields(int size) throws IOException {
            out.writeBytes("}(");
        }

        @Override
        public void endOfFields() throws IOException {
            out.write('u');
        }

        @Override
        public void text(String text) throws IOException {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write('X');
            out.writeInt(Integer.reverseBytes(bytes.length));
            out.write(bytes);
        }

        @Override
        public void whole(long number) throws IOException {
            if (number == (int) number) {
                out.write('J');
                out.writeInt(Integer.reverseBytes((int) number));
            } else {
                out.write(0x8a);
                out.write(Long.BYTES);
                out.writeLong(Long.reverseBytes(number));
            }
        }

        @Override
        public void real(double number) throws IOException {
            out.write('G');
            out.writeDouble(number);
        }

        @Override
        public void absent() throws IOException {
            out.write('N');
        }

        @Override
        public void flag(boolean flag) throws IOException {
            out.write(0x80 + (flag ? 8 : 9));
        }

        /** Ends the pickle; what it is written into stays open. */
        @Override
        public void close() throws IOException {
            out.write('.');
            out.flush();
        }
    }

    /** <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack</a>, with the texts of its new specification. */
    private static final class Messages implements Form {
        private static final int SHORT_TEXT = 32;
        private static final int FEW = 16;

        private final DataOutputStream out;

        Messages(OutputStream out) {
            this.out = new DataOutputStream(out);
        }

        @Override
        public void list(int size) throws IOException {
            sized(size, 0x90, 0xdc);
        }

        @Override
        public void endOfList() {}

        @Override
        public void fields(int size) throws IOException {
            sized(size, 0x80, 0xde);
        }

        @Override
        public void endOfFields() {}

        private void sized(int size, int few, int many) throws IOException {
            if (size < FEW) out.write(few + size);
            else if (size <= 0xffff) {
                out.write(many);
                out.writeShort(size);
            } else {
                out.write(many + 1);
                out.writeInt(size);
            }
        }

        @Override
        public void text(String text) throws IOException {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length < SHORT_TEXT) out.write(0xa0 + bytes.length);
            else {
                out.write(0xdb);
                out.writeInt(bytes.length);
            }
            out.write(bytes);
        }

        @Override
        public void whole(long number) throws IOException {
            if (number >= 0 && number <= 0x7f) out.write((int) number);
            else {
                out.write(0xd3);
                out.writeLong(number);
            }
        }

        @Override
        public void real(double number) throws IOException {
            out.write(0xcb);
            out.writeDouble(number);
        }

        @Override
        public void absent() throws IOException {
            out.write(0xc0);
        }

        @Override
        public void flag(boolean flag) throws IOException {
            out.write(flag ? 0xc3 : 0xc2);
        }
    }
}

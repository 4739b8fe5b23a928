package org.opsbro.host.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the one kind of message that is sent to D-Bus here: the call of a method that takes nothing or one list of texts. D-Bus Specification 0.43,
 * "Message Format" and "Marshaling"; little-endian.
 */
final class BusCall {
    private static final int METHOD_CALL = 1;
    private static final int PROTOCOL = 1;
    private static final int PATH = 1;
    private static final int INTERFACE = 2;
    private static final int MEMBER = 3;
    private static final int DESTINATION = 6;
    private static final int SIGNATURE = 8;
    private static final int HEADER_ALIGNMENT = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private BusCall() {}

    /** @param names what it takes; empty for a method that takes nothing */
    static byte[] of(int serial, String destination, String path, String method, List<String> names) {
        var dot = method.lastIndexOf('.');
        var fields = new BusCall()
                .field(PATH, "o", path)
                .field(DESTINATION, "s", destination)
                .field(INTERFACE, "s", method.substring(0, dot))
                .field(MEMBER, "s", method.substring(dot + 1));
        if (!names.isEmpty()) fields.field(SIGNATURE, "g", "as");
        var body = new BusCall();
        if (!names.isEmpty()) body.texts(names);
        var call = new BusCall().bytes('l', METHOD_CALL, 0, PROTOCOL).number(body.bytes.size());
        call.number(serial).number(fields.bytes.size()).append(fields).pad(HEADER_ALIGNMENT);
        return call.append(body).bytes.toByteArray();
    }

    private BusCall field(int code, String signature, String value) {
        pad(HEADER_ALIGNMENT).bytes(code).signature(signature);
        return signature.equals("g") ? signature(value) : text(value);
    }

    private void texts(List<String> all) {
        var list = new BusCall();
        all.forEach(list::text);
        number(list.bytes.size()).append(list);
    }

    private BusCall text(String text) {
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        bytes.writeBytes(encoded);
        return bytes(0);
    }

    private BusCall signature(String signature) {
        bytes(signature.length());
        bytes.writeBytes(signature.getBytes(StandardCharsets.US_ASCII));
        return bytes(0);
    }

    private BusCall number(int value) {
        return pad(Integer.BYTES).bytes(value, value >> 8, value >> 16, value >> 24);
    }

    private BusCall pad(int alignment) {
        while (bytes.size() % alignment != 0) bytes.write(0);
        return this;
    }

    private BusCall bytes(int... all) {
        for (var each : all) bytes.write(each);
        return this;
    }

    private BusCall append(BusCall other) {
        bytes.writeBytes(other.bytes.toByteArray());
        return this;
    }
}

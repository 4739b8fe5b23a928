package org.opsbro.bench.kv;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * {@code etcdserverpb.KV/Put} and {@code Range} of an etcd: gRPC over HTTP/2 in clear text (RFC 9113), as little of it as one call at a time needs.
 * The headers are literals without an index, so nothing has to be remembered.
 */
public final class EtcdClient implements KvClient {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int FIRST_WINDOW = 65_535;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final byte[] put;
    private final byte[] range;
    private int stream = -1;
    /** What may be sent on the connection before the server gives more. */
    private long window = FIRST_WINDOW;

    public EtcdClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16_384));
        out = socket.getOutputStream();
        put = headers("/etcdserverpb.KV/Put", port);
        range = headers("/etcdserverpb.KV/Range", port);
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        frame(WINDOW_UPDATE, 0, 0, new byte[] {0x3f, 0, 0, 0}); // what the server sends is never too much
    }

    private static byte[] headers(String path, int port) {
        var bytes = new ByteArrayOutputStream();
        literal(bytes, ":method", "POST");
        literal(bytes, ":scheme", "http");
        literal(bytes, ":path", path);
        literal(bytes, ":authority", "127.0.0.1:" + port);
        literal(bytes, "content-type", "application/grpc");
        literal(bytes, "te", "trailers");
        return bytes.toByteArray();
    }

    /** RFC 7541 §6.2.2 without Huffman; all are shorter than 127 bytes. */
    private static void literal(ByteArrayOutputStream to, String name, String value) {
        to.write(0);
        to.write(name.length());
        to.writeBytes(name.getBytes(US_ASCII));
        to.write(value.length());
        to.writeBytes(value.getBytes(US_ASCII));
    }

    @Override
    public void put(String key, byte[] value) throws IOException {
        var message = new ByteArrayOutputStream();
        field(message, 1, key.getBytes(US_ASCII));
        field(message, 2, value);
        if (call(put, message.toByteArray()).length == 0) throw new IOException("etcd refused a put");
    }

    @Override
    public int get(String key) throws IOException {
        var message = new ByteArrayOutputStream();
        field(message, 1, key.getBytes(US_ASCII));
        // RangeResponse.kvs = 2, KeyValue.value = 5
        return find(find(call(range, message.toByteArray()), 2), 5).length;
    }

    private static void field(ByteArrayOutputStream to, int number, byte[] value) {
        to.write(number << 3 | 2);
        for (var left = value.length; ; left >>>= 7) {
            if (left < 0x80) {
                to.write(left);
                break;
            }
            to.write((left & 0x7f) | 0x80);
        }
        to.writeBytes(value);
    }

    /** The first field of a number in a message of Protobuf; empty if there is none. */
    private static byte[] find(byte[] message, int wanted) {
        for (var at = new int[1]; at[0] < message.length; ) {
            var tag = varint(message, at);
            var length = varint(message, at);
            if ((tag & 7) != 2) continue; // the number was its value
            if (tag >>> 3 == wanted) return Arrays.copyOfRange(message, at[0], at[0] + (int) length);
            at[0] += (int) length;
        }
        return new byte[0];
    }

    private static long varint(byte[] message, int[] at) {
        var value = 0L;
        for (var shift = 0; ; shift += 7) {
            var octet = message[at[0]++];
            value |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) return value;
        }
    }

    /** The message of the answer. */
    private byte[] call(byte[] headers, byte[] message) throws IOException {
        stream += 2;
        while (window < message.length + 5) read();
        window -= message.length + 5;
        var all = new ByteArrayOutputStream();
        header(all, headers.length, HEADERS, END_HEADERS, stream);
        all.writeBytes(headers);
        header(all, message.length + 5, DATA, END_STREAM, stream);
        all.write(0);
        number(all, message.length);
        all.writeBytes(message);
        out.write(all.toByteArray());
        var answer = new ByteArrayOutputStream();
        while (true) {
            var frame = read();
            if (frame.stream() != stream) continue;
            if (frame.type() == DATA) answer.writeBytes(frame.payload());
            if ((frame.flags() & END_STREAM) != 0 && (frame.type() == HEADERS || frame.type() == DATA)) break;
            if (frame.type() != HEADERS && frame.type() != DATA && frame.type() != WINDOW_UPDATE)
                throw new IOException("etcd ended a call with the frame " + frame.type());
        }
        var bytes = answer.toByteArray();
        return bytes.length < 5 ? new byte[0] : Arrays.copyOfRange(bytes, 5, bytes.length);
    }

    private record Frame(int type, int flags, int stream, byte[] payload) {}

    private Frame read() throws IOException {
        var length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        var frame = new Frame(in.readUnsignedByte(), in.readUnsignedByte(), in.readInt(), new byte[length]);
        in.readFully(frame.payload());
        if (frame.type() == SETTINGS && (frame.flags() & ACK) == 0) frame(SETTINGS, ACK, 0, new byte[0]);
        if (frame.type() == PING && (frame.flags() & ACK) == 0) frame(PING, ACK, 0, frame.payload());
        if (frame.type() == WINDOW_UPDATE && frame.stream() == 0)
            window += new DataInputStream(new ByteArrayInputStream(frame.payload())).readInt();
        if (frame.type() == GOAWAY) throw new IOException("etcd says good-bye");
        return frame;
    }

    private void frame(int type, int flags, int of, byte[] payload) throws IOException {
        var all = new ByteArrayOutputStream();
        header(all, payload.length, type, flags, of);
        all.writeBytes(payload);
        out.write(all.toByteArray());
    }

    private static void header(ByteArrayOutputStream to, int length, int type, int flags, int of) {
        to.write(length >>> 16);
        to.write(length >>> 8);
        to.write(length);
        to.write(type);
        to.write(flags);
        number(to, of);
    }

    private static void number(ByteArrayOutputStream to, int number) {
        for (var shift = 24; shift >= 0; shift -= 8) to.write(number >>> shift);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package org.opsbro.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Frames on a TCP connection: kind 1 byte, length of what it carries 3 bytes, what it carries; sealed, a tag of 16 bytes follows, and kind and length are
 * authenticated. Each direction has a key of its own and counts its frames from 0, so that none can be left out, moved or sent again.
 */
final class Frames {
    static final int DATA = 0;
    static final int END = 1;
    static final int HELLO = 2;
    static final int ANSWER = 3;
    private static final int HEAD_BYTES = 4;
    private static final int LEAST_BYTES_PER_SECOND = 64 * 1024;

    /** What small frames need; longer ones are read past it. */
    private static final int BUFFER_BYTES = 4096;

    private final Socket socket;
    private final Direction out;
    private final Direction in;
    private @Nullable InputStream incoming;

    /** The key of one direction, null in clear, and how many frames went. */
    private static final class Direction {
        final Gcm gcm = new Gcm();
        final @Nullable SecretKey key;
        final Deadlines.Guard guard;
        long counter;

        Direction(@Nullable SecretKey key, Deadlines.Guard guard) {
            this.key = key;
            this.guard = guard;
        }

        int tagBytes() {
            return key == null ? 0 : Gcm.TAG_BYTES;
        }
    }

    record Frame(int kind, byte[] bytes) {}

    Frames(Socket socket, Deadlines deadlines, @Nullable SecretKey sending, @Nullable SecretKey receiving) {
        this.socket = socket;
        this.out = new Direction(sending, deadlines.guard(socket));
        this.in = new Direction(receiving, deadlines.guard(socket));
    }

    /** For one thread at a time. */
    void write(int kind, byte[] bytes, Duration patience) throws IOException {
        var whole = new byte[HEAD_BYTES + bytes.length + out.tagBytes()];
        whole[0] = (byte) kind;
        BigEndian.int24(whole, 1, bytes.length);
        var head = ByteBuffer.wrap(whole, 0, HEAD_BYTES);
        var body = ByteBuffer.wrap(whole, HEAD_BYTES, bytes.length + out.tagBytes());
        if (out.key == null) body.put(bytes);
        else out.gcm.seal(out.key, out.counter++, head, ByteBuffer.wrap(bytes), body);
        out.guard.within(forBytes(patience, whole.length), () -> {
            socket.getOutputStream().write(whole);
            return true;
        });
    }

    /**
     * The next frame; for one thread at a time.
     *
     * @param most the longest to take, in bytes
     * @throws StreamRefused if it does not open
     * @throws IOException if it does not come whole and in time, or is too long
     */
    Frame read(int most, Duration patience) throws IOException {
        var head = in.guard.within(patience, () -> exactly(HEAD_BYTES));
        var length = BigEndian.int24(head, 1);
        if (length > most) throw new IOException("a frame of " + length + " bytes, want at most " + most);
        var body = in.guard.within(forBytes(patience, length), () -> exactly(length + in.tagBytes()));
        return new Frame(head[0], in.key == null ? body : opened(in.key, head, body, length));
    }

    private byte[] opened(SecretKey key, byte[] head, byte[] body, int length) throws StreamRefused {
        var plain = new byte[length];
        if (in.gcm.open(key, in.counter++, ByteBuffer.wrap(head), ByteBuffer.wrap(body), ByteBuffer.wrap(plain)))
            return plain;
        throw new StreamRefused(Refusal.FORGED, "a frame does not open: it was changed on its way");
    }

    private byte[] exactly(int length) throws IOException {
        var from = incoming;
        if (from == null) incoming = from = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        var bytes = from.readNBytes(length);
        if (bytes.length < length) throw new EOFException("the other end broke off");
        return bytes;
    }

    /** Nothing is read or written any more. */
    void end() {
        out.guard.close();
        in.guard.close();
    }

    private static Duration forBytes(Duration patience, int length) {
        return patience.plusMillis(1000L * length / LEAST_BYTES_PER_SECOND);
    }
}

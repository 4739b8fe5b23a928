package org.opsbro.wire;

import java.io.IOException;
import java.util.Optional;

/**
 * A conversation of two agents over TCP, in frames that are sealed with a key of their zone. Blocking, for virtual threads; one thread may send while
 * another receives.
 */
public interface Stream extends AutoCloseable {
    /** The longest frame, in bytes; longer ones are refused by both ends. */
    int MOST_BYTES = 1024 * 1024;

    /** A frame whose first byte says what the others are. */
    static byte[] frame(int kind, byte[] content) {
        var frame = new byte[1 + content.length];
        frame[0] = (byte) kind;
        System.arraycopy(content, 0, frame, 1, content.length);
        return frame;
    }

    /** Who is at the other end. */
    Peer peer();

    /** @throws IOException if the other end is gone, or the frame is too long */
    void send(byte[] frame) throws IOException;

    /**
     * The next frame; empty when the other end closed in good order.
     *
     * @throws IOException if it broke off, sent what does not open, or was silent for too long
     */
    Optional<byte[]> receive() throws IOException;

    @Override
    void close();
}

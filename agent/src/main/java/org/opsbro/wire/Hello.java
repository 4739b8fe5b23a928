package org.opsbro.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.opsbro.model.NodeId;

/**
 * The first frame of each end. The client's: its id (see {@link SenderId}), length of the purpose 1, purpose. The server's: its id, status 1 (0 if it serves),
 * length of the reason 2, reason. Bytes that follow are of later versions, and skipped.
 */
record Hello(NodeId id, Optional<Refusal> refusal, String text) {
    static final int MOST_BYTES = 1024;
    static final int MOST_PURPOSE = 64;
    private static final int MOST_REASON = 512;
    private static final Refusal[] STATUS = {Refusal.ECHO, Refusal.BUSY, Refusal.NO_SUCH_PURPOSE};

    static boolean isPurpose(String word) {
        return !word.isEmpty() && word.length() <= MOST_PURPOSE && word.chars().allMatch(Hello::isWordLetter);
    }

    private static boolean isWordLetter(int letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
    }

    static byte[] client(byte[] self, String purpose) {
        var word = purpose.getBytes(StandardCharsets.US_ASCII);
        var bytes = Arrays.copyOf(self, self.length + 1 + word.length);
        bytes[self.length] = (byte) word.length;
        System.arraycopy(word, 0, bytes, self.length + 1, word.length);
        return bytes;
    }

    static byte[] accepting(byte[] self) {
        return server(self, 0, "");
    }

    static byte[] refusing(byte[] self, Refusal reason, String text) {
        return server(self, Arrays.asList(STATUS).indexOf(reason), text);
    }

    private static byte[] server(byte[] self, int status, String text) {
        var reason = text.getBytes(StandardCharsets.UTF_8);
        var length = Math.min(reason.length, MOST_REASON);
        var bytes = Arrays.copyOf(self, self.length + 3 + length);
        bytes[self.length] = (byte) status;
        bytes[self.length + 1] = (byte) (length >>> 8);
        bytes[self.length + 2] = (byte) length;
        System.arraycopy(reason, 0, bytes, self.length + 3, length);
        return bytes;
    }

    /** @throws IOException if these bytes are no hello of a client */
    static Hello ofClient(byte[] bytes) throws IOException {
        var at = idBytes(bytes);
        if (bytes.length < at + 1) throw bad();
        var length = bytes[at] & 0xff;
        if (length > MOST_PURPOSE || bytes.length < at + 1 + length) throw bad();
        var purpose = new String(bytes, at + 1, length, StandardCharsets.ISO_8859_1);
        if (!isPurpose(purpose)) throw bad();
        return new Hello(id(bytes, at), Optional.empty(), purpose);
    }

    /** @throws IOException if these bytes are no hello of a server */
    static Hello ofServer(byte[] bytes) throws IOException {
        var at = idBytes(bytes);
        if (bytes.length < at + 3) throw bad();
        var status = bytes[at] & 0xff;
        var length = (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
        if (length > MOST_REASON || bytes.length < at + 3 + length) throw bad();
        var text = new String(bytes, at + 3, length, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
        var refusal = status == 0 ? Optional.<Refusal>empty() : Optional.of(refusal(status));
        return new Hello(id(bytes, at), refusal, text);
    }

    private static Refusal refusal(int status) {
        return status < STATUS.length ? STATUS[status] : Refusal.NOT_OURS;
    }

    private static int idBytes(byte[] bytes) throws IOException {
        var length = bytes.length == 0 ? 0 : SenderId.length(bytes[0]);
        if (length == 0 || length > bytes.length) throw bad();
        return length;
    }

    private static NodeId id(byte[] bytes, int length) throws IOException {
        return SenderId.read(Arrays.copyOf(bytes, length)).orElseThrow(Hello::bad);
    }

    private static IOException bad() {
        return new IOException("the first frame is not what an agent sends");
    }
}

package org.opsbro.discovery.dns;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/** Names as they lie in a message: each label behind its length, without the empty one of the root, ASCII letters small. */
final class WireName {
    /** RFC 1035 §2.3.4: 255 with the root. */
    static final int MOST_BYTES = 254;

    static final int MOST_LABEL_BYTES = 63;

    private WireName() {}

    /** The name; absent if it, or one of its labels, is empty or too long to be asked for. */
    static Optional<byte[]> of(String name) {
        var text = name.getBytes(UTF_8);
        if (text.length == 0 || text.length >= MOST_BYTES) return Optional.empty();
        var wire = new byte[text.length + 1];
        var start = 0;
        for (var i = 0; i <= text.length; i++) {
            if (i < text.length && text[i] != '.') {
                wire[i + 1] = small(text[i]);
                continue;
            }
            var length = i - start;
            if (length == 0 || length > MOST_LABEL_BYTES) return Optional.empty();
            wire[start] = (byte) length;
            start = i + 1;
        }
        return Optional.of(wire);
    }

    /** RFC 4343: only ASCII letters are alike. The length of a label is below 'A' and stays as it is. */
    static byte small(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + 32) : letter;
    }

    static byte[] under(byte[] name, byte[] domain) {
        var whole = new byte[name.length + domain.length];
        System.arraycopy(name, 0, whole, 0, name.length);
        System.arraycopy(domain, 0, whole, name.length, domain.length);
        return whole;
    }
}

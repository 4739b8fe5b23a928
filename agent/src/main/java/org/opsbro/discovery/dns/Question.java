package org.opsbro.discovery.dns;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** One query as it was read last; made once and read into again and again. Nothing in the bytes is believed before it was counted. */
final class Question {
    static final int HEADER_BYTES = 12;
    private static final int MOST_ADDITIONAL = 8;
    private static final int IS_ANSWER = 0x8000;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int POINTER = 0xc0;

    private static final Optional<Outcome> FINE = Optional.empty();
    private static final Optional<Outcome> TOO_SHORT = Optional.of(Outcome.TOO_SHORT);
    private static final Optional<Outcome> NO_QUERY = Optional.of(Outcome.NO_QUERY);
    private static final Optional<Outcome> NOT_IMPLEMENTED = Optional.of(Outcome.NOT_IMPLEMENTED);
    private static final Optional<Outcome> MALFORMED = Optional.of(Outcome.MALFORMED);
    private static final Optional<Outcome> BAD_VERSION = Optional.of(Outcome.BAD_VERSION);

    private final byte[] name = new byte[WireName.MOST_BYTES];
    private final int[] starts = new int[WireName.MOST_BYTES / 2 + 2];
    private final int[] hashes = new int[WireName.MOST_BYTES / 2 + 2];
    private int nameBytes;
    private int labels;
    private int type;
    private int recordClass;
    private int end;
    private boolean edns;
    private int payloadBytes;

    /** Reads a whole message; tells why it gets no real answer, or nothing if it is a question. */
    Optional<Outcome> read(ByteBuffer message) {
        edns = false;
        var size = message.limit();
        if (size < HEADER_BYTES) return TOO_SHORT;
        var flags = message.getShort(2);
        if ((flags & IS_ANSWER) != 0) return NO_QUERY;
        if ((flags >> 11 & 15) != 0) return NOT_IMPLEMENTED;
        var additional = message.getShort(10) & 0xffff;
        if (message.getShort(4) != 1 || message.getInt(6) != 0 || additional > MOST_ADDITIONAL) return MALFORMED;
        if (!readName(message) || end + 4 > size) return MALFORMED;
        type = message.getShort(end) & 0xffff;
        recordClass = message.getShort(end + 2) & 0xffff;
        end += 4;
        return type == RecordType.OPT ? MALFORMED : readAdditional(message, additional);
    }

    /** No compression: there is nothing before the first name that it could point to. */
    private boolean readName(ByteBuffer message) {
        var size = message.limit();
        var at = HEADER_BYTES;
        var hash = 0;
        nameBytes = 0;
        labels = 0;
        while (at < size) {
            var length = message.get(at) & 0xff;
            if (length == 0) {
                starts[labels] = nameBytes;
                hashes[labels] = hash;
                end = at + 1;
                return true;
            }
            if (length > WireName.MOST_LABEL_BYTES
                    || nameBytes + 1 + length > WireName.MOST_BYTES
                    || at + length >= size) return false;
            starts[labels] = nameBytes;
            hashes[labels++] = hash;
            for (var last = at + length; at <= last; at++) {
                var letter = WireName.small(message.get(at));
                name[nameBytes++] = letter;
                hash = NameTable.hash(hash, letter);
            }
        }
        return false;
    }

    private Optional<Outcome> readAdditional(ByteBuffer message, int count) {
        var size = message.limit();
        var at = end;
        var version = 0;
        for (var i = 0; i < count; i++) {
            var root = at < size && message.get(at) == 0;
            at = skipName(message, at);
            if (at + 10 > size) return MALFORMED;
            var recordType = message.getShort(at) & 0xffff;
            if (recordType == RecordType.OPT) {
                if (edns || !root) return MALFORMED; // RFC 6891 §6.1.1
                edns = true;
                payloadBytes = message.getShort(at + 2) & 0xffff;
                version = message.get(at + 5);
            }
            at += 10 + (message.getShort(at + 8) & 0xffff);
        }
        if (at != size) return MALFORMED;
        return version == 0 ? FINE : BAD_VERSION;
    }

    /** The place behind a name, which is not looked at; behind the end if it has none. */
    private static int skipName(ByteBuffer message, int from) {
        var size = message.limit();
        var at = from;
        while (at < size) {
            var length = message.get(at) & 0xff;
            if (length == 0) return at + 1;
            if (length >= POINTER) return at + 2;
            if (length > WireName.MOST_LABEL_BYTES) return size;
            at += 1 + length;
        }
        return size;
    }

    static boolean recursionDesired(ByteBuffer message) {
        return (message.getShort(2) & RECURSION_DESIRED) != 0;
    }

    /** The name in small letters, {@link #nameBytes} long, without the root. */
    byte[] name() {
        return name;
    }

    int nameBytes() {
        return nameBytes;
    }

    int labels() {
        return labels;
    }

    /** Where a label begins in the name. */
    int start(int label) {
        return starts[label];
    }

    /** The hash of the name before a label. */
    int hashBefore(int label) {
        return hashes[label];
    }

    /** Which label begins at a place of the name; -1 if none does. */
    int labelAt(int place) {
        for (var label = labels; label >= 0; label--) if (starts[label] == place) return label;
        return -1;
    }

    boolean endsIn(byte[] domain) {
        var from = nameBytes - domain.length;
        return from >= 0 && Arrays.equals(name, from, nameBytes, domain, 0, domain.length) && labelAt(from) >= 0;
    }

    int type() {
        return type;
    }

    int recordClass() {
        return recordClass;
    }

    /** The place in the message behind the question. */
    int end() {
        return end;
    }

    boolean edns() {
        return edns;
    }

    /** What the asker takes in one datagram (RFC 6891 §6.2.3). */
    int mostBytes() {
        return edns ? Math.max(payloadBytes, 512) : 512;
    }
}

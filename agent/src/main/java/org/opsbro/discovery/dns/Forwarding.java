package org.opsbro.discovery.dns;

import java.util.Arrays;

/** What is done to messages that pass through to another server and back. */
public final class Forwarding {
    private Forwarding() {}

    public static int id(byte[] message) {
        return ((message[0] & 0xff) << 8) | (message[1] & 0xff);
    }

    /** A copy with another id. */
    public static byte[] withId(byte[] message, int id) {
        var copy = message.clone();
        copy[0] = (byte) (id >> 8);
        copy[1] = (byte) id;
        return copy;
    }

    /** A copy behind its length, as TCP carries it. */
    public static byte[] withLength(byte[] message) {
        var copy = new byte[message.length + 2];
        copy[0] = (byte) (message.length >> 8);
        copy[1] = (byte) message.length;
        System.arraycopy(message, 0, copy, 2, message.length);
        return copy;
    }

    /** Whether a message answers a query: an answer, with its id and its question to the letter. */
    public static boolean answers(byte[] query, byte[] message) {
        var end = questionEnd(query);
        return message.length >= end
                && id(message) == id(query)
                && (message[2] & 0x80) != 0
                && message[4] == 0
                && message[5] == 1
                && Arrays.equals(query, Question.HEADER_BYTES, end, message, Question.HEADER_BYTES, end);
    }

    private static int questionEnd(byte[] query) {
        var at = Question.HEADER_BYTES;
        while (at < query.length && query[at] != 0) at += 1 + (query[at] & 0x3f);
        return Math.min(at + 5, query.length);
    }
}

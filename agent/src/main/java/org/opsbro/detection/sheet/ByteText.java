package org.opsbro.detection.sheet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.opsbro.host.ByteSource;

/** The text of a file of the kernel, read word by word out of one buffer that is kept. For one thread. */
public final class ByteText {
    private static final int FIRST_BYTES = 4096;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private int at;
    private int lineEnd;
    private int nextLine;

    /** Reads the whole source; false if it cannot be read. Stand before the first line then: call {@link #line}. */
    public boolean load(ByteSource source) {
        length = source.read(bytes);
        while (length == bytes.length && length < MOST_BYTES) {
            bytes = new byte[bytes.length * 2];
            length = source.read(bytes);
        }
        nextLine = 0;
        return length >= 0;
    }

    /** Whether all of the source was read: there is a largest size. */
    public boolean isWhole() {
        return length < MOST_BYTES;
    }

    /** Takes these bytes instead of a source. */
    public void load(byte[] text) {
        bytes = text.clone();
        length = text.length;
        nextLine = 0;
    }

    /** Goes to the start of the next line; false behind the last. */
    public boolean line() {
        if (nextLine >= length) return false;
        at = nextLine;
        lineEnd = at;
        while (lineEnd < length && bytes[lineEnd] != '\n') lineEnd++;
        nextLine = lineEnd + 1;
        return true;
    }

    /** Whether the line goes on with these characters, which must be ASCII. */
    public boolean startsWith(String word) {
        if (lineEnd - at < word.length()) return false;
        for (var i = 0; i < word.length(); i++) if (bytes[at + i] != word.charAt(i)) return false;
        return true;
    }

    /** Goes behind the next such character of the line, or to its end. */
    public void skipPast(char stop) {
        while (at < lineEnd && bytes[at] != stop) at++;
        if (at < lineEnd) at++;
    }

    public void skipWords(int count) {
        for (var i = 0; i < count; i++) {
            skipSpaces();
            while (at < lineEnd && !isSpace(bytes[at])) at++;
        }
    }

    /** Whether a word is left on the line. */
    public boolean hasWord() {
        skipSpaces();
        return at < lineEnd;
    }

    /** The whole number here, its sign included; what is no digit ends it. 0 where there is none; 2^63 - 1 where it is larger. */
    public long number() {
        skipSpaces();
        var negative = at < lineEnd && bytes[at] == '-';
        if (negative) at++;
        var number = 0L;
        for (; at < lineEnd && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            var digit = bytes[at] - '0';
            number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
        }
        return negative ? -number : number;
    }

    /** A number that may have a fraction. */
    public double decimal() {
        skipSpaces();
        var negative = at < lineEnd && bytes[at] == '-';
        double whole = Math.abs((double) number());
        if (at < lineEnd && bytes[at] == '.') {
            at++;
            var scale = 1.0;
            var digits = 0.0;
            for (; at < lineEnd && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                digits = digits * 10 + (bytes[at] - '0');
                scale *= 10;
            }
            whole += digits / scale;
        }
        return negative ? -whole : whole;
    }

    /** A number in hexadecimal. */
    public long hex() {
        return hex(Integer.MAX_VALUE);
    }

    /** A number in hexadecimal of at most so many digits; what is behind them is the next one. */
    public long hex(int most) {
        skipSpaces();
        var number = 0L;
        for (var digits = 0; digits < most && at < lineEnd && Character.digit(bytes[at], 16) >= 0; at++, digits++)
            number = (number << 4) | Character.digit(bytes[at], 16);
        return number;
    }

    /** The next word as a text. */
    public String word() {
        skipSpaces();
        var start = at;
        while (at < lineEnd && !isSpace(bytes[at])) at++;
        return new String(bytes, start, at - start, StandardCharsets.UTF_8);
    }

    /** The rest of the line as a text. */
    public String rest() {
        skipSpaces();
        var text = new String(bytes, at, lineEnd - at, StandardCharsets.UTF_8);
        at = lineEnd;
        return text;
    }

    /** The next word up to a stop character or a space, as one of the names; the stop is passed. */
    int name(Names names, char stop) {
        skipSpaces();
        var start = at;
        while (at < lineEnd && bytes[at] != stop && !isSpace(bytes[at])) at++;
        var index = names.index(bytes, start, at);
        if (at < lineEnd && bytes[at] == stop) at++;
        return index;
    }

    static boolean same(byte[] bytes, int start, int end, byte[] name) {
        return Arrays.equals(bytes, start, end, name, 0, name.length);
    }

    private void skipSpaces() {
        while (at < lineEnd && isSpace(bytes[at])) at++;
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\t' || character == '\0';
    }
}

package org.opsbro.packs.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Reads utmp(5), the file in which login programs note who is here. A record has 384 bytes, and 400 where the C library gives its times 64 bits
 * (64-bit ARM); the byte order is that of the processor.
 */
final class Utmp {
    private static final int MOST_RECORDS = 10_000;
    private static final int USER_PROCESS = 7;
    private static final int LAST_TYPE = 9;

    private static final int PID = 4;
    private static final int LINE = 8;
    private static final int LINE_BYTES = 32;
    private static final int USER = 44;
    private static final int USER_BYTES = 32;
    private static final int HOST = 76;
    private static final int HOST_BYTES = 256;

    /** A layout: the size of a record, and where its time stands, in seconds. */
    private enum Layout {
        NARROW(384, 340),
        WIDE(400, 344);

        final int bytes;
        final int time;

        Layout(int bytes, int time) {
            this.bytes = bytes;
            this.time = time;
        }
    }

    private Utmp() {}

    /**
     * Those who are logged in; records of processes that are gone are left out, because a machine that lost its power leaves them behind.
     *
     * @param alive whether a process is there
     */
    static List<LoggedIn> read(byte[] bytes, LongPredicate alive) {
        var layout = layout(bytes);
        var buffer = ByteBuffer.wrap(bytes).order(order(bytes, layout));
        List<LoggedIn> found = new ArrayList<>();
        var records = Math.min(bytes.length / layout.bytes, MOST_RECORDS);
        for (var at = 0; at < records * layout.bytes; at += layout.bytes) {
            if (buffer.getShort(at) != USER_PROCESS || !alive.test(buffer.getInt(at + PID))) continue;
            var user = text(bytes, at + USER, USER_BYTES);
            if (user.isEmpty()) continue;
            var seconds = layout == Layout.WIDE
                    ? buffer.getLong(at + layout.time)
                    : Integer.toUnsignedLong(buffer.getInt(at + layout.time));
            found.add(new LoggedIn(
                    user, text(bytes, at + LINE, LINE_BYTES), text(bytes, at + HOST, HOST_BYTES), instant(seconds)));
        }
        return found;
    }

    /** A time that no clock shows is none. */
    private static Optional<Instant> instant(long seconds) {
        return seconds > 0 && seconds < 1L << 40 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    private static Layout layout(byte[] bytes) {
        if (bytes.length % Layout.NARROW.bytes != 0 && bytes.length % Layout.WIDE.bytes == 0) return Layout.WIDE;
        // 25 narrow records are as long as 24 wide ones
        var both = bytes.length % Layout.WIDE.bytes == 0;
        return both && !fits(bytes, Layout.NARROW) ? Layout.WIDE : Layout.NARROW;
    }

    private static boolean fits(byte[] bytes, Layout layout) {
        for (var at = 0; at + layout.bytes <= bytes.length; at += layout.bytes)
            if (bytes[at] + bytes[at + 1] > LAST_TYPE || bytes[at] < 0 || bytes[at + 1] < 0) return false;
        return true;
    }

    /** The types are small numbers: one of the two bytes is 0. */
    private static ByteOrder order(byte[] bytes, Layout layout) {
        for (var at = 0; at + layout.bytes <= bytes.length; at += layout.bytes)
            if (bytes[at] != bytes[at + 1]) return bytes[at] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return ByteOrder.LITTLE_ENDIAN;
    }

    private static String text(byte[] bytes, int from, int most) {
        var to = from;
        while (to < from + most && bytes[to] != 0) to++;
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}

package org.opsbro.detection.sheet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.opsbro.host.Files;

/** The size of a page of memory, in which the kernel counts: 4 KiB on most machines, 16 or 64 on some with ARM or POWER. */
public final class PageSize {
    private static final long USUAL = 4096;
    private static final long LARGEST = 1 << 24;
    private static final long OF_PAGES = 6; // AT_PAGESZ
    private static final int ENTRY = 16;

    private PageSize() {}

    /** In bytes, of /proc/self/auxv, getauxval(3): pairs of a key and a value, eight bytes each. */
    public static long of(Files files) {
        var bytes = files.bytes("/proc/self/auxv").orElse(new byte[0]);
        for (var order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            var buffer = ByteBuffer.wrap(bytes).order(order);
            for (var at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
                var size = buffer.getLong(at + 8);
                if (buffer.getLong(at) == OF_PAGES && size >= USUAL && size <= LARGEST) return size;
            }
        }
        return USUAL;
    }
}

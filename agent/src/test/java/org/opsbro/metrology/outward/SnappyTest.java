package org.opsbro.metrology.outward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Read back by a reader of the format's description. Prometheus and VictoriaMetrics read it too: {@code OutwardTest} of the black box. */
class SnappyTest {
    static byte[] decompress(byte[] from) {
        var at = 0;
        var size = 0;
        for (var shift = 0; ; shift += 7) {
            size |= (from[at] & 0x7f) << shift;
            if (from[at++] >= 0) break;
        }
        var into = new byte[size];
        var to = 0;
        while (at < from.length) {
            var tag = from[at++] & 0xff;
            var length = (tag >>> 2) + 1;
            var distance = 0;
            switch (tag & 3) {
                case 0 -> {
                    var more = Math.max(0, length - 60);
                    if (more > 0) length = 1;
                    for (var i = 0; i < more; i++) length += (from[at++] & 0xff) << (8 * i);
                    System.arraycopy(from, at, into, to, length);
                    at += length;
                    to += length;
                    continue;
                }
                case 1 -> {
                    length = ((tag >>> 2) & 7) + 4;
                    distance = ((tag >>> 5) << 8) | (from[at++] & 0xff);
                }
                case 2 -> {
                    distance = (from[at] & 0xff) | ((from[at + 1] & 0xff) << 8);
                    at += 2;
                }
                default -> throw new IllegalStateException("a long distance");
            }
            if (distance == 0) throw new IllegalStateException("a copy of nothing");
            for (var i = 0; i < length; i++, to++) into[to] = into[to - distance];
        }
        if (to != size) throw new IllegalStateException(to + " bytes in the place of " + size);
        return into;
    }

    private static void assertRound(byte[] bytes) {
        assertThat(decompress(Snappy.compress(bytes, bytes.length))).isEqualTo(bytes);
    }

    @Test
    void all_bytes_come_back_whatever_they_are() {
        var random = new SplittableRandom(3);
        for (var size : new int[] {0, 1, 3, 4, 5, 59, 60, 61, 255, 256, 257, 65_535, 65_536, 65_537, 200_000}) {
            assertRound(new byte[size]);
            for (var letters : new int[] {1, 2, 4, 256}) {
                var bytes = new byte[size];
                for (var i = 0; i < size; i++) bytes[i] = (byte) random.nextInt(letters);
                assertRound(bytes);
            }
        }
        for (var round = 0; round < 2000; round++) {
            // pieces that come again, near and far
            var bytes = new byte[random.nextInt(1, 3000)];
            for (var at = 0; at < bytes.length; ) {
                var length = Math.min(bytes.length - at, random.nextInt(1, 90));
                if (at > 0 && random.nextInt(3) > 0) {
                    var from = random.nextInt(at);
                    for (var i = 0; i < length; i++) bytes[at + i] = bytes[from + i];
                } else for (var i = 0; i < length; i++) bytes[at + i] = (byte) random.nextInt(256);
                at += length;
            }
            assertRound(bytes);
        }
    }

    @Test
    void only_the_bytes_that_count_are_read_and_what_repeats_becomes_small() {
        var text = "loadaverage_load1 node web-1 ".repeat(500).getBytes(UTF_8);
        var longer = Arrays.copyOf(text, text.length + 100);

        var compressed = Snappy.compress(longer, text.length);

        assertThat(decompress(compressed)).isEqualTo(text);
        assertThat(compressed.length).isLessThan(text.length / 15);
    }
}

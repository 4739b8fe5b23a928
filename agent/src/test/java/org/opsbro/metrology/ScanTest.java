package org.opsbro.metrology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScanTest {
    @Test
    void findsWhatIsFoundByLookingAtEachByte() {
        var random = new SplittableRandom(7);
        for (var round = 0; round < 20_000; round++) {
            var bytes = new byte[random.nextInt(40)];
            for (var i = 0; i < bytes.length; i++)
                bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(-128, 128) : random.nextInt(8) - 4 + ':');
            var from = random.nextInt(bytes.length + 1);
            var end = random.nextInt(from, bytes.length + 1);
            assertThat(Scan.find(':', bytes, from, end)).isEqualTo(slowly(bytes, from, end, ':', ':'));
            assertThat(Scan.findSpace(bytes, from, end)).isEqualTo(slowly(bytes, from, end, 0, ' '));
        }
    }

    @Test
    void doesNotLookBeyondTheEnd() {
        var bytes = "a.name.without.it:1".getBytes(StandardCharsets.UTF_8);
        assertThat(Scan.find(':', bytes, 0, 17)).isEqualTo(17);
        assertThat(Scan.find(':', bytes, 0, bytes.length)).isEqualTo(17);
        assertThat(Scan.find(':', bytes, bytes.length, bytes.length)).isEqualTo(bytes.length);
    }

    private static int slowly(byte[] bytes, int from, int end, int least, int greatest) {
        for (var at = from; at < end; at++) if (bytes[at] >= least && bytes[at] <= greatest) return at;
        return end;
    }
}

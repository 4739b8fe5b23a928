package org.opsbro.metrology.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeltaTest {
    private record Sample(int series, long time, long bits) {}

    private final DeltaEncoder encoder = new DeltaEncoder();
    private final DeltaDecoder decoder = new DeltaDecoder(1 << 20);
    private final List<Sample> read = new ArrayList<>();

    @Test
    void samples_in_any_order_come_back_to_the_bit() {
        var random = new SplittableRandom(5);
        var written = new ArrayList<Sample>();
        for (var frame = 0; frame < 2_000; frame++) {
            if (random.nextInt(50) == 0) encoder.forget();
            for (var i = random.nextInt(1, 50); i > 0; i--)
                add(written, random.nextInt(random.nextInt(10) == 0 ? 1 << 20 : 100), random.nextLong(), value(random));
            decoder.decode(encoder.take(), this::took);
            encoder.clear();
        }

        assertThat(read).isEqualTo(written);
    }

    @Test
    void a_steady_fleet_takes_about_three_bytes_a_sample() {
        var random = new SplittableRandom(5);
        var bytes = 0;
        for (var slot = 0; slot < 20; slot++) {
            for (var series = 0; series < 1_000; series++)
                encoder.add(series, 1_700_000_000L + 10L * slot, series % 3 == 0 ? 42 : random.nextInt(1000) / 10.0);
            if (slot > 0) bytes += encoder.size();
            decoder.decode(encoder.take(), this::took);
            encoder.clear();
        }

        assertThat(bytes / 19_000.0).isLessThan(3);
    }

    @Test
    void after_it_forgot_another_reader_may_begin() {
        encoder.add(7, 100, 1.5);
        encoder.take();
        encoder.forget();
        encoder.add(7, 110, 1.6);

        new DeltaDecoder(10).decode(encoder.take(), this::took);

        assertThat(read).containsExactly(new Sample(7, 110, Double.doubleToRawLongBits(1.6)));
    }

    @Test
    void random_bytes_are_refused_or_read_but_never_run_away() {
        var random = new SplittableRandom(23);
        var few = new DeltaDecoder(100);
        for (var round = 0; round < 200_000; round++) {
            var bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            read.clear();
            try {
                few.decode(ByteBuffer.wrap(bytes), this::took);
            } catch (Corrupt told) {
                assertThat(told).hasMessageMatching(".+");
            }
            assertThat(read).hasSizeLessThan(41);
        }
    }

    @Test
    void a_series_beyond_those_there_can_be_is_refused() {
        encoder.add(10, 1, 1);

        assertThatExceptionOfType(Corrupt.class)
                .isThrownBy(() -> new DeltaDecoder(10).decode(encoder.take(), this::took))
                .withMessageContaining("number 10");
    }

    @Test
    void adding_allocates_nothing() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        fill();

        var before = threads.getCurrentThreadAllocatedBytes();
        for (var round = 0; round < 1_000; round++) fill();

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
    }

    private void fill() {
        for (var series = 0; series < 300; series++) encoder.add(series, 1_700_000_000, series / 3.0);
        encoder.take();
        encoder.clear();
    }

    private void add(List<Sample> written, int series, long time, double value) {
        written.add(new Sample(series, time, Double.doubleToRawLongBits(value)));
        encoder.add(series, time, value);
    }

    private static double value(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt(100);
            case 1 -> random.nextInt(10_000) / 100.0;
            case 2 -> 42;
            case 3 -> random.nextLong();
            default -> Double.longBitsToDouble(random.nextLong());
        };
    }

    private void took(int series, long time, double value) {
        read.add(new Sample(series, time, Double.doubleToRawLongBits(value)));
    }
}

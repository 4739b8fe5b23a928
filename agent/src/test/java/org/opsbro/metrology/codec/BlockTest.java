package org.opsbro.metrology.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class BlockTest {
    private static final int MOST = BlockEncoder.MOST_SAMPLES;

    private final BlockEncoder encoder = new BlockEncoder();
    private final BlockDecoder decoder = new BlockDecoder();
    private final long[] times = new long[MOST];
    private final double[] values = new double[MOST];

    @Test
    void any_samples_come_back_to_the_bit() {
        var random = new SplittableRandom(7);

        for (var round = 0; round < 20_000; round++) {
            var samples = Samples.any(random, 1 + random.nextInt(MOST));

            assertComesBack(samples.times(), samples.values());
        }
    }

    @Test
    void values_that_are_hard_come_back_to_the_bit() {
        var hard = new double[] {
            0.0,
            -0.0,
            Double.NaN,
            Double.longBitsToDouble(0x7ff8_0000_0000_0001L),
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            0.1 + 0.2,
            1e-9,
            1e-10,
            0x1p53,
            0x1p53 + 2,
            0x1p63,
            -0x1p63,
            Math.nextDown(0x1p63),
            1e308,
            123456789.12345679
        };
        var random = new SplittableRandom(11);

        for (var round = 0; round < 5_000; round++) {
            var count = 1 + random.nextInt(MOST);
            var some = new double[count];
            var among = random.nextInt(1, hard.length + 1);
            for (var i = 0; i < count; i++) some[i] = random.nextInt(10) < 7 ? i / 10.0 : hard[random.nextInt(among)];
            assertComesBack(Samples.regular(random.nextLong(1L << 32), 10, count), some);
        }
        for (var one : hard) {
            var same = new double[MOST];
            Arrays.fill(same, one);
            assertComesBack(Samples.regular(0, 1, MOST), same);
            assertComesBack(new long[] {5}, new double[] {one});
        }
    }

    @Test
    void times_of_any_distance_come_back() {
        assertComesBack(new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}, new double[] {1, 2, 3});
        assertComesBack(new long[] {-5, -4, 9}, new double[] {1, 2, 3});
    }

    @Test
    void a_figure_that_stands_still_takes_a_few_bytes_an_hour() {
        assertThat(encoded(i -> 0)).isLessThan(20);
        assertThat(encoded(i -> 8_343_773_184.0)).isLessThan(25);
        assertThat(encoded(i -> 1.0 / 3)).isLessThan(30);
    }

    @Test
    void what_is_quiet_takes_less_than_what_is_lively() {
        var random = new SplittableRandom(3);

        assertThat(encoded(i -> 1e9 + 1_000 * i)).as("a steady counter").isLessThan(30);
        assertThat(encoded(i -> 4096 * random.nextInt(4))).as("pages").isLessThan(150);
        assertThat(encoded(i -> i % 60 == 0 ? 3 : 0)).as("a few events").isLessThan(60);
        assertThat(encoded(i -> random.nextInt(1000) / 10.0))
                .as("tenths of a percent")
                .isLessThan(MOST * 12 / 8);
        assertThat(encoded(i -> i == 100 ? 0.1 + 0.2 : i / 10.0))
                .as("one that is no decimal")
                .isLessThan(60);
        assertThat(encoded(i -> random.nextDouble())).as("full doubles").isLessThan(MOST * 8);
    }

    @Test
    void no_block_is_longer_than_it_may_be() {
        var random = new SplittableRandom(5);
        for (var round = 0; round < 500; round++) {
            var worst = new long[MOST];
            for (var i = 0; i < MOST; i++) {
                times[i] = (i == 0 ? random.nextLong(1L << 32) : times[i - 1]) + 1 + random.nextLong(1L << 54);
                worst[i] = random.nextLong();
                values[i] = round % 2 == 0 ? Double.longBitsToDouble(worst[i]) : (double) worst[i];
            }
            assertThat(encoder.encode(times, values, 0, MOST)).isLessThanOrEqualTo(BlockEncoder.mostBytes(1));
        }
    }

    @Test
    void random_bytes_are_refused_or_read_but_never_run_away() {
        var random = new SplittableRandom(13);
        for (var round = 0; round < 200_000; round++) {
            var bytes = new byte[random.nextInt(round % 100 == 0 ? BlockEncoder.mostBytes(1) * 2 : 100)];
            random.nextBytes(bytes);
            // a plausible head, so that not all end at the count
            if (bytes.length > 2 && round % 2 == 0) bytes[0] = (byte) (8 << 2);
            readOrRefuse(bytes, bytes.length);
        }
    }

    @Test
    void a_block_that_is_changed_or_cut_is_refused_or_read_but_never_runs_away() {
        var random = new SplittableRandom(17);
        for (var round = 0; round < 20_000; round++) {
            var samples = Samples.any(random, 1 + random.nextInt(MOST));
            var length = encoder.encode(samples.times(), samples.values(), 0, samples.times().length);
            var bytes = Arrays.copyOf(encoder.bytes(), length);
            for (var flip = random.nextInt(4); flip > 0; flip--)
                bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            readOrRefuse(bytes, random.nextInt(length + 1));
        }
    }

    @Test
    void a_block_that_is_cut_is_told() {
        var length = encode(i -> i * 7 % 31);

        assertThatExceptionOfType(Corrupt.class)
                .isThrownBy(() -> decoder.decode(encoder.bytes(), 0, length / 2, times, values, 0));
        assertThatExceptionOfType(Corrupt.class)
                .isThrownBy(() -> decoder.decode(encoder.bytes(), 0, 0, times, values, 0));
    }

    @Test
    void a_block_of_none_or_too_many_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(times, values, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(times, values, 0, MOST + 1));
    }

    @Test
    void several_columns_come_back_and_those_that_are_alike_cost_nothing() {
        var random = new SplittableRandom(29);
        for (var round = 0; round < 3_000; round++) {
            var columns = 1 + random.nextInt(BlockEncoder.MOST_COLUMNS);
            var count = 1 + random.nextInt(MOST);
            var some = new double[columns][];
            var first = Samples.any(random, count);
            for (var at = 0; at < columns; at++)
                some[at] = at > 0 && random.nextBoolean()
                        ? some[random.nextInt(at)].clone()
                        : Samples.any(random, count).values();
            var wide = new BlockEncoder(columns);
            var read = new double[columns][MOST];
            var length = wide.encode(first.times(), some, 0, count);

            assertThat(new BlockDecoder(columns).decode(wide.bytes(), 0, length, times, read, 0))
                    .isEqualTo(count);
            for (var at = 0; at < columns; at++)
                for (var i = 0; i < count; i++)
                    assertThat(Double.doubleToRawLongBits(read[at][i]))
                            .isEqualTo(Double.doubleToRawLongBits(some[at][i]));
        }
        var alike = new double[BlockEncoder.MOST_COLUMNS][];
        Arrays.fill(alike, Samples.any(random, MOST).values());
        var one = encoder.encode(Samples.regular(0, 10, MOST), alike[0], 0, MOST);

        assertThat(new BlockEncoder(alike.length).encode(Samples.regular(0, 10, MOST), alike, 0, MOST))
                .isLessThanOrEqualTo(one + alike.length);
    }

    @Test
    void neither_side_allocates() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var random = new SplittableRandom(19);
        var full = new double[MOST];
        var decimal = new double[MOST];
        var regular = Samples.regular(1_700_000_000, 10, MOST);
        for (var i = 0; i < MOST; i++) {
            full[i] = random.nextDouble();
            decimal[i] = random.nextInt(1000) / 10.0;
        }
        work(regular, full, decimal);

        var before = threads.getCurrentThreadAllocatedBytes();
        for (var round = 0; round < 1_000; round++) work(regular, full, decimal);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
    }

    private void work(long[] regular, double[] full, double[] decimal) {
        decoder.decode(encoder.bytes(), 0, encoder.encode(regular, full, 0, MOST), times, values, 0);
        decoder.decode(encoder.bytes(), 0, encoder.encode(regular, decimal, 0, MOST), times, values, 0);
    }

    private void assertComesBack(long[] someTimes, double[] someValues) {
        var count = someTimes.length;
        var length = encoder.encode(someTimes, someValues, 0, count);
        Arrays.fill(values, 77);

        assertThat(decoder.decode(encoder.bytes(), 0, length, times, values, 0)).isEqualTo(count);
        for (var i = 0; i < count; i++) {
            if (times[i] != someTimes[i]
                    || Double.doubleToRawLongBits(values[i]) != Double.doubleToRawLongBits(someValues[i]))
                throw new AssertionError("sample " + i + " of " + count + " is " + times[i] + " " + values[i] + ", was "
                        + someTimes[i] + " " + someValues[i]);
        }
    }

    private void readOrRefuse(byte[] bytes, int length) {
        try {
            assertThat(decoder.decode(bytes, 0, length, times, values, 0)).isBetween(1, MOST);
        } catch (Corrupt told) {
            assertThat(told).hasMessageMatching(".+");
        }
    }

    private int encode(DoubleUnaryOperator value) {
        var samples = Samples.regular(1_700_000_000, 10, MOST);
        var some = new double[MOST];
        for (var i = 0; i < MOST; i++) some[i] = value.applyAsDouble(i);
        return encoder.encode(samples, some, 0, MOST);
    }

    private int encoded(DoubleUnaryOperator value) {
        return encode(value);
    }
}

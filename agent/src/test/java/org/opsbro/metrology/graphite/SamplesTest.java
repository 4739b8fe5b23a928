package org.opsbro.metrology.graphite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.model.Value;

class SamplesTest {
    private static final long NOW = 1_796_000_000;

    private final List<String> taken = new ArrayList<>();
    private boolean isQuiet;
    private final Samples samples = new Samples(
            new Samples.Sink() {
                @Override
                public Object series(String name) {
                    return name;
                }

                @Override
                public boolean put(Object series, long second, double value) {
                    if (!isQuiet) taken.add(series + " " + value + " " + second);
                    return !series.equals("refused");
                }
            },
            7);

    private void packet(String text) {
        var bytes = text.getBytes(UTF_8);
        samples.packet(bytes, bytes.length, NOW);
    }

    private Value counter(String name) {
        return samples.toValue().get(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "a.b 1.5 1795999990 > a.b 1.5 1795999990",
                "a.b\t-2e3\t1795999990.9 > a.b -2000.0 1795999990",
                "a.b   1   -1 > a.b 1.0 1796000000",
                "a.b 1 N > a.b 1.0 1796000000",
                "a;z=1;b=2 1 N > a;b=2;z=1 1.0 1796000000",
                "a;b=1;b=2;c= 1 N > a;b=2 1.0 1796000000",
                "a 0 0 > a 0.0 0"
            })
    void lines_as_carbon_takes_them(String line, String wanted) {
        packet(line + "\r\n\n" + line);

        assertThat(taken).containsExactly(wanted, wanted);
        assertThat(counter("bad_lines")).isEqualTo(Value.of(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a 1",
                "a x 1795999990",
                "a 1 -2",
                "a 1 now",
                "a nan 1795999990",
                "a 1 1795999990 x",
                "a 1e999 N"
            })
    void what_is_wrong_is_counted_and_the_next_line_is_taken(String line) {
        packet(line + "\ngood 1 N\n");

        assertThat(taken).containsExactly("good 1.0 1796000000");
        assertThat(counter("bad_lines")).isEqualTo(Value.of(1));
        assertThat(counter("last_bad")).isEqualTo(Value.of(line));
    }

    @Test
    void what_the_store_does_not_take_is_counted() {
        packet("refused 1 N\nrefused 2 N\n");

        assertThat(counter("refused")).isEqualTo(Value.of(2));
    }

    @Test
    void random_bytes_change_nothing_but_counters() {
        var random = new SplittableRandom(3);
        var alphabet = "ab.;= \t\n\r0123456789-+eN".getBytes(UTF_8);
        var packet = new byte[400];
        for (var round = 0; round < 100_000; round++) {
            var length = random.nextInt(packet.length);
            for (var i = 0; i < length; i++)
                packet[i] =
                        random.nextInt(30) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            samples.packet(packet, length, NOW);
        }
        assertThat(((Value.Int) counter("lines")).number()).isGreaterThan(100_000);
    }

    @Test
    void what_is_known_costs_no_memory() {
        isQuiet = true;
        var packet = "web-1.cpu.user 12.25 1795999990\nweb-1.cpu;host=a 1e3 N\n".getBytes(UTF_8);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (var i = 0; i < 20_000; i++) samples.packet(packet, packet.length, NOW);
        var before = threads.getCurrentThreadAllocatedBytes();
        for (var i = 0; i < 50_000; i++) samples.packet(packet, packet.length, NOW);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes for 100,000 samples")
                .isLessThan(10_000);
    }
}

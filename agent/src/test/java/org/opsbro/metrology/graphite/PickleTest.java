package org.opsbro.metrology.graphite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.model.Malformed;
import org.opsbro.model.Value;

/** Beside Python's own pickle. */
class PickleTest {
    private static final long NOW = 1_796_000_000;
    private static final List<String> WANTED = List.of(
            "web.cpu 12.5 1796000000",
            "web.cpu 1.0 1796000010",
            "web;host=a;zone=b -3.0 1796000020",
            "größe 1.0E300 1796000030",
            "text 7.25 1796000040",
            "now 300.0 1796000000",
            "web.cpu 65536.0 1796000050",
            "long 2.147483648E9 1796000060");
    private static final String SAMPLES = """
            [("web.cpu", (1796000000, 12.5)), ("web.cpu", (1796000010.9, 1)), ("web;zone=b;host=a", [1796000020, -3]),
             ("gr\\u00f6\\u00dfe", (1796000030, 1e300)), ("text", ("1796000040", "7.25")), ("now", (-1, 300)),
             ("web.cpu", (1796000050, 65536)), ("long", (1796000060, 2**31))]""";

    private final List<String> taken = new ArrayList<>();
    private final Samples samples = new Samples(
            new Samples.Sink() {
                @Override
                public Object series(String name) {
                    return name;
                }

                @Override
                public boolean put(Object series, long second, double value) {
                    taken.add(series + " " + value + " " + second);
                    return true;
                }
            },
            7);

    /** What Python makes of an expression, by protocols 0 to 5. */
    private static List<byte[]> pickled(String expression) throws Exception {
        var script = "import pickle, sys\nfor p in range(6): print(pickle.dumps(eval(sys.argv[1]), p).hex())";
        var python = new ProcessBuilder("python3", "-c", script, expression).start();
        var lines = new String(python.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        assertThat(python.waitFor())
                .as(new String(python.getErrorStream().readAllBytes(), UTF_8))
                .isZero();
        return lines.stream().map(HexFormat.of()::parseHex).toList();
    }

    private boolean take(byte[] bytes) {
        return samples.pickle(bytes, 0, bytes.length, NOW);
    }

    private Value counter(String name) {
        return samples.toValue().get(name);
    }

    @Test
    void samples_are_taken_whatever_the_protocol() throws Exception {
        var all = pickled(SAMPLES);
        // protocol 0 writes letters beyond ASCII as escapes of its own
        for (var bytes : all.subList(1, all.size())) {
            taken.clear();
            assertThat(take(bytes)).isTrue();
            assertThat(taken).containsExactlyElementsOf(WANTED);
        }
        taken.clear();
        assertThat(take(pickled(SAMPLES.replace("\\u00f6\\u00df", "oss")).getFirst()))
                .isTrue();
        assertThat(taken).hasSize(WANTED.size()).contains("grosse 1.0E300 1796000030");
        assertThat(counter("bad_lines")).isEqualTo(Value.of(0));
    }

    @Test
    void what_is_no_sample_is_counted_and_the_others_are_taken() throws Exception {
        assertThat(take(pickled(
                                "[('a', (1, 2)), ('b', 3), 4, None, ('c', (1, 'x')), ('d', (1, float('nan'))), ('', (1, 2)), ('e', (-5, 1)), ('f', (2, 3))]")
                        .getLast()))
                .isTrue();

        assertThat(taken).containsExactly("a 2.0 1", "f 3.0 2");
        assertThat(counter("bad_lines")).isEqualTo(Value.of(7));
        assertThat(counter("lines")).isEqualTo(Value.of(9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__import__('os').system",
                "[__import__('datetime').datetime(2026, 11, 30)]",
                "{'a': 1}",
                "{1, 2}",
                "complex(1, 2)",
                "[bytearray(b'x')]"
            })
    void whatever_would_make_another_object_is_refused_before_it_is_made(String expression) throws Exception {
        for (var bytes : pickled(expression))
            assertThat(take(bytes)).as(HexFormat.of().formatHex(bytes)).isFalse();

        assertThat(taken).isEmpty();
        assertThat(counter("last_bad").display()).startsWith("a pickle: ");
    }

    @Test
    void a_pickle_that_calls_the_shell_is_not_understood() {
        assertThat(take("cos\nsystem\n(S'touch /tmp/owned'\ntR.".getBytes(UTF_8)))
                .isFalse();

        assertThat(counter("last_bad").display())
                .isEqualTo("a pickle: code c (99): a pickle of samples has lists, tuples, texts and numbers only");
    }

    @Test
    void more_values_than_may_be_are_refused() {
        var bytes = "]".repeat(300_000).getBytes(UTF_8);

        assertThatThrownBy(() -> Pickle.read(bytes, 0, bytes.length))
                .isInstanceOf(Malformed.class)
                .hasMessage("more than 250000 values");
    }

    @Test
    void each_cut_and_each_changed_byte_is_refused_or_read() throws Exception {
        var random = new SplittableRandom(4);
        for (var whole : pickled(SAMPLES)) {
            for (var length = 0; length < whole.length; length++) {
                var cut = length;
                assertThatThrownBy(() -> Pickle.read(whole, 0, cut)).isInstanceOf(Malformed.class);
            }
            for (var round = 0; round < 20_000; round++) {
                var changed = whole.clone();
                for (var i = random.nextInt(3); i >= 0; i--)
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                take(changed);
            }
        }
        assertThat(((Value.Int) counter("bad_lines")).number()).isPositive();
    }
}

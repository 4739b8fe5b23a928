package org.opsbro.metrology;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.evaluator.Display;
import org.opsbro.model.Value;

class DecimalTest {
    private static double parse(String text) {
        var bytes = ("x" + text + "y").getBytes(US_ASCII);
        return Decimal.parse(bytes, 1, bytes.length - 1);
    }

    @Test
    void numbers_are_those_of_java_to_the_last_bit() {
        var random = new SplittableRandom(1);
        for (var i = 0; i < 200_000; i++) {
            var value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(value)) continue;
            var text = random.nextBoolean()
                    ? Double.toString(value)
                    : Long.toString(random.nextLong() >> random.nextInt(60));
            if (random.nextInt(3) == 0)
                text = random.nextInt(10_000) + "." + random.nextInt(10_000) + "e" + (random.nextInt(60) - 30);
            assertThat(parse(text)).as(text).isEqualTo(Double.parseDouble(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "+5", "1.", ".5", "1e3", "1E+3", "1e308", "0.000000000000000000000001", "00012"})
    void forms_of_numbers(String text) {
        assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                ".",
                "e5",
                "1e",
                "1e+",
                "1x",
                "NaN",
                "Infinity",
                "0x10",
                "1 ",
                "1e309",
                "--1",
                "1.2.3",
                "1d",
                "1e99999999999"
            })
    void what_is_no_number(String text) {
        assertThat(parse(text)).isNaN();
    }

    @Test
    void a_very_long_number_is_refused() {
        assertThat(parse("1".repeat(10_000))).isNaN();
        assertThat(parse("0." + "1".repeat(100))).isEqualTo(Double.parseDouble("0." + "1".repeat(100)));
    }

    private static void assertWritten(double value) {
        var text = new StringBuilder();
        if (Decimal.append(value, text)) assertThat(text).hasToString(Display.repr(Value.of(value)));
        else assertThat(text).isEmpty();
    }

    @Test
    void numbers_are_written_as_python_does_or_not_at_all() {
        var random = new SplittableRandom(2);
        for (var i = 0; i < 100_000; i++) {
            assertWritten(Double.longBitsToDouble(random.nextLong()));
            assertWritten((random.nextLong() >> random.nextInt(64)) / Math.pow(10, random.nextInt(7)));
            assertWritten(random.nextDouble() * 100);
        }
        for (var each : new double[] {0.0, -0.0, 1e15, 999999999999999.0, -0.5, 0.0001, 1e-5, 1e300, Double.NaN})
            assertWritten(each);
        for (var each : new double[] {12, -0.5, 0.0001, 99.99, 123456789012.25}) {
            var text = new StringBuilder();
            assertThat(Decimal.append(each, text)).isTrue();
            assertThat(text).hasToString(Display.repr(Value.of(each)));
        }
    }
}

package org.opsbro.metrology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Colors as people see them who have all cones, or no red or green ones: Viénot, Brettel and Mollon 1999. */
class ThemeTest {
    private static double linear(int part) {
        var value = (part & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static double[] seen(int color, String eyes) {
        var red = linear(color >> 16);
        var green = linear(color >> 8);
        var blue = linear(color);
        return switch (eyes) {
            case "no red" -> {
                var mixed = 0.11238 * red + 0.88762 * green;
                yield new double[] {mixed, mixed, 0.00401 * red - 0.00401 * green + blue};
            }
            case "no green" -> {
                var mixed = 0.29275 * red + 0.70725 * green;
                yield new double[] {mixed, mixed, -0.02234 * red + 0.02234 * green + blue};
            }
            default -> new double[] {red, green, blue};
        };
    }

    /** CIE L*a*b*, 1976. */
    private static double[] lab(double[] rgb) {
        var x = curve((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505);
        var y = curve(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
        var z = curve((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double curve(double part) {
        return part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16.0 / 116;
    }

    private static double apart(int one, int other, String eyes) {
        var a = lab(seen(one, eyes));
        var b = lab(seen(other, eyes));
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private static double light(int color) {
        var rgb = seen(color, "all");
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    /** As WCAG 2 tells it. */
    private static double contrast(int one, int other) {
        var more = Math.max(light(one), light(other));
        return (more + 0.05) / (Math.min(light(one), light(other)) + 0.05);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "no red", "no green"})
    void whoever_looks_tells_the_lines_apart(String eyes) {
        for (var theme : List.of(Theme.LIGHT, Theme.DARK)) {
            var lines = theme.lines();
            for (var i = 0; i < lines.size(); i++)
                for (var k = i + 1; k < lines.size(); k++)
                    assertThat(apart(lines.get(i), lines.get(k), eyes))
                            .as("%06x %06x", lines.get(i) & 0xffffff, lines.get(k) & 0xffffff)
                            .isGreaterThan(12);
        }
    }

    @Test
    void all_can_be_read_on_their_background() {
        for (var theme : List.of(Theme.LIGHT, Theme.DARK)) {
            for (var line : theme.lines())
                assertThat(contrast(line, theme.background())).as("%06x", line).isGreaterThan(2.0);
            assertThat(contrast(theme.text(), theme.background())).isGreaterThan(10);
            assertThat(contrast(theme.quiet(), theme.background())).isGreaterThan(4.5);
        }
    }
}

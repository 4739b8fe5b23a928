package org.opsbro.metrology.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * An axis of values: from where to where, and at which ones there is a line.
 *
 * @param step from one to the next
 */
record ValueAxis(double least, double most, double step, Chart.Units units) {
    private static final int MOST_TICKS = 100;
    private static final double[] NICE = {1, 2, 2.5, 5, 10};
    private static final double ZERO_IS_NEAR = 0.6;
    private static final String[] SMALL = {"", "m", "µ", "n", "p"};
    private static final String[] LARGE = {"", "K", "M", "G", "T", "P", "E", "Z", "Y"};

    record Tick(double value, String label) {}

    /**
     * For values from the least to the greatest.
     *
     * @param intervals how many of them there is room for
     */
    static ValueAxis of(double lowest, double highest, Chart.Scale scale, int intervals) {
        double low = scale.least().orElse(Double.isFinite(lowest) ? lowest : 0.0);
        double high = scale.most().orElse(Double.isFinite(highest) ? highest : 1.0);
        if (scale.least().isEmpty() && low > 0 && low <= ZERO_IS_NEAR * high) low = 0;
        if (scale.most().isEmpty() && high < 0 && high >= ZERO_IS_NEAR * low) high = 0;
        if (!(high > low)) {
            var around = low == 0 ? 1 : Math.abs(low) * 0.1;
            if (scale.most().isPresent() && scale.least().isEmpty()) low = high - around;
            else if (low != 0 && scale.least().isEmpty()) {
                low -= around;
                high = low + 2 * around;
            } else high = low + around;
        }
        var step = nice((high - low) / Math.max(1, intervals), scale.units());
        var least = scale.least().isPresent() ? low : Math.floor(low / step + 1e-9) * step;
        var most = scale.most().isPresent() ? high : Math.ceil(high / step - 1e-9) * step;
        return new ValueAxis(least, most, step, scale.units());
    }

    /** The same number of steps as another one, so that both have the lines of the grid. */
    static ValueAxis beside(ValueAxis other, double lowest, double highest, Chart.Scale scale) {
        var count = Math.max(1, (int) Math.round((other.most - other.least) / other.step));
        var own = of(lowest, highest, scale, count);
        if (scale.least().isPresent() || scale.most().isPresent()) return own;
        var step = own.step;
        for (var tries = 0; tries < 12; tries++) {
            var least = Math.floor(own.least / step + 1e-9) * step;
            if (least + count * step >= own.most - 1e-9 * Math.abs(own.most))
                return new ValueAxis(least, least + count * step, step, scale.units());
            step = nice(step * 1.01, scale.units());
        }
        return own;
    }

    private static double nice(double about, Chart.Units units) {
        if (!(about > 0) || !Double.isFinite(about)) return 1;
        if (units == Chart.Units.BINARY && about >= 1)
            return Math.pow(2, Math.ceil(Math.log(about) / Math.log(2) - 1e-9));
        var power = Math.pow(10, Math.floor(Math.log10(about) + 1e-9));
        for (var each : NICE) if (each * power >= about * (1 - 1e-9)) return each * power;
        return 10 * power;
    }

    /** All lines of the grid. */
    List<Tick> ticks() {
        List<Tick> ticks = new ArrayList<>();
        var first = Math.ceil(least / step - 1e-6);
        for (var i = 0; i < MOST_TICKS; i++) {
            var value = (first + i) * step;
            if (value > most + step * 1e-6) break;
            ticks.add(new Tick(value, label(value)));
        }
        return ticks;
    }

    private String label(double value) {
        if (Math.abs(value) < step * 1e-6) return "0";
        var base = units == Chart.Units.BINARY ? 1024.0 : 1000.0;
        var greatest = Math.max(Math.abs(least), Math.abs(most));
        var power = units == Chart.Units.PLAIN ? 0 : power(greatest, base);
        var scaled = value / Math.pow(base, power);
        var digits = decimals(step / Math.pow(base, power));
        if (Math.abs(scaled) >= 1e15 || digits > 12) return String.valueOf(value);
        var text = new BigDecimal(scaled).setScale(digits, RoundingMode.HALF_EVEN);
        return text.toPlainString()
                + (power >= 0 ? LARGE[power] : SMALL[-power])
                + (units == Chart.Units.BINARY && power > 0 ? "i" : "");
    }

    private static int power(double greatest, double base) {
        if (greatest >= 1 || base == 1024.0) {
            var power = 0;
            for (var left = greatest; left >= base && power < LARGE.length - 1; left /= base) power++;
            return power;
        }
        if (greatest >= 0.1) return 0;
        var power = 0;
        for (var left = greatest; left < 1 && power > 1 - SMALL.length; left *= base) power--;
        return power;
    }

    private static int decimals(double step) {
        var digits = 0;
        for (var left = step; digits < 13 && Math.abs(left - Math.rint(left)) > 1e-6 * Math.abs(left); left *= 10)
            digits++;
        return digits;
    }
}

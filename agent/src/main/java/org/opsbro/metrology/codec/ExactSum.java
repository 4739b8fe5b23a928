package org.opsbro.metrology.codec;

/** Sums of decimals that are decimals: 0.1 + 0.2 is 0.3 here. */
public final class ExactSum {
    private static final double EXACT = 1L << 53;

    private ExactSum() {}

    /** Of the values from one place up to another, as decimals if all of them are (of up to nine places), else as doubles are added. */
    public static double of(double[] values, int from, int to) {
        var exponent = 0;
        var sum = 0.0;
        var decimals = true;
        for (var i = from; i < to; i++) {
            sum += values[i];
            while (decimals && !Decimals.fits(values[i], exponent)) decimals = ++exponent <= Decimals.MOST_EXPONENT;
        }
        return decimals ? exact(values, from, to, exponent, sum) : sum;
    }

    private static double exact(double[] values, int from, int to, int exponent, double sum) {
        var exact = 0L;
        for (var i = from; i < to; i++) {
            if (!Decimals.fits(values[i], exponent)) return sum;
            exact += Decimals.number(values[i], exponent);
            if (Math.abs((double) exact) >= EXACT) return sum;
        }
        return Decimals.value(exact, exponent);
    }
}

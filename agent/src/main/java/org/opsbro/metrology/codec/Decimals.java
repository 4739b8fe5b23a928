package org.opsbro.metrology.codec;

/**
 * Doubles as exact decimal integers: the smallest exponent e with which nearly every value is {@code m / 10^e}, to the bit. Values that are none (0.1 + 0.2,
 * negative zero, NaN) are exceptions, as long as they are few.
 */
final class Decimals {
    static final int MOST_EXPONENT = 9;

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    private static final double EXACT = 1L << 53;
    private static final double LONGEST = 0x1p63;
    private static final int ONE_IN = 8;

    private final long[] numbers;
    private final int[] exceptions;
    private int count;

    Decimals(int most) {
        numbers = new long[most];
        exceptions = new int[most / ONE_IN];
    }

    /** The integers, once {@link #exponent} said they are. */
    long[] numbers() {
        return numbers;
    }

    /** How many exceptions there are. */
    int exceptions() {
        return count;
    }

    /** Where the value is that is the exception of this number. */
    int exception(int number) {
        return exceptions[number];
    }

    /** The exponent, or -1 if too many values are no decimals. */
    int exponent(double[] values, int from, int size) {
        var most = size / ONE_IN;
        var exponent = 0;
        var other = 0;
        for (var i = 0; i < size; i++) {
            var fits = exponent;
            while (fits <= MOST_EXPONENT && !fits(values[from + i], fits)) fits++;
            if (fits <= MOST_EXPONENT) exponent = fits;
            else if (++other > most) return -1;
        }
        return convert(values, from, size, exponent, most) ? exponent : -1;
    }

    /** An exception has the number before it, which costs nothing. */
    private boolean convert(double[] values, int from, int size, int exponent, int most) {
        count = 0;
        for (var i = 0; i < size; i++) {
            var value = values[from + i];
            if (fits(value, exponent)) {
                numbers[i] = number(value, exponent);
            } else {
                if (count == most) return false;
                exceptions[count++] = i;
                numbers[i] = i == 0 ? 0 : numbers[i - 1];
            }
        }
        if (count > 0 && exceptions[0] == 0) numbers[0] = numbers[1];
        return true;
    }

    /** The integer of a value that {@link #fits}. */
    static long number(double value, int exponent) {
        return exponent == 0 ? (long) value : (long) Math.rint(value * POWERS[exponent]);
    }

    /** Whether the value is an integer divided by that power of ten, to the bit. */
    static boolean fits(double value, int exponent) {
        if (value == 0) return Double.doubleToRawLongBits(value) == 0;
        if (exponent == 0) return value >= -LONGEST && value < LONGEST && value == (long) value;
        var scaled = Math.rint(value * POWERS[exponent]);
        return Math.abs(scaled) < EXACT && scaled / POWERS[exponent] == value;
    }

    static double value(long number, int exponent) {
        return exponent == 0 ? number : number / POWERS[exponent];
    }

    static void restore(long[] numbers, int exponent, double[] values, int at, int size) {
        if (exponent == 0) {
            for (var i = 0; i < size; i++) values[at + i] = numbers[i];
        } else {
            var power = POWERS[exponent];
            for (var i = 0; i < size; i++) values[at + i] = numbers[i] / power;
        }
    }
}

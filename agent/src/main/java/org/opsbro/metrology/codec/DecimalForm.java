package org.opsbro.metrology.codec;

/** Doubles as decimals with a few places, where they are that to the bit. */
public final class DecimalForm {
    private DecimalForm() {}

    /** How many places behind the point the value has, 0 to 9; -1 if it is no such decimal. */
    public static int places(double value) {
        for (var places = 0; places <= Decimals.MOST_EXPONENT; places++)
            if (Decimals.fits(value, places)) return places;
        return -1;
    }

    /** The value times ten to the power of its places. */
    public static long number(double value, int places) {
        return Decimals.number(value, places);
    }
}

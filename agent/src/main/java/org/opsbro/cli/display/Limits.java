package org.opsbro.cli.display;

/**
 * From where to where a figure goes, and from which on it is a warning, and bad. Where {@code bad} is less than {@code warning}, small figures are the bad ones.
 *
 * @param warning NaN for none
 * @param bad NaN for none
 */
public record Limits(double least, double most, double warning, double bad) {
    /** Of a hundred, yellow from 75 on, red from 90 on. */
    public static final Limits PERCENT = new Limits(0, 100, 75, 90);

    /** Which part of the way a figure has gone, 0 to 1; 0 where there is none. */
    public double part(double figure) {
        return Double.isNaN(figure) || most <= least ? 0 : Math.clamp((figure - least) / (most - least), 0, 1);
    }

    /** Whether any figure can be a warning, or bad. */
    boolean judges() {
        return !Double.isNaN(warning) || !Double.isNaN(bad);
    }

    public Mark mark(double figure) {
        var smallIsBad = bad < warning;
        if (smallIsBad ? figure <= bad : figure >= bad) return Mark.BAD;
        return (smallIsBad ? figure <= warning : figure >= warning) ? Mark.WARNING : Mark.OK;
    }

    String colour(Paint paint, double figure, String text) {
        return mark(figure).colour(paint, text);
    }
}

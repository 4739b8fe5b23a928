package org.opsbro.metrology.chart;

/** What charts are drawn on: pixels from the left and the top; colors are {@code 0xAARRGGBB}; what is drawn later lies on top. */
interface Canvas {
    /** Which end of a text is at its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** @param corners x and y by turns; the last is joined to the first */
    void polygon(double[] corners, int color);

    /**
     * A line with round corners.
     *
     * @param points x and y by turns, at least two points
     * @param dash length of dashes and of the gaps between them; 0 for none
     */
    void line(double[] points, double width, double dash, int color);

    void rectangle(double left, double top, double width, double height, int color);

    void dot(double x, double y, double radius, int color);

    /**
     * One line of text.
     *
     * @param y of the line that letters stand on
     * @param upwards whether it is turned to be read from below, around its place
     */
    void text(String text, double x, double y, double size, Anchor anchor, boolean upwards, int color);

    /** Until {@link #everywhere}, nothing is drawn outside. */
    void only(double left, double top, double width, double height);

    void everywhere();
}

package org.opsbro.metrology.chart;

/**
 * A series as it is drawn.
 *
 * @param start of the first value, seconds since 1970
 * @param step seconds from one to the next
 * @param values NaN where there is none
 * @param floors as many, what its area stands on; empty: on 0
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Line(String name, long start, long step, double[] values, double[] floors, Style style) {
    /**
     * How it looks.
     *
     * @param color {@code 0xAARRGGBB}
     * @param dash length of dashes, 0 for none
     * @param fill how much of the area below it is seen, 0 to 1; 0 for none
     * @param onRight whether the axis on the right is its own
     * @param vertical whether it is a vertical line wherever its value is not 0
     */
    public record Style(int color, double width, double dash, double fill, boolean onRight, boolean vertical) {}

    double floor(int at) {
        return floors.length == 0 ? 0 : floors[at];
    }
}

package org.opsbro.metrology.chart;

import java.util.List;

/**
 * The colors of a chart, {@code 0xAARRGGBB}. Those of the lines are made after Okabe and Ito, so that people who do not see red or green tell neighbours apart,
 * and are darker on white and lighter on black.
 *
 * @param text of titles, and of what is important
 * @param quiet of labels
 * @param grid of the lines behind
 * @param axis of the line that the values stand on
 */
public record Theme(int background, int text, int quiet, int grid, int axis, List<Integer> lines) {
    public static final Theme LIGHT = new Theme(
            0xffffffff,
            0xff1f2933,
            0xff66717d,
            0xffe8ebef,
            0xffb6bec7,
            List.of(0xff0072b2, 0xffd55e00, 0xff009e73, 0xffcc79a7, 0xffe69f00, 0xff56b4e9, 0xff2e2585, 0xff882255));

    public static final Theme DARK = new Theme(
            0xff16191d,
            0xffe6e9ed,
            0xff98a2ad,
            0xff292e35,
            0xff4b535d,
            List.of(0xff56b4e9, 0xffff8a3d, 0xff2bbf8f, 0xfff3a6d0, 0xfff5e04a, 0xff3f6fec, 0xffe4e7eb, 0xffc2573a));

    public Theme {
        lines = List.copyOf(lines);
    }

    public Theme background(int color) {
        return new Theme(color, text, quiet, grid, axis, lines);
    }

    /** With another color of texts, and others beside it that are nearer to the background. */
    public Theme text(int color) {
        return new Theme(
                background,
                color,
                mixed(color, background, 0.35),
                mixed(color, background, 0.85),
                mixed(color, background, 0.6),
                lines);
    }

    public Theme lines(List<Integer> colors) {
        return new Theme(background, text, quiet, grid, axis, colors);
    }

    private static int mixed(int one, int other, double part) {
        var mixed = 0xff;
        for (var shift = 16; shift >= 0; shift -= 8) {
            var from = (one >> shift) & 0xff;
            mixed = mixed << 8 | (int) Math.round(from + part * (((other >> shift) & 0xff) - from));
        }
        return mixed;
    }
}

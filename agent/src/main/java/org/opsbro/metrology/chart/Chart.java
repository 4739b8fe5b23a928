package org.opsbro.metrology.chart;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A chart, and how it is wanted.
 *
 * @param width pixels
 * @param from seconds since 1970, at the left edge
 * @param until seconds since 1970, at the right edge
 * @param left what is said beside the left axis
 * @param fontSize pixels
 */
public record Chart(
        int width,
        int height,
        long from,
        long until,
        ZoneId zone,
        List<Line> lines,
        Mode mode,
        int connected,
        String title,
        Scale left,
        Scale right,
        double fontSize,
        double margin,
        Shown shown,
        Theme theme) {
    /** How values are joined. */
    public enum Mode {
        SLOPE,
        STAIRCASE,
        /** As {@link #SLOPE}, over values that are missing. */
        CONNECTED
    }

    /**
     * An axis of values.
     *
     * @param least as the lines want it, if empty
     * @param most as the lines want it, if empty
     */
    public record Scale(String title, Optional<Double> least, Optional<Double> most, Units units) {}

    /** How values are told. */
    public enum Units {
        SI,
        BINARY,
        PLAIN
    }

    /** What is drawn around the lines. */
    public record Shown(boolean legend, boolean times, boolean values, boolean grid) {}

    public Chart {
        lines = List.copyOf(lines);
    }

    /** As the text of an SVG. */
    public String svg() {
        var svg = new Svg(width, height, theme.background());
        new Plot(this, Typeface.standard()).draw(svg);
        return svg.end();
    }

    /** As a PNG; the stream stays open. */
    public void png(OutputStream out) throws IOException {
        var raster = new Raster(width, height, theme.background(), Typeface.standard());
        new Plot(this, Typeface.standard()).draw(raster);
        raster.write(out);
    }
}

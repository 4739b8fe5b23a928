package org.opsbro.metrology.chart;

import java.util.Locale;

/** Writes SVG 1.1: numbers to a tenth of a pixel, texts without letters that XML does not have. */
final class Svg implements Canvas {
    private final StringBuilder out = new StringBuilder(8192);

    Svg(int width, int height, int background) {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height)
                .append("\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append(
                        "\" font-family=\"Roboto,'Helvetica Neue',Helvetica,Arial,sans-serif\" stroke-linejoin=\"round\">\n");
        rectangle(0, 0, width, height, background);
    }

    @Override
    public void polygon(double[] corners, int color) {
        out.append("<path d=\"");
        path(corners);
        out.append("z\"");
        paint("fill", color);
        out.append("/>\n");
    }

    @Override
    public void line(double[] points, double thick, double dash, int color) {
        out.append("<path d=\"");
        path(points);
        out.append("\" fill=\"none\"");
        paint("stroke", color);
        attribute("stroke-width", thick);
        if (dash > 0) attribute("stroke-dasharray", dash);
        out.append("/>\n");
    }

    /** Each point as the way from the one before. */
    private void path(double[] points) {
        var x = Math.round(points[0] * 10);
        var y = Math.round(points[1] * 10);
        out.append('M');
        number(x);
        out.append(' ');
        number(y);
        for (var i = 2; i < points.length; i += 2) {
            var toX = Math.round(points[i] * 10);
            var toY = Math.round(points[i + 1] * 10);
            if (toY == y && toX == x) continue;
            if (toY == y) {
                out.append('h');
                number(toX - x);
            } else if (toX == x) {
                out.append('v');
                number(toY - y);
            } else {
                out.append('l');
                number(toX - x);
                if (toY >= y) out.append(' ');
                number(toY - y);
            }
            x = toX;
            y = toY;
        }
    }

    private void number(long tenths) {
        if (tenths < 0) out.append('-');
        out.append(Math.abs(tenths) / 10);
        if (tenths % 10 != 0) out.append('.').append(Math.abs(tenths) % 10);
    }

    private void attribute(String name, double value) {
        out.append(' ').append(name).append("=\"");
        number(Math.round(value * 10));
        out.append('"');
    }

    private void paint(String name, int color) {
        out.append(' ').append(name).append(String.format(Locale.ROOT, "=\"#%06x\"", color & 0xffffff));
        var opacity = color >>> 24;
        if (opacity < 255) out.append(String.format(Locale.ROOT, " %s-opacity=\"%.2f\"", name, opacity / 255.0));
    }

    @Override
    public void rectangle(double left, double top, double wide, double high, int color) {
        out.append("<rect");
        attribute("x", left);
        attribute("y", top);
        attribute("width", wide);
        attribute("height", high);
        paint("fill", color);
        out.append("/>\n");
    }

    @Override
    public void dot(double x, double y, double radius, int color) {
        out.append("<circle");
        attribute("cx", x);
        attribute("cy", y);
        attribute("r", radius);
        paint("fill", color);
        out.append("/>\n");
    }

    @Override
    public void text(String text, double x, double y, double size, Anchor anchor, boolean upwards, int color) {
        out.append("<text");
        attribute("x", x);
        attribute("y", y);
        attribute("font-size", size);
        if (anchor != Anchor.START)
            out.append(" text-anchor=\"")
                    .append(anchor.name().toLowerCase(Locale.ROOT))
                    .append('"');
        if (upwards) {
            out.append(" transform=\"rotate(-90 ");
            number(Math.round(x * 10));
            out.append(' ');
            number(Math.round(y * 10));
            out.append(")\"");
        }
        paint("fill", color);
        out.append('>');
        escaped(text);
        out.append("</text>\n");
    }

    private void escaped(String text) {
        text.codePoints().forEach(letter -> {
            switch (letter) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isOfXml(letter) ? letter : ' ');
            }
        });
    }

    /** What XML 1.0 §2.2 has, without line ends. */
    private static boolean isOfXml(int letter) {
        return letter >= 0x20
                && !(letter >= 0x7f && letter < 0xa0)
                && !(letter >= 0xd800 && letter < 0xe000)
                && (letter & 0xfffe) != 0xfffe;
    }

    @Override
    public void only(double left, double top, double wide, double high) {
        out.append("<svg");
        attribute("x", left);
        attribute("y", top);
        attribute("width", wide);
        attribute("height", high);
        out.append(" viewBox=\"");
        for (var each : new double[] {left, top, wide, high}) {
            number(Math.round(each * 10));
            out.append(' ');
        }
        out.setCharAt(out.length() - 1, '"');
        out.append(">\n");
    }

    @Override
    public void everywhere() {
        out.append("</svg>\n");
    }

    /** The whole picture. */
    String end() {
        return out.append("</svg>\n").toString();
    }
}

package org.opsbro.metrology.chart;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws into a PNG. What is drawn is kept, and painted when it is written, a band of rows after the other, so that a picture takes little memory however high it is.
 * How much of a pixel a shape covers is summed up from the signed areas right of its edges: as font-rs does it, after Levien.
 */
final class Raster implements Canvas {
    private static final int BAND = 64;
    private static final int ROUND = 12;

    private final int width;
    private final int height;
    private final int background;
    private final Typeface letters;
    private final List<Shape> shapes = new ArrayList<>();
    private Window window;

    private record Window(double left, double top, double right, double bottom) {
        boolean misses(double from, double to) {
            return to <= top || from >= bottom;
        }
    }

    /** Tells its edges, closed and all in one sense of rotation or all in the other. */
    private interface Edges {
        void tell(Cover cover);
    }

    private record Shape(Edges edges, double top, double bottom, Window window, int color) {}

    Raster(int width, int height, int background, Typeface letters) {
        this.width = width;
        this.height = height;
        this.background = background;
        this.letters = letters;
        this.window = new Window(0, 0, width, height);
    }

    private void add(Edges edges, double top, double bottom, int color) {
        if (color >>> 24 != 0 && !window.misses(top, bottom)) shapes.add(new Shape(edges, top, bottom, window, color));
    }

    @Override
    public void polygon(double[] corners, int color) {
        var top = Double.MAX_VALUE;
        var bottom = -Double.MAX_VALUE;
        for (var i = 1; i < corners.length; i += 2) {
            top = Math.min(top, corners[i]);
            bottom = Math.max(bottom, corners[i]);
        }
        add(cover -> cover.polygon(corners), top, bottom, color);
    }

    @Override
    public void rectangle(double left, double top, double wide, double high, int color) {
        polygon(new double[] {left, top, left + wide, top, left + wide, top + high, left, top + high}, color);
    }

    @Override
    public void dot(double x, double y, double radius, int color) {
        add(cover -> cover.round(x, y, radius, 4 * ROUND), y - radius, y + radius, color);
    }

    @Override
    public void line(double[] points, double thick, double dash, int color) {
        var top = Double.MAX_VALUE;
        var bottom = -Double.MAX_VALUE;
        for (var i = 1; i < points.length; i += 2) {
            top = Math.min(top, points[i]);
            bottom = Math.max(bottom, points[i]);
        }
        add(
                cover -> {
                    if (dash <= 0) cover.line(points, thick);
                    else dashes(points, dash, piece -> cover.line(piece, thick));
                },
                top - thick,
                bottom + thick,
                color);
    }

    private interface Pieces {
        void tell(double[] piece);
    }

    private static void dashes(double[] points, double dash, Pieces pieces) {
        var path = new Path();
        path.to(points[0], points[1]);
        var isOn = true;
        var left = dash;
        for (var i = 2; i < points.length; i += 2) {
            var x = points[i - 2];
            var y = points[i - 1];
            var whole = Math.hypot(points[i] - x, points[i + 1] - y);
            var done = 0.0;
            while (whole - done > left) {
                done += left;
                var part = done / whole;
                path.to(x + (points[i] - x) * part, y + (points[i + 1] - y) * part);
                if (isOn) pieces.tell(path.toArray());
                path.clear();
                path.to(x + (points[i] - x) * part, y + (points[i + 1] - y) * part);
                isOn = !isOn;
                left = dash;
            }
            left -= whole - done;
            path.to(points[i], points[i + 1]);
        }
        if (isOn && path.points() > 1) pieces.tell(path.toArray());
    }

    @Override
    public void text(String text, double x, double y, double size, Anchor anchor, boolean upwards, int color) {
        var shift = switch (anchor) {
            case START -> 0;
            case MIDDLE -> letters.width(text, size) / 2;
            case END -> letters.width(text, size);
        };
        var outlines = letters.outlines(text, size);
        var top = y;
        var bottom = y;
        for (var outline : outlines)
            for (var i = 0; i < outline.length; i += 2) {
                var right = outline[i] - shift;
                var up = outline[i + 1];
                outline[i] = upwards ? x - up : x + right;
                outline[i + 1] = upwards ? y - right : y - up;
                top = Math.min(top, outline[i + 1]);
                bottom = Math.max(bottom, outline[i + 1]);
            }
        add(cover -> outlines.forEach(cover::polygon), top, bottom, color);
    }

    @Override
    public void only(double left, double top, double wide, double high) {
        window = new Window(Math.round(left), Math.round(top), Math.round(left + wide), Math.round(top + high));
    }

    @Override
    public void everywhere() {
        window = new Window(0, 0, width, height);
    }

    /** What stays open is not closed. */
    void write(OutputStream out) throws IOException {
        var pixels = new int[width * BAND];
        var cover = new Cover(width, BAND);
        try (var png = new Png(out, width, height)) {
            for (var top = 0; top < height; top += BAND) {
                var rows = Math.min(BAND, height - top);
                Arrays.fill(pixels, background & 0xffffff);
                for (var shape : shapes)
                    if (shape.bottom() > top && shape.top() < top + rows) paint(shape, cover, pixels, top, rows);
                for (var row = 0; row < rows; row++) png.row(pixels, row * width);
            }
        }
    }

    private void paint(Shape shape, Cover cover, int[] pixels, int top, int rows) {
        cover.begin(top, rows);
        shape.edges().tell(cover);
        var first = Math.max(0, (int) shape.window().top() - top);
        var last = Math.min(rows, (int) shape.window().bottom() - top);
        var left = Math.max(0, (int) shape.window().left());
        var right = Math.min(width, (int) shape.window().right());
        var opacity = (shape.color() >>> 24) / 255f;
        for (var row = first; row < last; row++) cover.blend(row, left, right, shape.color(), opacity, pixels);
    }

    /** How much of each pixel of a band a shape covers. */
    private static final class Cover {
        private final int width;
        private final float[] areas;
        private final boolean[] touched;
        private int top;
        private int rows;

        Cover(int width, int rows) {
            this.width = width;
            this.areas = new float[(width + 2) * rows];
            this.touched = new boolean[rows];
        }

        void begin(int first, int count) {
            for (var row = 0; row < touched.length; row++)
                if (touched[row]) Arrays.fill(areas, row * (width + 2), (row + 1) * (width + 2), 0);
            Arrays.fill(touched, false);
            top = first;
            rows = count;
        }

        void polygon(double[] corners) {
            var last = corners.length - 2;
            for (var i = 0; i < corners.length; i += 2) {
                edge(corners[last], corners[last + 1], corners[i], corners[i + 1]);
                last = i;
            }
        }

        void round(double x, double y, double radius, int sides) {
            if (y + radius < top || y - radius > top + rows) return;
            var fromX = x + radius;
            var fromY = y;
            for (var i = 1; i <= sides; i++) {
                var angle = 2 * Math.PI * i / sides;
                var toX = x + radius * Math.cos(angle);
                var toY = y + radius * Math.sin(angle);
                edge(fromX, fromY, toX, toY);
                fromX = toX;
                fromY = toY;
            }
        }

        /** Pieces that lie over one another cover no more than one. */
        void line(double[] points, double thick) {
            var half = thick / 2;
            for (var i = 0; i + 3 < points.length; i += 2) {
                var x = points[i];
                var y = points[i + 1];
                var toX = points[i + 2];
                var toY = points[i + 3];
                if (Math.max(y, toY) + half < top || Math.min(y, toY) - half > top + rows) continue;
                var length = Math.hypot(toX - x, toY - y);
                if (length == 0) continue;
                var sideX = (toY - y) / length * half;
                var sideY = -(toX - x) / length * half;
                edge(x + sideX, y + sideY, toX + sideX, toY + sideY);
                edge(toX + sideX, toY + sideY, toX - sideX, toY - sideY);
                edge(toX - sideX, toY - sideY, x - sideX, y - sideY);
                edge(x - sideX, y - sideY, x + sideX, y + sideY);
                if (i > 0 && isBent(points, i)) round(x, y, half, ROUND);
            }
        }

        private static boolean isBent(double[] points, int i) {
            var x = points[i] - points[i - 2];
            var y = points[i + 1] - points[i - 1];
            var nextX = points[i + 2] - points[i];
            var nextY = points[i + 3] - points[i + 1];
            return Math.abs(x * nextY - y * nextX) > 0.1 * (Math.abs(x * nextX + y * nextY) + 1e-9);
        }

        private void edge(double x0, double y0, double x1, double y1) {
            if (y0 == y1) return;
            var direction = y0 < y1 ? 1f : -1f;
            var fromX = y0 < y1 ? x0 : x1;
            var fromY = Math.min(y0, y1);
            var toY = Math.max(y0, y1);
            var slope = (x1 - x0) / (y1 - y0);
            var first = Math.max(0, (int) Math.floor(fromY) - top);
            var last = Math.min(rows, (int) Math.ceil(toY) - top);
            for (var row = first; row < last; row++) {
                var from = Math.max(fromY, row + top);
                var to = Math.min(toY, row + top + 1.0);
                if (to <= from) continue;
                touched[row] = true;
                part(
                        row * (width + 2),
                        (float) Math.clamp(fromX + (from - fromY) * slope, 0, width),
                        (float) Math.clamp(fromX + (to - fromY) * slope, 0, width),
                        direction * (float) (to - from));
            }
        }

        /** Shares out an edge within one row to the pixels that it crosses. */
        private void part(int row, float from, float to, float high) {
            var left = Math.min(from, to);
            var right = Math.max(from, to);
            var first = (int) left;
            var last = (int) Math.ceil(right);
            if (last <= first + 1) {
                var middle = (left + right) / 2 - first;
                areas[row + first] += high * (1 - middle);
                areas[row + first + 1] += high * middle;
                return;
            }
            var each = 1 / (right - left);
            var begin = 1 - (left - first);
            var area = begin * begin * each / 2;
            areas[row + first] += high * area;
            var told = area;
            for (var x = first + 1; x < last - 1; x++) {
                var until = (x + 1 - left - 0.5f) * each;
                areas[row + x] += high * (until - told);
                told = until;
            }
            var rest = right - (last - 1);
            var end = 1 - rest * rest * each / 2;
            areas[row + last - 1] += high * (end - told);
            areas[row + last] += high * (1 - end);
        }

        void blend(int row, int left, int right, int color, float opacity, int[] pixels) {
            if (!touched[row]) return;
            var at = row * (width + 2);
            var sum = 0f;
            for (var x = 0; x < right; x++) {
                sum += areas[at + x];
                if (x < left) continue;
                var part = Math.min(1, Math.abs(sum)) * opacity;
                if (part > 0.002f) pixels[row * width + x] = mixed(pixels[row * width + x], color, part);
            }
        }

        private static int mixed(int under, int over, float part) {
            var red = ((under >> 16) & 0xff) + part * (((over >> 16) & 0xff) - ((under >> 16) & 0xff));
            var green = ((under >> 8) & 0xff) + part * (((over >> 8) & 0xff) - ((under >> 8) & 0xff));
            var blue = (under & 0xff) + part * ((over & 0xff) - (under & 0xff));
            return Math.round(red) << 16 | Math.round(green) << 8 | Math.round(blue);
        }
    }
}

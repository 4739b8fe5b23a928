package org.opsbro.metrology.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Malformed;

/**
 * The letters of a TrueType file: tables {@code head, hhea, maxp, hmtx, cmap} (format 4), {@code loca, glyf}, as the OpenType specification tells. Outlines and
 * widths are in parts of the size of the letters, y upwards from the line they stand on. What it has no letter for is drawn as its first glyph, a box.
 */
final class Typeface {
    private static final int LONG_ARGUMENTS = 1;
    private static final int ARE_OFFSETS = 2;
    private static final int SCALED = 8 | 0x40 | 0x80;
    private static final int MORE = 0x20;
    private static final int MOST_NESTED = 4;

    private final ByteBuffer file;
    private final Map<String, Integer> tables = new HashMap<>();
    private final double unit;
    private final boolean longPlaces;
    private final int widths;
    private final int glyphs;

    private static final class Standard {
        static final Typeface ROBOTO = read();

        private static Typeface read() {
            try (InputStream in = Typeface.class.getResourceAsStream("roboto.ttf")) {
                if (in == null) throw new IllegalStateException("roboto.ttf is not in the jar");
                return new Typeface(in.readAllBytes());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** @throws Malformed if it is no such file */
    Typeface(byte[] bytes) {
        this.file = ByteBuffer.wrap(bytes);
        try {
            var count = file.getShort(4) & 0xffff;
            for (var i = 0; i < count; i++) {
                var at = 12 + i * 16;
                var tag = new byte[4];
                file.get(at, tag);
                tables.put(new String(tag, StandardCharsets.ISO_8859_1), file.getInt(at + 8));
            }
            this.unit = 1.0 / (file.getShort(table("head") + 18) & 0xffff);
            this.longPlaces = file.getShort(table("head") + 50) != 0;
            this.widths = file.getShort(table("hhea") + 34) & 0xffff;
            this.glyphs = file.getShort(table("maxp") + 4) & 0xffff;
        } catch (IndexOutOfBoundsException cut) {
            throw new Malformed("a typeface is cut off: " + cut.getMessage());
        }
    }

    /** Roboto Regular, for Latin, Greek and Cyrillic. */
    static Typeface standard() {
        return Standard.ROBOTO;
    }

    private int table(String name) {
        var at = tables.get(name);
        if (at == null) throw new Malformed("a typeface without the table " + name);
        return at;
    }

    /** How long a text is. */
    double width(String text, double size) {
        return text.codePoints().mapToDouble(this::width).sum() * size;
    }

    private double width(int letter) {
        var glyph = Math.min(glyph(letter), widths - 1);
        return (file.getShort(table("hmtx") + glyph * 4) & 0xffff) * unit;
    }

    /** As much of a text as there is room for, ending with … if not all of it. */
    String cut(String text, double size, double room) {
        if (width(text, size) <= room) return text;
        var letters = text.codePoints().toArray();
        var left = room - width("…", size);
        var count = 0;
        while (count < letters.length && (left -= width(letters[count]) * size) >= 0) count++;
        return new String(letters, 0, count).stripTrailing() + "…";
    }

    /** The outlines of a text that begins at 0: of each, x and y by turns. */
    List<double[]> outlines(String text, double size) {
        List<double[]> all = new ArrayList<>();
        var x = 0.0;
        for (var letter : text.codePoints().toArray()) {
            outline(glyph(letter), x, 0, size, all, 0);
            x += width(letter) * size;
        }
        return all;
    }

    private int glyph(int letter) {
        if (letter > 0xffff) return 0;
        var map = table("cmap");
        map += file.getInt(map + 8);
        var segments = (file.getShort(map + 6) & 0xffff) / 2;
        for (var i = 0; i < segments; i++) {
            if (letter > (file.getShort(map + 14 + i * 2) & 0xffff)) continue;
            var start = file.getShort(map + 16 + (segments + i) * 2) & 0xffff;
            if (letter < start) return 0;
            var delta = file.getShort(map + 16 + (2 * segments + i) * 2);
            var place = map + 16 + (3 * segments + i) * 2;
            var offset = file.getShort(place) & 0xffff;
            if (offset == 0) return (letter + delta) & 0xffff;
            var glyph = file.getShort(place + offset + (letter - start) * 2) & 0xffff;
            return glyph == 0 ? 0 : (glyph + delta) & 0xffff;
        }
        return 0;
    }

    private void outline(int glyph, double x, double y, double size, List<double[]> into, int nested) {
        if (glyph >= glyphs || nested > MOST_NESTED) return;
        var places = table("loca");
        var from = longPlaces ? file.getInt(places + glyph * 4) : (file.getShort(places + glyph * 2) & 0xffff) * 2;
        var to =
                longPlaces ? file.getInt(places + glyph * 4 + 4) : (file.getShort(places + glyph * 2 + 2) & 0xffff) * 2;
        if (from == to) return;
        var in = file.duplicate().position(table("glyf") + from);
        int contours = in.getShort();
        in.position(in.position() + 8);
        if (contours < 0) parts(in, x, y, size, into, nested);
        else simple(in, contours, x, y, size, into);
    }

    private void parts(ByteBuffer in, double x, double y, double size, List<double[]> into, int nested) {
        int flags;
        do {
            flags = in.getShort();
            var glyph = in.getShort() & 0xffff;
            int right = (flags & LONG_ARGUMENTS) != 0 ? in.getShort() : in.get();
            int up = (flags & LONG_ARGUMENTS) != 0 ? in.getShort() : in.get();
            if ((flags & ARE_OFFSETS) == 0 || (flags & SCALED) != 0)
                throw new Malformed("a glyph is made of others that are scaled, which is not known here");
            outline(glyph, x + right * unit * size, y + up * unit * size, size, into, nested + 1);
        } while ((flags & MORE) != 0);
    }

    private void simple(ByteBuffer in, int contours, double x, double y, double size, List<double[]> into) {
        var ends = new int[contours];
        for (var i = 0; i < contours; i++) ends[i] = in.getShort() & 0xffff;
        var count = contours == 0 ? 0 : ends[contours - 1] + 1;
        in.position(in.position() + 2 + (in.getShort(in.position()) & 0xffff));
        var flags = new byte[count];
        for (var i = 0; i < count; i++) {
            flags[i] = in.get();
            var again = (flags[i] & 8) != 0 ? in.get() & 0xff : 0;
            for (; again > 0 && i + 1 < count; again--, i++) flags[i + 1] = flags[i];
        }
        var xs = coordinates(in, flags, 2, 16);
        var ys = coordinates(in, flags, 4, 32);
        var first = 0;
        for (var end : ends) {
            if (end >= first) into.add(contour(flags, xs, ys, first, end, x, y, size * unit));
            first = end + 1;
        }
    }

    private static int[] coordinates(ByteBuffer in, byte[] flags, int isShort, int isSameOrPositive) {
        var all = new int[flags.length];
        var at = 0;
        for (var i = 0; i < flags.length; i++) {
            if ((flags[i] & isShort) != 0) {
                var by = in.get() & 0xff;
                at += (flags[i] & isSameOrPositive) != 0 ? by : -by;
            } else if ((flags[i] & isSameOrPositive) == 0) at += in.getShort();
            all[i] = at;
        }
        return all;
    }

    /** Points that are not on the line are the handles of quadratic curves; between two of them lies a point on it. */
    private static double[] contour(
            byte[] flags, int[] xs, int[] ys, int first, int last, double x, double y, double scale) {
        var all = new Path();
        var isHandle = new BitSet();
        for (var i = first; i <= last; i++) {
            var before = i == first ? last : i - 1;
            if (isOff(flags, i) && isOff(flags, before))
                all.to(x + (xs[before] + xs[i]) / 2.0 * scale, y + (ys[before] + ys[i]) / 2.0 * scale);
            if (isOff(flags, i)) isHandle.set(all.points());
            all.to(x + xs[i] * scale, y + ys[i] * scale);
        }
        var start = isHandle.nextClearBit(0);
        var count = all.points();
        var path = new Path();
        if (start >= count) return path.toArray();
        path.to(all.x(start), all.y(start));
        for (var i = 1; i <= count; i++) {
            var at = (start + i) % count;
            if (isHandle.get(at)) continue;
            var before = (at + count - 1) % count;
            if (isHandle.get(before)) path.curve(all.x(before), all.y(before), all.x(at), all.y(at));
            else path.to(all.x(at), all.y(at));
        }
        return path.toArray();
    }

    private static boolean isOff(byte[] flags, int point) {
        return (flags[point] & 1) == 0;
    }
}

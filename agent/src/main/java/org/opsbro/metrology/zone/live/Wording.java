package org.opsbro.metrology.zone.live;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.opsbro.metrology.render.Source.Named;
import org.opsbro.metrology.render.Source.Samples;
import org.opsbro.metrology.render.Span;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;

/** What nodes answer one another of their series, in bytes: how many, then of each its name, start, end and step, and its values, eight bytes each. */
final class Wording {
    private static final int MOST_NAMES = 10_000;
    private static final int LONGEST_NAME = 4 * 1024;
    private static final int MOST_VALUES = 1_000_000;
    private static final long LAST_SECOND = 1L << 40;

    private Wording() {}

    /**
     * A place in the tree of names.
     *
     * @param path ends with a point where others are below it
     * @param reach from when until when a series has samples
     */
    record Place(String path, Span reach) {}

    static byte[] places(List<Place> places) {
        var out = new ByteWriter().number(places.size());
        for (var each : places) span(out.text(each.path()), each.reach());
        return out.bytes();
    }

    /** @throws Malformed if they are none */
    static List<Place> places(byte[] told) {
        var in = new ByteReader(told);
        List<Place> all = new ArrayList<>();
        for (var left = count(in); left > 0; left--) all.add(new Place(in.text("a name", LONGEST_NAME), span(in)));
        in.end();
        return all;
    }

    static byte[] series(List<Named> series) {
        var out = new ByteWriter().number(series.size());
        for (var each : series) {
            span(out.text(each.name()), each.samples().span());
            var values = each.samples().values();
            var bytes = ByteBuffer.allocate(values.length * Double.BYTES);
            bytes.asDoubleBuffer().put(values);
            out.block(bytes.array());
        }
        return out.bytes();
    }

    /**
     * Reads series.
     *
     * @param take is told of the values of each before there is room for them
     * @throws Malformed if they are none
     */
    static List<Named> series(byte[] told, LongConsumer take) {
        var in = new ByteReader(told);
        List<Named> all = new ArrayList<>();
        for (var left = count(in); left > 0; left--) {
            var name = in.text("a name", LONGEST_NAME);
            var span = span(in);
            var points = (span.end() - span.start()) / span.step();
            take.accept(points);
            var bytes = in.block("the values", MOST_VALUES * Double.BYTES);
            if (bytes.length != points * Double.BYTES)
                throw new Malformed(bytes.length + " bytes of values, want " + points + " of " + Double.BYTES);
            all.add(new Named(
                    name, new Samples(span, values(ByteBuffer.wrap(bytes).asDoubleBuffer()))));
        }
        in.end();
        return all;
    }

    private static double[] values(DoubleBuffer from) {
        var values = new double[from.remaining()];
        from.get(values);
        return values;
    }

    private static int count(ByteReader in) {
        var count = in.number("how many");
        if (count < 0 || count > MOST_NAMES) throw new Malformed(count + " names, want up to " + MOST_NAMES);
        return count;
    }

    private static void span(ByteWriter out, Span span) {
        out.number(span.start()).number(span.end()).number(span.step());
    }

    private static Span span(ByteReader in) {
        var span = new Span(in.longNumber("the start"), in.longNumber("the end"), in.longNumber("the step"));
        var fits = span.step() > 0 && span.step() < LAST_SECOND && isTime(span.start()) && isTime(span.end());
        if (!fits || span.end() < span.start()) throw new Malformed("times that are none: " + span);
        return span;
    }

    private static boolean isTime(long second) {
        return second > -LAST_SECOND && second < LAST_SECOND;
    }
}

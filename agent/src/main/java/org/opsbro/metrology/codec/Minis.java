package org.opsbro.metrology.codec;

/**
 * A row of numbers that are mostly small, 32 by 32: each such part says in two bits whether it is all zeros, {@link Rice} coded with the width of the
 * part before or with another, or a few numbers among zeros.
 */
final class Minis {
    static final int SIZE = 32;

    private static final int ZEROS = 0;
    private static final int SAME_WIDTH = 1;
    private static final int WIDTH = 2;
    private static final int SPARSE = 3;
    private static final int FEW = 8;

    private final long[] few = new long[FEW];
    private final int[] places = new int[FEW];

    /** How one part is written best. */
    private int form;

    private int width;
    private int found;

    /** About how many bits {@link #write} takes, in a third of its time: to compare. */
    static long estimate(long[] numbers, int from, int to) {
        var cost = 0L;
        for (var at = from; at < to; at += SIZE) cost += 2 + Rice.estimate(numbers, at, Math.min(to, at + SIZE));
        return cost;
    }

    void write(long[] numbers, int from, int to, BitWriter out) {
        var before = -1;
        for (var at = from; at < to; at += SIZE) {
            var end = Math.min(to, at + SIZE);
            choose(numbers, at, end, before);
            out.put(form, 2);
            if (form == ZEROS) continue;
            if (form == SPARSE) {
                writeFew(out);
                continue;
            }
            if (form == WIDTH) out.put(width, 6);
            for (var i = at; i < end; i++) Rice.write(numbers[i], width, out);
            before = width;
        }
    }

    private long choose(long[] numbers, int from, int to, int before) {
        gather(numbers, from, to);
        form = ZEROS;
        if (found == 0) return 2;
        width = Rice.width(numbers, from, to);
        var cost = Rice.cost(numbers, from, to, width);
        form = WIDTH;
        if (before >= 0) {
            var same = width == before ? cost : Rice.cost(numbers, from, to, before);
            if (same <= cost + 6) {
                form = SAME_WIDTH;
                width = before;
                cost = same - 6;
            }
        }
        if (found > FEW) return cost + 8;
        var other = Rice.width(few, 0, found);
        var sparse = 3 + 5 * found + Rice.cost(few, 0, found, other);
        if (sparse >= cost) return cost + 8;
        form = SPARSE;
        width = other;
        return sparse + 8;
    }

    /** What is not zero, less one; no more than {@link #FEW} of them are looked at. */
    private void gather(long[] numbers, int from, int to) {
        found = 0;
        for (var i = from; i < to; i++) {
            if (numbers[i] == 0) continue;
            if (found < FEW) {
                few[found] = numbers[i] - 1;
                places[found] = i - from;
            }
            if (++found > FEW) return;
        }
    }

    private void writeFew(BitWriter out) {
        out.put(found - 1, 3);
        out.put(width, 6);
        for (var i = 0; i < found; i++) {
            out.put(places[i], 5);
            Rice.write(few[i], width, out);
        }
    }

    static void read(BitReader in, long[] numbers, int from, int to) {
        var width = -1;
        for (var at = from; at < to; at += SIZE) {
            var end = Math.min(to, at + SIZE);
            var form = (int) in.bits(2);
            if (form == ZEROS || form == SPARSE) {
                for (var i = at; i < end; i++) numbers[i] = 0;
                if (form == SPARSE) readFew(in, numbers, at, end);
                continue;
            }
            if (form == WIDTH) width = width(in);
            if (width < 0) throw new Corrupt("a part without a width");
            for (var i = at; i < end; i++) numbers[i] = Rice.read(width, in);
        }
    }

    private static void readFew(BitReader in, long[] numbers, int from, int to) {
        var count = (int) in.bits(3) + 1;
        var width = width(in);
        for (var i = 0; i < count; i++) {
            var place = from + (int) in.bits(5);
            if (place >= to) throw new Corrupt("a number beyond its part");
            numbers[place] = Rice.read(width, in) + 1;
        }
    }

    private static int width(BitReader in) {
        var width = (int) in.bits(6);
        if (width > Rice.WIDEST) throw new Corrupt("a width of " + width);
        return width;
    }
}

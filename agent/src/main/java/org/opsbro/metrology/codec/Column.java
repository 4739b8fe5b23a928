package org.opsbro.metrology.codec;

/**
 * A column of integers. Their distances from the first are divided by what divides them all; what is told is how each differs from a level, from the one
 * before by more than a slope, or from the slope before, whichever takes the fewest bits; all modulo 2^64, so nothing overflows.
 */
final class Column {
    private static final int CONSTANT = 0;
    private static final int LEVEL = 1;
    private static final int SLOPE = 2;
    private static final int CURVE = 3;

    private final Minis minis = new Minis();
    private final long[] steps;
    private final long[] rests;
    private long best;
    private int model;
    private long parameter;

    Column(int most) {
        steps = new long[most];
        rests = new long[most];
    }

    void write(long[] numbers, int count, BitWriter out) {
        out.number(Numbers.zigzag(numbers[0]));
        if (count == 1) return;
        var divisor = Numbers.divisor(numbers, count);
        if (divisor == 0) {
            out.put(CONSTANT, 2);
            return;
        }
        for (var i = 0; i < count; i++) {
            var distance = numbers[i] - numbers[0];
            steps[i] = divisor == 1 ? distance : distance / divisor;
        }
        choose(count);
        out.put(model, 2);
        out.flag(divisor != 1);
        if (divisor != 1) out.number(divisor);
        out.number(Numbers.zigzag(parameter));
        var from = rests(model, parameter, count);
        out.flag(best == 0);
        if (best != 0) minis.write(rests, from, count, out);
    }

    private void choose(int count) {
        best = Long.MAX_VALUE;
        var slope = Math.round((double) steps[count - 1] / (count - 1));
        attempt(SLOPE, slope, count);
        if (slope != 0) attempt(SLOPE, 0, count);
        attempt(CURVE, steps[1], count);
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += steps[i];
        attempt(LEVEL, Math.round(sum / count), count);
    }

    private void attempt(int kind, long with, int count) {
        if (best == 0) return;
        var from = rests(kind, with, count);
        var cost = allZero(from, count) ? 0 : Minis.estimate(rests, from, count);
        if (cost >= best) return;
        best = cost;
        model = kind;
        parameter = with;
    }

    private boolean allZero(int from, int count) {
        for (var i = from; i < count; i++) if (rests[i] != 0) return false;
        return true;
    }

    /** @return the first place of {@link #rests} that is told */
    private int rests(int kind, long with, int count) {
        if (kind == CURVE) {
            for (var i = 2; i < count; i++) rests[i] = Numbers.zigzag(steps[i] - 2 * steps[i - 1] + steps[i - 2]);
            return 2;
        }
        if (kind == LEVEL) for (var i = 1; i < count; i++) rests[i] = Numbers.zigzag(steps[i] - with);
        else for (var i = 1; i < count; i++) rests[i] = Numbers.zigzag(steps[i] - steps[i - 1] - with);
        return 1;
    }

    static void read(BitReader in, long[] numbers, int count) {
        var first = Numbers.unzigzag(in.number());
        numbers[0] = first;
        if (count == 1) return;
        var model = (int) in.bits(2);
        if (model == CONSTANT) {
            for (var i = 1; i < count; i++) numbers[i] = first;
            return;
        }
        var divisor = in.flag() ? in.number() : 1;
        var parameter = Numbers.unzigzag(in.number());
        var from = model == CURVE ? 2 : 1;
        if (in.flag()) for (var i = from; i < count; i++) numbers[i] = 0;
        else Minis.read(in, numbers, from, count);
        steps(model, parameter, numbers, count);
        for (var i = 1; i < count; i++) numbers[i] = first + numbers[i] * divisor;
    }

    private static void steps(int model, long parameter, long[] numbers, int count) {
        var step = 0L;
        if (model == LEVEL) {
            for (var i = 1; i < count; i++) numbers[i] = Numbers.unzigzag(numbers[i]) + parameter;
        } else if (model == SLOPE) {
            for (var i = 1; i < count; i++) {
                step += Numbers.unzigzag(numbers[i]) + parameter;
                numbers[i] = step;
            }
        } else {
            var slope = parameter;
            step = slope;
            numbers[1] = step;
            for (var i = 2; i < count; i++) {
                slope += Numbers.unzigzag(numbers[i]);
                step += slope;
                numbers[i] = step;
            }
        }
    }
}

package org.opsbro.metrology.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.opsbro.metrology.codec.DeltaEncoder.Last;

/** Reads the frames of a {@link DeltaEncoder}, in their order. */
public final class DeltaDecoder {
    private final Last last = new Last();
    private final int most;

    /** Takes the samples. */
    @FunctionalInterface
    public interface Sink {
        void add(int series, long time, double value);
    }

    /** @param most numbers of series are below it */
    public DeltaDecoder(int most) {
        this.most = most;
    }

    /** @throws Corrupt if this is no frame; what was read before is given */
    public void decode(ByteBuffer frame, Sink sink) {
        try {
            if (frame.get() != 0) last.forget();
            var base = Numbers.unzigzag(number(frame));
            var before = -1;
            while (frame.hasRemaining()) {
                var head = frame.get() & 0xff;
                var step = head >>> 3;
                var series = before + (step == DeltaEncoder.FAR ? Numbers.unzigzag(number(frame)) : step + 1L);
                if (series < 0 || series >= most) throw new Corrupt("a series of number " + series);
                before = (int) series;
                var time = (head & DeltaEncoder.OTHER_TIME) == 0 ? base : base + Numbers.unzigzag(number(frame));
                last.grow(before);
                sink.add(before, time, value(before, head & 3, frame));
            }
        } catch (BufferUnderflowException torn) {
            throw new Corrupt("a frame ends too early");
        }
    }

    private double value(int series, int kind, ByteBuffer frame) {
        if (kind == DeltaEncoder.SAME) {
            if (last.exponents[series] == Last.UNKNOWN) throw new Corrupt("the same as nothing");
            return Double.longBitsToDouble(last.bits[series]);
        }
        if (kind == DeltaEncoder.RAW) {
            last.exponents[series] = Last.NONE;
            last.bits[series] = frame.getLong();
            return Double.longBitsToDouble(last.bits[series]);
        }
        if (kind == DeltaEncoder.DECIMAL) {
            var exponent = frame.get();
            if (exponent < 0 || exponent > Decimals.MOST_EXPONENT) throw new Corrupt("an exponent of " + exponent);
            last.exponents[series] = exponent;
            last.numbers[series] = 0;
        } else if (last.exponents[series] < 0) {
            throw new Corrupt("a difference from nothing");
        }
        last.numbers[series] += Numbers.unzigzag(number(frame));
        var value = Decimals.value(last.numbers[series], last.exponents[series]);
        last.bits[series] = Double.doubleToRawLongBits(value);
        return value;
    }

    private static long number(ByteBuffer frame) {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7) {
            var next = frame.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) return value;
        }
        throw new Corrupt("a number of more than 64 bits");
    }
}

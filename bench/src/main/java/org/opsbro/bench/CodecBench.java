package org.opsbro.bench;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import org.opsbro.metrology.codec.BlockDecoder;
import org.opsbro.metrology.codec.BlockEncoder;

/**
 * Bytes a sample, and nanoseconds to write and to read one, of 2,000 generated series for a day, each 10 s: the blocks alone. The peer is VictoriaMetrics:
 * see {@code bench/series-beside-victoria-metrics}, which measures whole files.
 */
public final class CodecBench {
    private static final int SERIES = 2_000;
    private static final int BLOCK = 360;

    private CodecBench() {}

    /** The sum of a kind of series. */
    private static final class Sum {
        long samples;
        long bytes;
        long writing;
        long reading;

        void print(String kind) {
            System.out.printf(
                    "%-12s %6.3f bytes a sample, %5.1f ns to write, %5.1f ns to read%n",
                    kind, (double) bytes / samples, (double) writing / samples, (double) reading / samples);
        }
    }

    public static void main(String[] words) {
        day();
        var kinds = day();
        var all = new Sum();
        kinds.forEach((kind, sum) -> {
            sum.print(kind);
            all.samples += sum.samples;
            all.bytes += sum.bytes;
            all.writing += sum.writing;
            all.reading += sum.reading;
        });
        all.print("all");
    }

    private static Map<String, Sum> day() {
        var threads = ManagementFactory.getThreadMXBean();
        var encoder = new BlockEncoder();
        var decoder = new BlockDecoder();
        var times = new long[Fleet.DAY];
        var values = new double[Fleet.DAY];
        var readTimes = new long[BLOCK];
        var read = new double[BLOCK];
        var blocks = new byte[Fleet.DAY / BLOCK][BlockEncoder.mostBytes(1)];
        var lengths = new int[blocks.length];
        for (var i = 0; i < times.length; i++) times[i] = Fleet.FIRST + (long) Fleet.STEP * i;
        var kinds = new TreeMap<String, Sum>();
        for (var series = 0; series < SERIES; series++) {
            Fleet.fill(series, values);
            var sum = kinds.computeIfAbsent(Fleet.kind(series), kind -> new Sum());
            var begin = threads.getCurrentThreadCpuTime();
            for (var i = 0; i < blocks.length; i++) {
                lengths[i] = encoder.encode(times, values, i * BLOCK, BLOCK);
                System.arraycopy(encoder.bytes(), 0, blocks[i], 0, lengths[i]);
                sum.bytes += lengths[i];
            }
            var middle = threads.getCurrentThreadCpuTime();
            for (var i = 0; i < blocks.length; i++) decoder.decode(blocks[i], 0, lengths[i], readTimes, read, 0);
            sum.reading += threads.getCurrentThreadCpuTime() - middle;
            sum.writing += middle - begin;
            sum.samples += values.length;
        }
        return kinds;
    }
}

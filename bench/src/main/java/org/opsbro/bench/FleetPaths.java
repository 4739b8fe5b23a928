package org.opsbro.bench;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Prints {@link Fleet} as lines of Graphite, slot by slot as samples come, or in no order at all. Its words: a prefix of the names, how many series, how many slots of
 * ten seconds, the time of the first one, and {@code ordered} or {@code shuffled}.
 */
public final class FleetPaths {
    private FleetPaths() {}

    public static void main(String[] words) throws IOException {
        var series = Integer.parseInt(words[1]);
        var slots = Integer.parseInt(words[2]);
        var first = Long.parseLong(words[3]);
        var values = new double[series][slots];
        for (var i = 0; i < series; i++) Fleet.fill(i, values[i]);
        var order = order(series * slots, words[4].equals("shuffled"));
        var out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        for (var place : order) write(out, words[0], place % series, first, place / series, values);
        out.flush();
    }

    private static int[] order(int count, boolean shuffled) {
        var order = new int[count];
        for (var i = 0; i < count; i++) order[i] = i;
        var random = new SplittableRandom(11);
        for (var i = count - 1; i > 0 && shuffled; i--) {
            var other = random.nextInt(i + 1);
            var kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    private static void write(OutputStream out, String prefix, int series, long first, int slot, double[][] values)
            throws IOException {
        var value = values[series][slot];
        var number = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        var line = prefix + "." + Fleet.name(series) + " " + number + " " + (first + (long) slot * Fleet.STEP) + "\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }
}

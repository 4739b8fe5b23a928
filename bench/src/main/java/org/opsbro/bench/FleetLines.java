package org.opsbro.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Prints the day of {@link Fleet} as VictoriaMetrics takes it at {@code /api/v1/import}: a series a line. Its word is the number of series. */
public final class FleetLines {
    private FleetLines() {}

    public static void main(String[] words) throws IOException {
        var values = new double[Fleet.DAY];
        var times = new StringBuilder();
        for (var i = 0; i < values.length; i++)
            times.append(i == 0 ? "" : ",").append((Fleet.FIRST + (long) i * Fleet.STEP) * 1000);
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (var series = 0; series < Integer.parseInt(words[0]); series++) {
            Fleet.fill(series, values);
            var line = new StringBuilder("{\"metric\":{\"__name__\":\"" + Fleet.name(series) + "\"},\"values\":[");
            for (var i = 0; i < values.length; i++)
                line.append(i == 0 ? "" : ",").append(values[i]);
            out.append(line).append("],\"timestamps\":[").append(times).append("]}\n");
        }
        if (out.checkError()) throw new IOException("nobody reads the lines any more");
    }
}

package org.opsbro.metrology.outward.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.opsbro.metrology.NamePattern;
import org.opsbro.pack.ParameterReader;

/**
 * What is sent, and how it waits.
 *
 * @param series patterns of names, each known to be one; all series if there are none
 * @param flushSeconds from one sending to the next
 * @param spoolBytes that wait on the disk at most
 */
record Sending(List<String> series, int flushSeconds, long spoolBytes) {
    private static final long MIB = 1 << 20;
    private static final String NOTHING = "?nothing?";

    static Sending from(ParameterReader read) {
        List<String> patterns = new ArrayList<>();
        for (var pattern : read.texts("series")) {
            try {
                NamePattern.of(pattern);
                patterns.add(pattern);
            } catch (IllegalArgumentException wrong) {
                read.wrong().accept("series: " + wrong.getMessage());
                patterns.add(NOTHING); // and not all, if this was the only one
            }
        }
        return new Sending(
                List.copyOf(patterns),
                (int) read.number("flush_seconds", 1, 300, 5),
                read.number("spool_mib", 1, 1 << 20, 64) * MIB);
    }

    Predicate<String> wanted() {
        return series.stream().map(NamePattern::of).reduce(Predicate::or).orElse(name -> true);
    }
}

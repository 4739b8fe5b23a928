package org.opsbro.metrology.live;

import java.util.Locale;
import java.util.function.Consumer;
import org.opsbro.pack.ParameterReader;
import org.opsbro.pack.Parameters;

/** The parameters of the pack series. */
final class SeriesSettings {
    private static final long MIB = 1 << 20;

    private SeriesSettings() {}

    /** Reads the parameters; each that is wrong is told to {@code wrong}, and its usual value taken. */
    static Limits limits(Parameters parameters, Consumer<String> wrong) {
        var usual = Limits.USUAL;
        var read = new ParameterReader(parameters, wrong);
        return new Limits(
                (int) read.number("most_series", 100, 1_000_000, usual.series()),
                read.number("memory_mib", 1, 4096, usual.memoryBytes() / MIB) * MIB,
                read.number("disk_mib", 10, 1 << 30, usual.diskBytes() / MIB) * MIB,
                (int) read.number("raw_days", 1, 366, usual.rawDays()),
                (int) read.number("minute_days", 1, 3660, usual.minuteDays()),
                (int) read.number("hour_days", 1, 36_600, usual.hourDays()),
                Limits.Sync.valueOf(
                        read.word("sync", "second", "always", "never").toUpperCase(Locale.ROOT)));
    }
}

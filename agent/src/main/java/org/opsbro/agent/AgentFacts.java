package org.opsbro.agent;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.ByteText;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.detection.sheet.PageSize;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/**
 * What this agent costs its machine: {@code rss_bytes threads open_files}; {@code cpu_seconds} since its start and {@code cpu%} of one processor since the
 * run before; {@code heap_used_bytes heap_committed_bytes gc_count gc_seconds}; {@code turns} it takes; {@code events} since its start and
 * {@code events_waiting} now. Source: /proc/self, proc(5); the JVM; the bulletin and the clockwork.
 */
final class AgentFacts implements Collector {
    private static final Columns COLUMNS = Columns.of(
            "rss_bytes#",
            "threads#",
            "open_files#",
            "cpu_seconds",
            "cpu%",
            "heap_used_bytes#",
            "heap_committed_bytes#",
            "gc_count#",
            "gc_seconds",
            "turns#",
            "events#",
            "events_waiting#");
    private static final int STATE = 2;
    private static final int USER_TICKS = 14;
    private static final int THREADS = 20;
    private static final int RESIDENT_PAGES = 24;
    private static final double TICKS_A_SECOND = 100;

    private final KeptText stat = new KeptText("/proc/self/stat");
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final IntSupplier turns;
    private final LongSupplier events;
    private final IntSupplier eventsWaiting;
    private long pageBytes;
    private double secondsBefore = Double.NaN;
    private long nanosBefore;

    AgentFacts(IntSupplier turns, LongSupplier events, IntSupplier eventsWaiting) {
        this.turns = turns;
        this.events = events;
        this.eventsWaiting = eventsWaiting;
    }

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public String doc() {
        return "What this agent costs its machine: memory, processor time, threads, files, garbage, events.";
    }

    @Override
    public List<String> keys() {
        return COLUMNS.names();
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!stat.read(host) || !stat.text().line()) return new Collected.NotEligible("there is no /proc/self/stat");
        if (pageBytes == 0) pageBytes = PageSize.of(host.files());
        var values = new double[COLUMNS.size()];
        process(stat.text(), host.nanos(), values);
        values[2] = host.files().names("/proc/self/fd").size();
        var runtime = Runtime.getRuntime();
        values[5] = runtime.totalMemory() - runtime.freeMemory();
        values[6] = runtime.totalMemory();
        for (var each : collectors) {
            values[7] += each.getCollectionCount();
            values[8] += each.getCollectionTime() / 1e3;
        }
        values[9] = turns.getAsInt();
        values[10] = events.getAsLong();
        values[11] = eventsWaiting.getAsInt();
        return new Collected.Facts(COLUMNS.row(values));
    }

    /** proc_pid_stat(5): the second column is our name in parentheses, which holds none itself. */
    private void process(ByteText text, long nanos, double[] values) {
        text.skipPast(')');
        text.skipWords(USER_TICKS - STATE - 1);
        values[3] = (text.number() + text.number()) / TICKS_A_SECOND;
        text.skipWords(THREADS - USER_TICKS - 2);
        values[1] = text.number();
        text.skipWords(RESIDENT_PAGES - THREADS - 1);
        values[0] = (double) text.number() * pageBytes;
        values[4] = Math.round(1e4 * (values[3] - secondsBefore) / ((nanos - nanosBefore) / 1e9)) / 100.0;
        if (Double.isNaN(secondsBefore)) values[4] = Double.NaN;
        secondsBefore = values[3];
        nanosBefore = nanos;
    }
}

package org.opsbro.metrology.statsd;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Keys;
import org.opsbro.model.Value;

/**
 * What came since the last flush, by metric. A metric without samples is told for a while yet, counters as 0 and gauges as they were, then forgotten. There are at most as
 * many as is said; further ones are refused and counted. For one thread at a time.
 */
public final class Metrics {
    /** Names that are written otherwise and mean the same, for each metric. */
    private static final int SPELLINGS = 4;

    private static final int BAD_LENGTH = 80;
    /** Of values of timers and elements of sets. */
    private static final long MOST_BYTES = 8 << 20;

    private final Naming naming;
    private final int most;
    private final int idleFlushes;
    private final long seed;
    private final Keys<Metric> keys;
    private final Room room = new Room(MOST_BYTES);
    private final Map<String, Metric> byName = new LinkedHashMap<>();
    private final Metric packetsReceived;
    private final Metric linesReceived;
    private final Metric badLinesSeen;
    private long packets;
    private long lines;
    private long bad;
    private long refused;
    private String lastBad = "";

    /** Takes a figure of a series at a flush. */
    @FunctionalInterface
    public interface Outlet {
        /**
         * Takes it.
         *
         * @param known what this said of the series the last time; null at first
         * @return what it wants to be given the next time
         */
        @Nullable
        Object put(String series, @Nullable Object known, double value);
    }

    /**
     * Without metrics, but for its own.
     *
     * @param isLegacy how counters are named
     * @param percentiles of timers, as 90, 99.9 or −10
     * @param most metrics
     * @param idleFlushes after how many flushes without a sample a metric is forgotten
     * @param seed of hashes
     */
    public Metrics(boolean isLegacy, double[] percentiles, int most, int idleFlushes, long seed) {
        this.naming = new Naming(isLegacy, percentiles.clone());
        this.most = most;
        this.idleFlushes = idleFlushes;
        this.seed = seed;
        this.keys = new Keys<>(seed);
        packetsReceived = own("statsd.packets_received");
        linesReceived = own("statsd.metrics_received");
        badLinesSeen = own("statsd.bad_lines_seen");
    }

    private Metric own(String name) {
        return metric(Kind.COUNTER, name);
    }

    private Metric metric(Kind kind, String key) {
        return byName.computeIfAbsent(
                kind + " " + key, absent -> Metric.of(kind, naming.of(kind, key), naming.percentiles(), room));
    }

    long seed() {
        return seed;
    }

    void sawPacket() {
        packets++;
        packetsReceived.take(1, 1, false);
    }

    void sawLine() {
        lines++;
        linesReceived.take(1, 1, false);
    }

    void refuse(byte[] bytes, int from, int to) {
        bad++;
        badLinesSeen.take(1, 1, false);
        // one of many is enough to see what is wrong
        if (Long.bitCount(bad) > 1) return;
        lastBad = new String(bytes, from, Math.min(to - from, BAD_LENGTH), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "?");
    }

    /** There was no room for a sample. */
    void refuse() {
        refused++;
    }

    /** The metric of a name and tags, as bytes; a new one where there is none; null if it is refused, which is counted. */
    @Nullable
    Metric find(byte[] bytes, int nameFrom, int nameTo, int tagsFrom, int tagsTo, Kind kind) {
        var known = keys.find(bytes, nameFrom, nameTo, tagsFrom, tagsTo, kind.mark());
        if (known != null) return known;
        var key = Naming.key(text(bytes, nameFrom, nameTo), text(bytes, tagsFrom, tagsTo));
        if (key.isEmpty()) {
            refuse(bytes, nameFrom, nameTo);
            return null;
        }
        if (!byName.containsKey(kind + " " + key) && byName.size() >= most) {
            refuse();
            return null;
        }
        var metric = metric(kind, key);
        if (keys.count() >= SPELLINGS * most) keys.clear();
        keys.add(bytes, nameFrom, nameTo, tagsFrom, tagsTo, kind.mark(), metric);
        return metric;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** As {@link #flush(Outlet, double, Predicate)}, where all metrics are kept here. */
    public void flush(Outlet outlet, double seconds) {
        flush(outlet, seconds, name -> false);
    }

    /**
     * Tells all figures and begins anew.
     *
     * @param seconds since the last flush, as wanted
     * @param elsewhere whether the metric of a name is kept by another node: without samples it is forgotten at once
     */
    public void flush(Outlet outlet, double seconds, Predicate<String> elsewhere) {
        var forgotten = false;
        for (Iterator<Map.Entry<String, Metric>> all = byName.entrySet().iterator(); all.hasNext(); ) {
            var entry = all.next();
            var metric = entry.getValue();
            if (!metric.came() && !isOwn(metric) && elsewhere.test(name(entry.getKey()))) {
                metric.free();
                all.remove();
                forgotten = true;
                continue;
            }
            metric.flush((at, value) -> tell(metric, at, value, outlet), seconds);
            if (metric.flushed() < idleFlushes || isOwn(metric)) continue;
            all.remove();
            forgotten = true;
        }
        if (forgotten) keys.clear();
        outlet.put(naming.countOfMetrics(), null, byName.size());
    }

    /** Of a key with its kind. */
    private static String name(String key) {
        return key.substring(key.indexOf(' ') + 1);
    }

    private boolean isOwn(Metric metric) {
        return metric == packetsReceived || metric == linesReceived || metric == badLinesSeen;
    }

    private static void tell(Metric metric, int at, double value, Outlet outlet) {
        metric.handles()[at] = outlet.put(metric.name(at), metric.handles()[at], value);
    }

    /** Keys: packets, lines, bad_lines, last_bad (one of them), metrics, most_metrics, refused (samples of metrics beyond them, and of timers and sets
     * beyond 8 MiB or 100,000 elements). */
    public Value.Fields toValue() {
        return Value.object()
                .with("packets", packets)
                .with("lines", lines)
                .with("bad_lines", bad)
                .with("last_bad", lastBad)
                .with("metrics", byName.size())
                .with("most_metrics", most)
                .with("refused", refused)
                .end();
    }
}

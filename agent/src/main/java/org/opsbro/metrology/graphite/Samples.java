package org.opsbro.metrology.graphite;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Decimal;
import org.opsbro.metrology.Keys;
import org.opsbro.metrology.Placing;
import org.opsbro.metrology.Scan;
import org.opsbro.metrology.Shares;
import org.opsbro.model.Malformed;
import org.opsbro.model.Value;

/**
 * Reads lines {@code PATH VALUE TIME}, as carbon takes them: spaces or tabs between, the time in seconds since 1970, or -1 or {@code N} for now; tags as
 * {@code PATH;TAG=VALUE}, which are put into the order of their names; allocates nothing for names that are known. And pickles of such samples. What is wrong is counted, and the rest taken. For one
 * thread at a time.
 */
public final class Samples {
    /** Longer lines are wrong. */
    public static final int LONGEST_LINE = 4096;

    private static final int MOST_KEYS = 40_000;
    private static final int BAD_LENGTH = 80;

    private final Sink sink;
    private final Keys<Object> keys;
    private final Shares shares;
    private final Placing placing;
    private long lines;
    private long bad;
    private long refused;
    private String lastBad = "";

    /** Where samples go. */
    public interface Sink {
        /** What it wants to be given with each sample of a series; null if it takes none of it. */
        @Nullable
        Object series(String name);

        /** Takes a sample, or not. */
        boolean put(Object series, long second, double value);
    }

    /** @param seed of hashes */
    public Samples(Sink sink, long seed) {
        this(sink, Shares.NONE, seed);
    }

    /**
     * Some of which are kept elsewhere.
     *
     * @param shares where they go
     * @param seed of hashes
     */
    public Samples(Sink sink, Shares shares, long seed) {
        this.sink = sink;
        this.shares = shares;
        this.placing = new Placing(shares, seed);
        this.keys = new Keys<>(seed);
    }

    /**
     * Reads the lines that have an end.
     *
     * @param now seconds since 1970
     * @return where the first that has none begins
     */
    public int read(byte[] bytes, int length, long now) {
        var from = 0;
        for (var at = Scan.find('\n', bytes, 0, length); at < length; at = Scan.find('\n', bytes, from, length)) {
            line(bytes, from, at, now);
            from = at + 1;
        }
        return from;
    }

    /** Reads a packet; its last line needs no end. */
    public void packet(byte[] bytes, int length, long now) {
        var from = read(bytes, length, now);
        line(bytes, from, length, now);
    }

    /** A line was longer than may be; the beginning of it. */
    public void tooLong(byte[] bytes, int length) {
        lines++;
        wrong(bytes, 0, length);
    }

    private void line(byte[] bytes, int begin, int end, long now) {
        var from = skip(bytes, begin, end);
        if (from == end) return;
        lines++;
        var nameTo = word(bytes, from, end);
        var valueFrom = skip(bytes, nameTo, end);
        var valueTo = word(bytes, valueFrom, end);
        var timeFrom = skip(bytes, valueTo, end);
        var timeTo = word(bytes, timeFrom, end);
        var value = Decimal.parse(bytes, valueFrom, valueTo);
        var time = time(bytes, timeFrom, timeTo, now);
        if (Double.isNaN(value) || Double.isNaN(time) || end - from > LONGEST_LINE || skip(bytes, timeTo, end) != end) {
            wrong(bytes, from, end);
            return;
        }
        put(bytes, from, nameTo, time, value);
    }

    /**
     * Reads a list of {@code (PATH, (TIME, VALUE))} as Python's pickle writes it: see {@link Pickle}. What is no sample in it is counted, and the rest taken.
     *
     * @return false if it is no such list
     */
    public boolean pickle(byte[] bytes, int from, int to, long now) {
        try {
            if (!(Pickle.read(bytes, from, to) instanceof List<?> samples)) throw new Malformed("it is no list");
            for (var sample : samples) sample(bytes, sample, now);
            return true;
        } catch (Malformed refused) {
            lines++;
            wrong("a pickle: " + refused.getMessage());
            return false;
        }
    }

    /** Something that was to be samples is wrong. */
    public void wrong(String what) {
        bad++;
        lastBad = what;
    }

    private void sample(byte[] bytes, Object sample, long now) {
        lines++;
        if (sample instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof Pickle.Text name
                && pair.get(1) instanceof List<?> point
                && point.size() == 2) {
            var time = number(bytes, point.get(0));
            var value = number(bytes, point.get(1));
            if (name.to() > name.from()
                    && name.to() - name.from() <= LONGEST_LINE
                    && (time >= 0 || time == -1)
                    && Double.isFinite(value)) {
                put(bytes, name.from(), name.to(), time == -1 ? now : time, value);
                return;
            }
            wrong(bytes, name.from(), name.to());
            return;
        }
        wrong("a pickle: what is no (PATH, (TIME, VALUE))");
    }

    /** NaN where it is none. */
    private static double number(byte[] bytes, Object value) {
        if (value instanceof Double number) return number;
        return value instanceof Pickle.Text text ? Decimal.parse(bytes, text.from(), text.to()) : Double.NaN;
    }

    private void put(byte[] bytes, int from, int to, double time, double value) {
        if (placing.isOpen() && isSent(bytes, from, to, time, value)) return;
        var series = series(bytes, from, to);
        if (series == null || !sink.put(series, (long) Math.floor(time), value)) refused++;
    }

    private boolean isSent(byte[] bytes, int from, int to, double time, double value) {
        var place = placing.find(bytes, from, to, to, to);
        if (place == null)
            place = placing.add(bytes, from, to, to, to, word(bytes, from, to) < to ? "" : key(bytes, from, to));
        if (shares.isHere(place)) return false;
        var line =
                (key(bytes, from, to) + " " + value + " " + (long) Math.floor(time)).getBytes(StandardCharsets.UTF_8);
        return placing.sent(place, line, 0, line.length);
    }

    /** The name of the series of a line, or of a name alone. */
    public static String key(byte[] bytes, int from, int to) {
        return ordered(new String(bytes, from, word(bytes, from, to) - from, StandardCharsets.UTF_8));
    }

    private static boolean isSpace(byte letter) {
        return letter == ' ' || letter == '\t' || letter == '\r';
    }

    private static int skip(byte[] bytes, int from, int end) {
        var at = from;
        while (at < end && isSpace(bytes[at])) at++;
        return at;
    }

    /** Where the word ends that begins here. */
    private static int word(byte[] bytes, int from, int end) {
        var at = Scan.findSpace(bytes, from, end);
        while (at < end && !isSpace(bytes[at])) at = Scan.findSpace(bytes, at + 1, end);
        return at;
    }

    /** NaN where it is none. */
    private static double time(byte[] bytes, int from, int to, long now) {
        if (to - from == 1 && (bytes[from] == 'N' || bytes[from] == 'n')) return now;
        var time = Decimal.parse(bytes, from, to);
        if (time == -1) return now;
        return time >= 0 ? time : Double.NaN;
    }

    private @Nullable Object series(byte[] bytes, int from, int to) {
        var known = keys.find(bytes, from, to, to, to, (byte) 0);
        if (known != null) return known;
        var name = ordered(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        var series = sink.series(name);
        if (series == null) return null;
        if (keys.count() >= MOST_KEYS) keys.clear();
        keys.add(bytes, from, to, to, to, (byte) 0, series);
        return series;
    }

    /** With its tags in the order of their names, of one that is given twice the last. */
    static String ordered(String name) {
        var parts = name.split(";");
        if (parts.length < 2) return name;
        var tags = new TreeMap<String, String>();
        for (var i = 1; i < parts.length; i++) {
            var equals = parts[i].indexOf('=');
            if (equals > 0 && equals < parts[i].length() - 1)
                tags.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        var ordered = new StringBuilder(parts[0]);
        tags.forEach((tag, value) -> ordered.append(';').append(tag).append('=').append(value));
        return ordered.toString();
    }

    private void wrong(byte[] bytes, int from, int to) {
        bad++;
        // one of many is enough to see what is wrong
        if (Long.bitCount(bad) > 1) return;
        lastBad = new String(bytes, from, Math.min(to - from, BAD_LENGTH), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "?");
    }

    /** Keys: lines (and samples in pickles), bad_lines, last_bad (one of them), refused (samples that the store did not take, which says why). */
    public Value.Fields toValue() {
        return Value.object()
                .with("lines", lines)
                .with("bad_lines", bad)
                .with("last_bad", lastBad)
                .with("refused", refused)
                .end();
    }
}

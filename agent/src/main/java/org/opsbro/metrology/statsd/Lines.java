package org.opsbro.metrology.statsd;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Decimal;
import org.opsbro.metrology.Keys;
import org.opsbro.metrology.Placing;
import org.opsbro.metrology.Scan;
import org.opsbro.metrology.Shares;

/**
 * Reads packets of lines: {@code NAME:VALUE|TYPE[|@RATE][|#TAG:VALUE,...]}. Several samples of a name are packed as statsd does it, {@code a:1|c:2|c}, or as DogStatsD
 * does, {@code a:1:2|ms}; of the latter the fields {@code |c:} (container), {@code |e:} and {@code |T} (time) are left out. Allocates nothing for names that are known.
 * Types are those of {@link Kind}. A part that is wrong is counted, and the others of its packet are taken. For one thread at a time.
 */
public final class Lines {
    private final Metrics metrics;
    private final Placing placing;

    // where the parts of the line that is read now are
    private byte[] bytes = {};
    private int nameFrom;
    private int nameTo;
    private int tagsFrom;
    private int tagsTo;

    /** Of which all are kept here. */
    public Lines(Metrics metrics) {
        this(metrics, Shares.NONE);
    }

    /** @param shares where lines of metrics go that are kept elsewhere */
    public Lines(Metrics metrics, Shares shares) {
        this.metrics = metrics;
        this.placing = new Placing(shares, metrics.seed());
    }

    /** What the name of a line and its tags are kept under, whoever reads it; empty where it has none. */
    public static String key(byte[] line, int from, int to) {
        var text = new String(line, from, to - from, StandardCharsets.UTF_8);
        var colon = text.indexOf(':');
        if (colon < 1) return "";
        var tags = text.indexOf("|#", colon);
        var end = tags < 0 ? -1 : text.indexOf('|', tags + 2);
        return Naming.key(
                text.substring(0, colon), tags < 0 ? "" : text.substring(tags + 2, end < 0 ? text.length() : end));
    }

    /** Takes what a packet has. */
    public void read(byte[] packet, int length) {
        metrics.sawPacket();
        lines(packet, length, false);
    }

    /** Takes lines that another node took: they are counted there, and kept here. */
    public void keep(byte[] sent, int length) {
        lines(sent, length, true);
    }

    private void lines(byte[] packet, int length, boolean isKept) {
        bytes = packet;
        for (var at = 0; at < length; ) {
            var end = find('\n', at, length);
            var last = end > at && packet[end - 1] == '\r' ? end - 1 : end;
            if (last > at) line(at, last, isKept);
            at = end + 1;
        }
    }

    /** Where a letter is, or the end. */
    private int find(char letter, int from, int end) {
        return Scan.find(letter, bytes, from, end);
    }

    private void line(int from, int to, boolean isKept) {
        if (!isKept) metrics.sawLine();
        nameFrom = from;
        nameTo = find(':', from, to);
        if (nameTo == from || nameTo >= to - 1) {
            metrics.refuse(bytes, from, to);
            return;
        }
        var end = samplesEnd(to);
        if (!isKept && placing.isOpen() && isSent(from, to)) return;
        for (var at = nameTo + 1; at <= end; ) at = samples(at, end) + 1;
    }

    private boolean isSent(int from, int to) {
        var place = placing.find(bytes, nameFrom, nameTo, tagsFrom, tagsTo);
        if (place == null) place = placing.add(bytes, nameFrom, nameTo, tagsFrom, tagsTo, key(bytes, from, to));
        return placing.sent(place, bytes, from, to);
    }

    /** Whether the metric of a name is kept by another node. */
    public boolean isElsewhere(String key) {
        return placing.isElsewhere(key);
    }

    /** Where the samples end: before the tags, which hold for all of the line. */
    private int samplesEnd(int to) {
        for (var at = nameTo; at < to - 1; at++)
            if (bytes[at] == '|' && bytes[at + 1] == '#') {
                tagsFrom = at + 2;
                tagsTo = find('|', tagsFrom, to);
                return at;
            }
        tagsFrom = tagsTo = to;
        return to;
    }

    /** Takes the values up to the first type, and that type; where they end. */
    private int samples(int from, int end) {
        var bar = find('|', from, end);
        var to = fieldsEnd(bar, end);
        var typeTo = Math.min(find('|', bar + 1, to), to);
        var kind = kind(bar + 1, typeTo);
        var rate = rate(typeTo, to);
        if (bar == end || kind == null || Double.isNaN(rate)) {
            metrics.refuse(bytes, nameFrom, end);
            return to;
        }
        for (var at = from; at <= bar; ) {
            var valueTo = find(':', at, bar);
            sample(kind, at, valueTo, rate);
            at = valueTo + 1;
        }
        return to;
    }

    /** Where the fields of a sample end: at the colon before the next one; those of {@code |c:ID} and {@code |e:DATA} are none. */
    private int fieldsEnd(int bar, int end) {
        for (var at = bar; at < end; at++) {
            var isField = at - bar > 2 && bytes[at - 2] == '|' && (bytes[at - 1] == 'c' || bytes[at - 1] == 'e');
            if (bytes[at] == ':' && !isField) return at;
        }
        return end;
    }

    private @Nullable Kind kind(int from, int to) {
        if (from >= to) return null;
        if (to - from == 2 && bytes[from] == 'm' && bytes[from + 1] == 's') return Kind.TIMER;
        if (to - from != 1) return null;
        return switch (bytes[from]) {
            case 'c', 'm' -> Kind.COUNTER;
            case 'g' -> Kind.GAUGE;
            case 'h', 'd' -> Kind.TIMER;
            case 's' -> Kind.SET;
            default -> null;
        };
    }

    /** 1 where none is given; NaN where it is none. */
    private double rate(int from, int to) {
        for (var at = from; at < to - 1; at = find('|', at + 1, to)) {
            if (bytes[at + 1] != '@') continue;
            var rate = Decimal.parse(bytes, at + 2, find('|', at + 1, to));
            return rate > 0 ? rate : Double.NaN;
        }
        return 1;
    }

    private void sample(Kind kind, int from, int to, double rate) {
        var isSet = kind == Kind.SET;
        var value = isSet ? 0 : Decimal.parse(bytes, from, to);
        if (Double.isNaN(value) || from == to || (kind == Kind.TIMER && value < 0)) {
            metrics.refuse(bytes, nameFrom, to);
            return;
        }
        var metric = metrics.find(bytes, nameFrom, nameTo, tagsFrom, tagsTo, kind);
        if (metric == null) return;
        var taken = isSet
                ? metric.take(Keys.hash(bytes, from, to, metrics.seed()))
                : metric.take(value, rate, kind == Kind.GAUGE && (bytes[from] == '+' || bytes[from] == '-'));
        if (!taken) metrics.refuse();
    }
}

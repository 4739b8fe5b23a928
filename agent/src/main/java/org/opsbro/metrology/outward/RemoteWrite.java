package org.opsbro.metrology.outward;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opsbro.metrology.Keys;

/**
 * The requests of Prometheus' remote write 1.0 (prometheus.io/docs/specs/prw/remote_write_spec): a {@code WriteRequest} of Protobuf, compressed by Snappy. A sample is a
 * time series of its own, {@code {1: labels, 2: {1: value, 2: milliseconds}}}: what it repeats is compressed away.
 *
 * <p>Names are those of the paths, with {@code _} for each letter that Prometheus does not take. Where two series get the same name and labels, the one that came later has
 * the label {@code series} with its whole name, as two values for one series would spoil a request.
 */
public final class RemoteWrite implements Format {
    private static final int SERIES = (1 << 3) | 2;
    private static final int LABEL = (1 << 3) | 2;
    private static final int SAMPLE = (2 << 3) | 2;
    private static final int NAME = (1 << 3) | 2;
    private static final int TEXT = (2 << 3) | 2;
    private static final int VALUE = (1 << 3) | 1;
    private static final int TIME = 2 << 3;
    private static final int MOST_NAMES = 100_000;

    private final String prefix;
    private final Supplier<String> node;
    /** Who got which name and labels first, by their hash. */
    private final Map<Long, String> names = new HashMap<>();

    private final Bytes request = new Bytes(4096);

    /**
     * For one receiver.
     *
     * @param prefix in front of each name of a metric, as it is
     * @param node the name of this one, as it stands in names of series
     */
    public RemoteWrite(String prefix, Supplier<String> node) {
        this.prefix = prefix;
        this.node = node;
    }

    @Override
    public byte[] name(String series) {
        var told = Told.of(series, node.get(), RemoteWrite::label);
        var labels = new TreeMap<>(told.labels());
        labels.put("__name__", word(prefix + told.path(), true));
        var bytes = written(labels);
        if (names.size() >= MOST_NAMES) names.clear();
        var first = names.putIfAbsent(Keys.hash(bytes, 0, bytes.length, 0), series);
        if (first == null || first.equals(series)) return bytes;
        labels.put("series", series);
        return written(labels);
    }

    private static byte[] written(SortedMap<String, String> labels) {
        var bytes = new Bytes(256);
        labels.forEach((name, value) -> {
            var inner = new Bytes(name.length() + value.length() + 8);
            text(inner, NAME, name);
            text(inner, TEXT, value);
            bytes.varint(LABEL).varint(inner.size()).add(inner.array(), 0, inner.size());
        });
        return bytes.copy();
    }

    private static void text(Bytes bytes, int tag, String text) {
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        bytes.varint(tag).varint(encoded.length).add(encoded);
    }

    /** Those that begin with two underscores are the receiver's own. */
    private static String label(String name) {
        var word = word(name, false);
        var from = 0;
        while (word.startsWith("__", from)) from++;
        return word.substring(from);
    }

    /** {@code [a-zA-Z_:][a-zA-Z0-9_:]*}, of labels without colons. */
    private static String word(String text, boolean colons) {
        var word = new StringBuilder(text.length() + 1);
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            var isDigit = letter >= '0' && letter <= '9';
            if (isDigit && i == 0) word.append('_');
            var fits = isDigit
                    || (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter == ':' && colons);
            word.append(fits ? letter : '_');
        }
        return word.isEmpty() ? "_" : word.toString();
    }

    @Override
    public void add(byte[] name, long second, double value) {
        var millis = second * 1000;
        var sample = 1 + Long.BYTES + 1 + Bytes.varintSize(millis);
        request.varint(SERIES)
                .varint(name.length + 2 + sample)
                .add(name)
                .varint(SAMPLE)
                .varint(sample)
                .varint(VALUE)
                .fixed64(Double.doubleToRawLongBits(value))
                .varint(TIME)
                .varint(millis);
    }

    @Override
    public int size() {
        return request.size();
    }

    @Override
    public byte[] take() {
        var compressed = Snappy.compress(request.array(), request.size());
        request.clear();
        return compressed;
    }
}

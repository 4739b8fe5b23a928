package org.opsbro.metrology.render;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** The series of the golden files, read as whisper reads a file of one archive. */
final class Kept implements Source {
    static final Path FOLDER = Path.of("src/test/resources/metrology/graphite-web");

    private static final long MOST = 20_000;

    private final Map<String, Samples> series = new TreeMap<>();
    private final long now;

    Kept() {
        var file = Json.readObject(read("series.json"));
        now = number(file.get("now"));
        for (var name : ((Value.Fields) file.get("series")).keys()) {
            var told = (Value.Fields) ((Value.Fields) file.get("series")).get(name);
            var values = ((Value.Items) told.get("values")).all();
            var start = number(told.get("start"));
            var step = number(told.get("step"));
            series.put(
                    name,
                    new Samples(
                            new Span(start, start + values.size() * step, step),
                            values.stream().mapToDouble(Kept::value).toArray()));
        }
    }

    static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long number(Value value) {
        return ((Value.Int) value).number();
    }

    static double value(Value value) {
        return switch (value) {
            case Value.Int(var whole) -> whole;
            case Value.Real(var real) -> real;
            default -> Double.NaN;
        };
    }

    long now() {
        return now;
    }

    @Override
    public List<String> names() {
        return List.copyOf(series.keySet());
    }

    @Override
    public List<Optional<Samples>> fetch(List<String> names, long from, long until) {
        List<Optional<Samples>> read = new ArrayList<>();
        for (var name : names)
            read.add(Optional.of(within(requireNonNull(series.get(name)), from, Math.min(now, until))));
        return read;
    }

    private Samples within(Samples all, long from, long until) {
        var step = all.span().step();
        var start = from - Math.floorMod(from, step) + step;
        var end = Math.max(until - Math.floorMod(until, step), start) + step;
        if (end == start + step && until < start) end = start + step;
        take((end - start) / step);
        var values = new double[(int) ((end - start) / step)];
        for (var i = 0; i < values.length; i++) {
            var at = (start + i * step - all.span().start()) / step;
            values[i] = at >= 0 && at < all.values().length ? all.values()[(int) at] : Double.NaN;
        }
        return new Samples(new Span(start, end, step), values);
    }

    @Override
    public void take(long points) {
        if (points > MOST) throw new BadTarget("too many points");
    }

    @Override
    public double chance() {
        return 0.5;
    }
}

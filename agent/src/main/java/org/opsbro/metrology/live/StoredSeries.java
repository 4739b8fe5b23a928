package org.opsbro.metrology.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.opsbro.metrology.NamePattern;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.Recorded;
import org.opsbro.metrology.Tier;

/** The series of a store, while there is one. */
public record StoredSeries(Supplier<Optional<SeriesStore>> store) implements Recorded {
    @Override
    public List<String> names(String pattern) {
        return store.get()
                .map(now -> now.list(NamePattern.of(pattern)).stream()
                        .map(SeriesStore.Known::name)
                        .toList())
                .orElse(List.of());
    }

    @Override
    public Optional<Points> samples(String name, long from, long until) {
        return store.get().flatMap(now -> now.find(name).map(series -> read(now, series, from, until)));
    }

    private static Points read(SeriesStore store, Series series, long from, long until) {
        try {
            var tier = store.tier(from);
            return tier == Tier.RAW ? store.raw(series, from, until) : store.rows(series, tier, from, until);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

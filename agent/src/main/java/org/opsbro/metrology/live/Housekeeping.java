package org.opsbro.metrology.live;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.live.Shelf.Shelved;
import org.opsbro.model.Value;
import org.opsbro.store.BlockFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is dropped: files that are too old, and when they are too many, of the tier that is nearest to what is wanted of it the oldest. */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Shelf shelf;

    Housekeeping(Shelf shelf) {
        this.shelf = shelf;
    }

    void byAge(long now, Limits limits) throws IOException {
        for (var tier : Tier.values()) {
            var oldest = now - (long) limits.days(tier) * Shelf.DAY;
            for (var day : List.copyOf(
                    shelf.files().of(tier).headMap(oldest - Shelf.DAY, true).keySet())) shelf.drop(tier, day);
        }
        var oldest = now - (long) limits.hourDays() * Shelf.DAY;
        for (var month : List.copyOf(shelf.files().months().keySet()))
            if (endOfMonth(month) <= oldest) shelf.dropMonth(month);
    }

    private static long endOfMonth(long month) {
        return Shelf.date(month).plusMonths(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }

    /** The newest file of each tier stays, whatever its size, and so do the segments of this day. */
    void bySize(Limits limits, long now) throws IOException {
        while (bytes() > limits.diskBytes()) {
            var dropped = tiersByPlenty(limits, now).stream()
                    .filter(tier -> files(tier).size() > 1)
                    .findFirst();
            if (dropped.isEmpty()) {
                if (!dropSegment()) return;
                continue;
            }
            var oldest = files(dropped.get()).getFirst();
            LOG.debug("series: a file goes as the disk limit is reached tier={} from={}", dropped.get(), oldest);
            if (shelf.files().of(dropped.get()).containsKey(oldest)) shelf.drop(dropped.get(), oldest);
            else shelf.dropMonth(oldest);
        }
    }

    private boolean dropSegment() throws IOException {
        var segments = shelf.files().segments();
        if (segments.size() < 2) return false;
        LOG.warn("series: samples of today go as the disk limit is reached");
        shelf.drop(segments.getFirst());
        return true;
    }

    /** First the one of whose wanted time the greatest part is kept. */
    private List<Tier> tiersByPlenty(Limits limits, long now) {
        List<Tier> tiers = new ArrayList<>(List.of(Tier.values()));
        tiers.sort(Comparator.comparingDouble(
                tier -> -(double) (now - since(tier).orElse(now)) / Math.max(1, limits.days(tier))));
        return tiers;
    }

    /** The seconds that the files of a tier begin with, oldest first; months of hours too. */
    private List<Long> files(Tier tier) {
        var files = shelf.files();
        List<Long> all = new ArrayList<>(files.of(tier).keySet());
        if (tier == Tier.HOUR) all.addAll(files.months().keySet());
        all.sort(Comparator.naturalOrder());
        return all;
    }

    /** The oldest sample of a tier; those of days that are not made yet count for each. */
    OptionalLong since(Tier tier) {
        var files = shelf.files();
        var oldest =
                files.segments().stream().mapToLong(each -> each.file().first()).min();
        for (var file : ofTier(files, tier)) {
            if (file.count() == 0) continue;
            oldest = OptionalLong.of(Math.min(file.first(), oldest.orElse(file.first())));
        }
        return oldest;
    }

    private static List<BlockFile> ofTier(Shelved files, Tier tier) {
        List<BlockFile> all = new ArrayList<>(files.of(tier).values());
        if (tier == Tier.HOUR) all.addAll(files.months().values());
        return all;
    }

    long bytes() {
        return shelf.files().all().mapToLong(BlockFile::size).sum();
    }

    /** The numbers of the series that are in files. */
    BitSet numbers() throws IOException {
        var numbers = new BitSet();
        for (var file : shelf.files().all().toList()) {
            var entries = file.entries();
            for (var entry = entries.next(); entry != null; entry = entries.next()) numbers.set(entry.number());
        }
        return numbers;
    }

    /** Tells the names when the last sample was that is in a file, and which numbers are taken. */
    void lastTimes(Names names) throws IOException {
        for (var file : shelf.files().all().toList()) {
            var entries = file.entries();
            for (var entry = entries.next(); entry != null; entry = entries.next()) {
                names.reserve(entry.number() + 1);
                var series = Optional.ofNullable(names.byId(entry.number()));
                if (series.isPresent()) series.get().lastTime = Math.max(series.get().lastTime, entry.last());
            }
        }
    }

    Value toValue(Limits limits) {
        List<Value> tiers = new ArrayList<>();
        for (var tier : Tier.values()) {
            var files = ofTier(shelf.files(), tier);
            tiers.add(Value.object()
                    .with("tier", tier.word())
                    .with("seconds", tier.seconds())
                    .with("wanted_days", limits.days(tier))
                    .with("since", Instant.ofEpochSecond(since(tier).orElse(0)).toString())
                    .with("files", files.size())
                    .with("bytes", files.stream().mapToLong(BlockFile::size).sum())
                    .end());
        }
        return new Value.Items(tiers);
    }
}

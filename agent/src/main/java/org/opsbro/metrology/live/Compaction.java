package org.opsbro.metrology.live;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Pieces;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.Rollup;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.codec.BlockDecoder;
import org.opsbro.metrology.codec.BlockEncoder;
import org.opsbro.metrology.codec.Corrupt;
import org.opsbro.metrology.live.Shelf.Segment;
import org.opsbro.metrology.live.Shelf.Shelved;
import org.opsbro.store.BlockFile;
import org.opsbro.store.BlockFile.Entry;
import org.opsbro.store.BlockFileWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of the segments one file for each day that is over, with its samples by the minute and by the hour beside it, and of days of hours months. A day whose
 * samples came late is made anew. A crash in between leaves what was, and the rest is done the next time. For one thread at a time.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private final Shelf shelf;
    private final IntPredicate known;
    private final BlockDecoder decoder = new BlockDecoder();
    private final BlockDecoder rowDecoder = new BlockDecoder(Rollup.COLUMNS);
    private final BlockEncoder encoder = new BlockEncoder();
    private final BlockEncoder rowEncoder = new BlockEncoder(Rollup.COLUMNS);
    private int corrupt;

    /** @param known whether a number has a name: what has none is left out */
    Compaction(Shelf shelf, IntPredicate known) {
        this.shelf = shelf;
        this.known = known;
    }

    /** How many pieces were broken and left out. */
    int corrupt() {
        return corrupt;
    }

    /** Makes all days that are over, then drops the segments that are in them whole. */
    void days(long now) throws IOException {
        for (var day : pending(now)) day(day);
        for (var segment : onDisk(shelf.files())) if (isObsolete(segment)) shelf.drop(segment);
    }

    /** Whether there is a day to make. */
    boolean isDue(long now) {
        return !pending(now).isEmpty();
    }

    private List<Long> pending(long now) {
        var days = new TreeSet<Long>();
        for (var segment : onDisk(shelf.files()))
            for (var day = Shelf.day(segment.file().first());
                    day <= segment.file().last();
                    day += Shelf.DAY) if (day + Shelf.DAY <= now && !holds(day, segment)) days.add(day);
        return List.copyOf(days);
    }

    /** One that is in memory only has samples of other days too, which nothing but its log would have after a crash; the log goes once a day is made of it. */
    private static List<Segment> onDisk(Shelved files) {
        return files.segments().stream()
                .filter(segment -> segment.file().isOnDisk())
                .toList();
    }

    private boolean holds(long day, Segment segment) {
        var made = shelf.files().of(Tier.RAW).get(day);
        return made != null && made.through() >= segment.number();
    }

    private boolean isObsolete(Segment segment) {
        for (var day = Shelf.day(segment.file().first()); day <= segment.file().last(); day += Shelf.DAY)
            if (!holds(day, segment)) return false;
        return true;
    }

    /** One input: the entries of a file, and the one that is next. */
    private static final class Input {
        final BlockFile file;
        final BlockFile.Entries entries;

        @Nullable
        Entry next;

        Input(BlockFile file) throws IOException {
            this.file = file;
            this.entries = file.entries();
            this.next = entries.next();
        }
    }

    private void day(long day) throws IOException {
        var files = shelf.files();
        var through = 0L;
        List<Input> inputs = new ArrayList<>();
        var made = files.of(Tier.RAW).get(day);
        if (made != null) inputs.add(new Input(made));
        for (var segment : onDisk(files)) {
            through = Math.max(through, segment.number());
            if (segment.file().first() < day + Shelf.DAY && segment.file().last() >= day)
                inputs.add(new Input(segment.file()));
        }
        try (var raw = new BlockFileWriter(shelf.dayPath(Tier.RAW, day));
                var minute = new BlockFileWriter(shelf.dayPath(Tier.MINUTE, day));
                var hour = new BlockFileWriter(shelf.dayPath(Tier.HOUR, day))) {
            for (var id = least(inputs); id.isPresent(); id = least(inputs)) {
                var points = merged(inputs, id.get(), new Points(), decoder);
                points.keep(day, day + Shelf.DAY);
                if (points.isEmpty() || !known.test(id.get())) continue;
                add(raw, id.get(), points, encoder);
                var minutes = Rollup.of(points, Tier.MINUTE.seconds());
                add(minute, id.get(), minutes, rowEncoder);
                add(hour, id.get(), Rollup.wider(minutes, Tier.HOUR.seconds()), rowEncoder);
            }
            // the raw day last: while it is not there, the day is not made
            shelf.publish(Tier.MINUTE, day, minute.publish(through));
            shelf.publish(Tier.HOUR, day, hour.publish(through));
            shelf.publish(Tier.RAW, day, raw.publish(through));
        }
        LOG.debug(
                "series: a day was made day={} series={}",
                Shelf.date(day),
                shelf.files().of(Tier.RAW).get(day));
    }

    private static Optional<Integer> least(List<Input> inputs) {
        return inputs.stream()
                .flatMap(input -> Stream.ofNullable(input.next))
                .map(Entry::number)
                .min(Integer::compareUnsigned);
    }

    private Points merged(List<Input> inputs, int id, Points into, BlockDecoder with) throws IOException {
        for (var input : inputs) {
            var entry = input.next;
            if (entry == null || entry.number() != id) continue;
            input.next = input.entries.next();
            read(input.file, entry, into, with);
        }
        into.order();
        return into;
    }

    private void read(BlockFile file, Entry entry, Points into, BlockDecoder with) throws IOException {
        try {
            Pieces.read(file.piece(entry), entry.length(), into, with);
        } catch (BlockFile.BadSum | Corrupt broken) {
            corrupt++;
            LOG.error(
                    "series: a piece is broken and left out series={} reason={}", entry.number(), broken.getMessage());
        }
    }

    private static void add(BlockFileWriter file, int id, Points points, BlockEncoder with) throws IOException {
        var piece = Pieces.write(points, with);
        file.add(id, points.time(0), points.time(points.count() - 1), piece, piece.length);
    }

    /** Makes months of the days of hours of all months that are over and older than a time, which no late sample reaches. */
    void months(long before) throws IOException {
        var months = new TreeMap<Long, List<Long>>();
        for (var day : shelf.files().of(Tier.HOUR).keySet()) {
            var date = Shelf.date(day).withDayOfMonth(1);
            if (date.plusMonths(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond() > before) continue;
            months.computeIfAbsent(date.atStartOfDay(ZoneOffset.UTC).toEpochSecond(), month -> new ArrayList<>())
                    .add(day);
        }
        for (var month : months.entrySet()) month(month.getKey(), month.getValue());
    }

    private void month(long month, List<Long> days) throws IOException {
        var files = shelf.files();
        List<Input> inputs = new ArrayList<>();
        var made = files.months().get(month);
        if (made != null) inputs.add(new Input(made));
        for (var day : days)
            inputs.add(new Input(Objects.requireNonNull(files.of(Tier.HOUR).get(day))));
        try (var writer = new BlockFileWriter(shelf.monthPath(month))) {
            for (var id = least(inputs); id.isPresent(); id = least(inputs)) {
                var points = merged(inputs, id.get(), new Points(Rollup.COLUMNS), rowDecoder);
                if (!points.isEmpty() && known.test(id.get())) add(writer, id.get(), points, rowEncoder);
            }
            shelf.publishMonth(month, writer.publish(0));
        }
        for (var day : days) shelf.drop(Tier.HOUR, day);
    }
}

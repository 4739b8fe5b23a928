package org.opsbro.metrology.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.opsbro.metrology.Tier;
import org.opsbro.store.BlockFile;
import org.opsbro.store.PrivateFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files: segments ({@code segments/NUMBER.blocks}, what came in about an hour), and of each tier one a day ({@code raw/2026-11-30.blocks}); those of the
 * hour tier one a month in the end ({@code hour/2026-11.blocks}). Who reads takes {@link #files}, which does not change; a file that is dropped meanwhile
 * says so to who reads it.
 */
final class Shelf implements AutoCloseable {
    static final int DAY = 86_400;

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final String SUFFIX = ".blocks";

    private final Path folder;
    private final List<String> broken = new ArrayList<>();
    private volatile Shelved files;

    /**
     * A segment that may not be on the disk yet.
     *
     * @param number greater than that of those before; the log of that number and all before are in it
     */
    record Segment(long number, BlockFile file) {
        /** One that is in memory. */
        static Segment of(long number, byte[] bytes) throws IOException {
            return new Segment(number, BlockFile.of(bytes));
        }
    }

    /**
     * What is there.
     *
     * @param segments by number
     * @param days of each tier by the second they begin with
     * @param months of the hour tier by the second they begin with
     */
    record Shelved(
            List<Segment> segments,
            Map<Tier, NavigableMap<Long, BlockFile>> days,
            NavigableMap<Long, BlockFile> months) {
        NavigableMap<Long, BlockFile> of(Tier tier) {
            return days.getOrDefault(tier, Collections.emptyNavigableMap());
        }

        Stream<BlockFile> all() {
            return Stream.of(
                            segments.stream().map(Segment::file),
                            days.values().stream().flatMap(each -> each.values().stream()),
                            months.values().stream())
                    .flatMap(each -> each);
        }
    }

    Shelf(Path folder) throws IOException {
        this.folder = folder;
        for (var each : List.of("segments", "raw", "minute", "hour")) PrivateFolder.make(folder.resolve(each));
        List<Segment> segments = new ArrayList<>();
        open(folder.resolve("segments"), (name, file) -> segments.add(new Segment(Long.parseLong(name), file)));
        segments.sort((one, other) -> Long.compare(one.number(), other.number()));
        Map<Tier, NavigableMap<Long, BlockFile>> days = new EnumMap<>(Tier.class);
        NavigableMap<Long, BlockFile> months = new TreeMap<>();
        for (var tier : Tier.values()) {
            NavigableMap<Long, BlockFile> ofTier = new TreeMap<>();
            days.put(tier, ofTier);
            open(
                    folder.resolve(tier.word()),
                    (name, file) -> (name.length() == 7 ? months : ofTier).put(second(name), file));
        }
        files = new Shelved(List.copyOf(segments), days, months);
    }

    private interface Found {
        void add(String name, BlockFile file);
    }

    private void open(Path where, Found found) throws IOException {
        List<Path> all;
        try (var names = Files.list(where)) {
            all = names.sorted().toList();
        }
        for (var path : all) {
            var name = String.valueOf(path.getFileName());
            if (name.endsWith(SUFFIX + ".next")) Files.delete(path);
            if (!name.endsWith(SUFFIX)) continue;
            try {
                found.add(name.substring(0, name.length() - SUFFIX.length()), BlockFile.open(path));
            } catch (NumberFormatException | DateTimeParseException foreign) {
                LOG.warn("series: a file that is not ours is left alone path={}", path);
            } catch (IOException failed) {
                setAside(path, failed);
            }
        }
    }

    private void setAside(Path path, IOException why) throws IOException {
        Files.move(path, path.resolveSibling(path.getFileName() + ".broken"), StandardCopyOption.REPLACE_EXISTING);
        broken.add(folder.relativize(path) + ": " + why.getMessage());
        LOG.error("series: a file is broken and is kept beside as .broken path={} reason={}", path, why.getMessage());
    }

    /** Files that were broken when this began, with the reason. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    Shelved files() {
        return files;
    }

    /** A segment that is in memory only. */
    synchronized void add(Segment segment) {
        change(now -> {
            List<Segment> next = new ArrayList<>(now.segments());
            next.add(segment);
            return new Shelved(List.copyOf(next), now.days(), now.months());
        });
    }

    /** Brings the bytes of a segment to the disk; from then on it is read there. */
    void persist(long number, byte[] bytes) throws IOException {
        var onDisk = new Segment(number, BlockFile.persist(bytes, segmentPath(number)));
        synchronized (this) {
            change(now -> new Shelved(
                    now.segments().stream()
                            .map(each -> each.number() == number ? onDisk : each)
                            .toList(),
                    now.days(),
                    now.months()));
        }
    }

    private Path segmentPath(long number) {
        return folder.resolve("segments/%012d".formatted(number) + SUFFIX);
    }

    Path dayPath(Tier tier, long day) {
        return folder.resolve(tier.word()).resolve(date(day) + SUFFIX);
    }

    Path monthPath(long month) {
        return folder.resolve(Tier.HOUR.word()).resolve(YearMonth.from(date(month)) + SUFFIX);
    }

    /** A day of a tier, in the place of the one that was. */
    synchronized void publish(Tier tier, long day, BlockFile file) throws IOException {
        var before = Optional.ofNullable(files.of(tier).get(day));
        changeDays(tier, map -> map.put(day, file));
        if (before.isPresent()) before.get().close();
    }

    synchronized void publishMonth(long month, BlockFile file) throws IOException {
        var before = Optional.ofNullable(files.months().get(month));
        change(now -> {
            NavigableMap<Long, BlockFile> next = new TreeMap<>(now.months());
            next.put(month, file);
            return new Shelved(now.segments(), now.days(), next);
        });
        if (before.isPresent()) before.get().close();
    }

    synchronized void drop(Tier tier, long day) throws IOException {
        var gone = files.of(tier).get(day);
        if (gone == null) return;
        changeDays(tier, map -> map.remove(day));
        delete(gone, dayPath(tier, day));
    }

    synchronized void dropMonth(long month) throws IOException {
        var gone = files.months().get(month);
        if (gone == null) return;
        change(now -> {
            NavigableMap<Long, BlockFile> next = new TreeMap<>(now.months());
            next.remove(month);
            return new Shelved(now.segments(), now.days(), next);
        });
        delete(gone, monthPath(month));
    }

    synchronized void drop(Segment segment) throws IOException {
        change(now -> new Shelved(
                now.segments().stream()
                        .filter(each -> each.number() != segment.number())
                        .toList(),
                now.days(),
                now.months()));
        delete(segment.file(), segmentPath(segment.number()));
    }

    private void delete(BlockFile file, Path path) throws IOException {
        Files.deleteIfExists(path);
        file.close();
    }

    private void changeDays(Tier tier, Consumer<NavigableMap<Long, BlockFile>> change) {
        change(now -> {
            Map<Tier, NavigableMap<Long, BlockFile>> days = new EnumMap<>(now.days());
            NavigableMap<Long, BlockFile> next = new TreeMap<>(now.of(tier));
            change.accept(next);
            days.put(tier, next);
            return new Shelved(now.segments(), days, now.months());
        });
    }

    private void change(UnaryOperator<Shelved> how) {
        files = how.apply(files);
    }

    static long day(long second) {
        return second - Math.floorMod(second, DAY);
    }

    static long month(long second) {
        return date(second).withDayOfMonth(1).toEpochDay() * DAY;
    }

    static LocalDate date(long second) {
        return LocalDate.ofEpochDay(Math.floorDiv(second, DAY));
    }

    private static long second(String name) {
        var date = name.length() == 7 ? YearMonth.parse(name).atDay(1) : LocalDate.parse(name);
        return date.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }

    @Override
    public void close() {
        files.all().forEach(file -> {
            try {
                file.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }
}

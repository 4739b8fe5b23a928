package org.opsbro.metrology.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Head;
import org.opsbro.metrology.Pieces;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.codec.BlockDecoder;
import org.opsbro.metrology.codec.BlockEncoder;
import org.opsbro.metrology.codec.DeltaEncoder;
import org.opsbro.model.Value;
import org.opsbro.store.BlockFileWriter;

/** What came in since the last segment: the heads of the series, and the frame of the log that is not written yet. Guarded by its store. */
final class Heads {
    private static final int LONGEST_NAME = 1024;
    private static final int AHEAD = Shelf.DAY;
    private static final int MOST_UNWRITTEN = 8 << 20;

    private final Names names;
    private final BlockEncoder encoder = new BlockEncoder();
    private final BlockDecoder decoder = new BlockDecoder();
    private final DeltaEncoder delta = new DeltaEncoder();
    private final Map<Refused, LongAdder> refused = new EnumMap<>(Refused.class);
    private int active;
    private long headBytes;
    private long imageBytes;
    private long taken;
    private boolean unlogged;
    private Refused lastRefusal = Refused.BAD_NAME;
    private List<Arrivals> readers = List.of();

    Heads(Names names) {
        this.names = names;
        for (var why : Refused.values()) refused.put(why, new LongAdder());
    }

    /** Who is told of what comes. */
    List<Arrivals> readers() {
        return readers;
    }

    void readers(List<Arrivals> others) {
        readers = List.copyOf(others);
    }

    int active() {
        return active;
    }

    long taken() {
        return taken;
    }

    /** Of heads, and of segments that are not on the disk. */
    long bytes() {
        return headBytes + imageBytes;
    }

    /** Whether what came takes half of the memory that there is for it, so that it should become a segment. */
    boolean isCrowded(Limits limits) {
        var heads = (long) active * Head.LEAST_BYTES;
        var most = limits.memoryBytes();
        return headBytes - heads > Math.max((most - heads) / 2, most / 8);
    }

    void holding(int more) {
        imageBytes += more;
    }

    /** Whether the log misses samples that are here. */
    boolean isUnlogged() {
        return unlogged;
    }

    @Nullable
    Series series(String name, long now, Limits limits) {
        var known = names.named(name);
        if (known != null) return known;
        if (!isName(name)) return refuse(Refused.BAD_NAME);
        if (active >= limits.series()) return refuse(Refused.TOO_MANY_SERIES);
        if (names.size() >= limits.names()) names.forgetOldest(1 + limits.names() / 20, now - Shelf.DAY);
        if (names.size() >= limits.names()) return refuse(Refused.TOO_MANY_SERIES);
        var series = names.add(name);
        return series != null ? series : refuse(Refused.TOO_MANY_SERIES);
    }

    private @Nullable Series refuse(Refused why) {
        lastRefusal = why;
        count(why, 1);
        return null;
    }

    /** Why a sample was refused the last time. */
    Refused lastRefusal() {
        return lastRefusal;
    }

    private void count(Refused why, int samples) {
        var sum = refused.get(why);
        if (sum != null) sum.add(samples);
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) return false;
        for (var i = 0; i < name.length(); i++) if (name.charAt(i) <= ' ' || name.charAt(i) == 0x7f) return false;
        return true;
    }

    boolean add(Series given, long time, double value, long now, Limits limits) {
        if (!Double.isFinite(value)) return refuse(Refused.NOT_FINITE) != null;
        if (time > Math.min(now + AHEAD, Points.LAST_TIME)) return refuse(Refused.IN_THE_FUTURE) != null;
        if (time < 0 || time < now - (long) limits.rawDays() * Shelf.DAY) return refuse(Refused.TOO_OLD) != null;
        var series = given.gone ? series(given.name, now, limits) : given;
        if (series == null) return false;
        if (bytes() > limits.memoryBytes()) return refuse(Refused.MEMORY_FULL) != null;
        if (series.head == null && active >= limits.series()) return refuse(Refused.TOO_MANY_SERIES) != null;
        put(series, time, value);
        delta.add(series.id, time, value);
        for (var i = 0; i < readers.size(); i++) readers.get(i).add(series, time, value);
        return true;
    }

    private void put(Series series, long time, double value) {
        var head = series.head;
        if (head == null) {
            head = new Head();
            series.head = head;
            active++;
            headBytes += head.bytes();
        }
        var before = head.bytes();
        head.add(time, value, encoder);
        headBytes += head.bytes() - before;
        series.saw(time, value);
        taken++;
    }

    /** A sample that a log has. */
    void replay(int id, long time, double value) {
        var series = names.byId(id);
        if (series != null) put(series, time, value);
    }

    /** Adds the frame of what came in, with its length before it, to those that leave; the buffer, or a larger one. */
    ByteBuffer takeFrame(ByteBuffer leaving) {
        if (delta.count() == 0) return leaving;
        if (leaving.position() + delta.size() > MOST_UNWRITTEN) {
            count(Refused.NOT_LOGGED, delta.count());
            unlogged = true;
            delta.forget();
            return leaving;
        }
        var frame = delta.take();
        var wanted = Integer.BYTES + frame.remaining();
        var into = leaving;
        if (leaving.remaining() < wanted)
            into = ByteBuffer.allocate(2 * (leaving.position() + wanted)).put(leaving.flip());
        into.putInt(frame.remaining()).put(frame);
        delta.clear();
        return into;
    }

    /**
     * All samples as the bytes of a segment, none if there are none; the heads are empty then, and those that were so before are gone. They keep their room,
     * unless it is too much: else it would be so at once again.
     */
    byte[] seal(long number, Limits limits) throws IOException {
        var crowded = isCrowded(limits);
        var all = names.all().stream().filter(each -> each.head != null).toArray(Series[]::new);
        Arrays.sort(all, Comparator.comparingInt(each -> each.id));
        try (var file = new BlockFileWriter()) {
            for (var series : all) seal(series, file, crowded);
            delta.forget();
            unlogged = false;
            return file.count() == 0 ? new byte[0] : file.image(number);
        }
    }

    private void seal(Series series, BlockFileWriter file, boolean crowded) throws IOException {
        var head = series.head;
        if (head == null) return;
        if (head.isEmpty()) {
            drop(series, head);
            return;
        }
        var points = new Points();
        head.read(points, decoder);
        points.order();
        var piece = Pieces.write(points, encoder);
        file.add(series.id, points.time(0), points.time(points.count() - 1), piece, piece.length);
        headBytes -= head.bytes();
        if (crowded) head.release();
        else head.clear();
        headBytes += head.bytes();
    }

    private void drop(Series series, Head head) {
        series.head = null;
        active--;
        headBytes -= head.bytes();
    }

    /** The samples of a series that are in no segment, as they came. */
    Points read(Series series) {
        var points = new Points();
        if (series.head != null) series.head.read(points, decoder);
        return points;
    }

    Value.Fields refusals() {
        var told = Value.object();
        refused.forEach((why, samples) -> told.with(why.word(), samples.sum()));
        return told.end();
    }
}

package org.opsbro.metrology.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.Points;
import org.opsbro.metrology.Rollup;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.live.Limits.Sync;
import org.opsbro.model.Value;

class SeriesStoreTest {
    private static final long DAY = 86_400;
    private static final long MIDNIGHT = 1_795_046_400;

    @TempDir
    Path folder;

    private volatile long now = MIDNIGHT;
    private volatile long nanos;
    private final InstantSource clock = new InstantSource() {
        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(now);
        }

        @Override
        public long millis() {
            return now * 1000;
        }
    };
    private Limits limits = Limits.USUAL;
    private SeriesStore store;

    @BeforeEach
    void open() throws IOException {
        store = new SeriesStore(folder, limits, clock, () -> nanos);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void samples_are_read_back_before_and_after_they_are_in_files() throws IOException {
        add("web.load1", MIDNIGHT, 1.5);
        add("web.load1", MIDNIGHT + 10, 2.5);
        assertThat(read("web.load1")).isEqualTo("0:1.5 10:2.5");

        store.seal();
        add("web.load1", MIDNIGHT + 20, 3.5);
        assertThat(read("web.load1")).isEqualTo("0:1.5 10:2.5 20:3.5");

        now = MIDNIGHT + DAY + 1000;
        store.seal();
        store.tidy();
        assertThat(read("web.load1")).isEqualTo("0:1.5 10:2.5 20:3.5");
        assertThat(files("segments")).isEmpty();
        assertThat(files("raw")).containsExactly("2026-11-19.blocks");
    }

    @Test
    void samples_in_any_order_on_several_days_are_what_came_last_of_each_second() throws IOException {
        var random = new SplittableRandom(4);
        var wanted = new TreeMap<Long, Double>();
        now = MIDNIGHT + 3 * DAY;
        for (var i = 0; i < 3_000; i++) {
            var time = MIDNIGHT + random.nextLong(3 * DAY / 10) * 10;
            wanted.put(time, (double) i);
            add("a", time, i);
            if (random.nextInt(300) == 0) store.seal();
            if (random.nextInt(600) == 0) store.tidy();
            if (random.nextInt(600) == 0) reopen();
        }
        assertThat(all("a")).isEqualTo(wanted);

        later(DAY);
        store.seal();
        store.tidy();
        assertThat(all("a")).isEqualTo(wanted);
        assertThat(files("segments")).isEmpty();
        assertThat(files("raw")).hasSize(3);
    }

    @Test
    void what_is_in_the_log_only_is_there_after_a_restart() throws IOException {
        for (var i = 0; i < 100; i++) add("a." + i % 7, MIDNIGHT + i, i / 10.0);
        assertThat(store.sync()).isTrue();
        var before = all("a.3");
        reopen();
        assertThat(all("a.3")).isEqualTo(before).hasSize(14);
        reopen();
        assertThat(all("a.3")).isEqualTo(before);
        assertThat(files("log")).hasSize(3);

        store.seal();
        assertThat(files("log")).hasSize(1);
        reopen();
        assertThat(all("a.3")).isEqualTo(before);
    }

    /** Heads keep their room for the next samples; once that is half of the memory, it must not count as samples for ever. */
    @Test
    void a_crowded_memory_becomes_a_segment_now_and_then_and_nothing_is_refused() throws IOException {
        limits = new Limits(1_000, 1 << 20, 1 << 30, 7, 31, 400, Sync.SECOND);
        reopen();
        var samples = 0;
        for (var slot = 0; slot < 20_000; slot++) {
            for (var series = 0; series < 20; series++, samples++)
                add("a." + series, MIDNIGHT + slot, slot / 3.0 + series);
            if (slot % 50 == 0) assertThat(store.sync()).isTrue();
        }

        assertThat(store.sync()).isTrue();
        assertThat(((Value.Fields) store.toValue().get("refused")).toString()).doesNotContainPattern("[1-9]");
        assertThat(all("a.7")).hasSize(20_000);
        // some 8 bytes a sample, a segment for each half MiB
        assertThat(files("segments").size()).isBetween(2, 20);
        assertThat(samples).isEqualTo(400_000);
    }

    @Test
    void a_log_cut_anywhere_loses_its_end_only() throws IOException {
        for (var i = 0; i < 20; i++) {
            add("a", MIDNIGHT + i, i);
            store.sync();
        }
        store.close();
        var log = folder.resolve("log").resolve(files("log").getFirst());
        var whole = Files.readAllBytes(log);
        var names = Files.readAllBytes(folder.resolve("names.log"));
        for (var length = whole.length; length > 0; length -= 7) {
            Files.write(folder.resolve("names.log"), names);
            Files.write(log, whole);
            try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
            open();
            var left = store.find("a").isEmpty() ? new TreeMap<Long, Double>() : all("a");
            assertThat(left.size()).isBetween(length * 20 / whole.length - 1, 20);
            left.forEach((time, value) -> assertThat(time - MIDNIGHT).isEqualTo(Math.round(value)));
            store.close();
            for (var other : files("log"))
                if (!other.equals(log.getFileName().toString()))
                    Files.delete(folder.resolve("log").resolve(other));
        }
        open();
    }

    @Test
    void minutes_and_hours_are_those_of_the_samples_on_every_day() throws IOException {
        now = MIDNIGHT + 2 * DAY + DAY / 2;
        for (var time = MIDNIGHT; time < now; time += 10) add("a", time, (time / 10) % 100 / 10.0);
        var minutes = Rollup.of(points("a"), 60);
        var hours = Rollup.of(points("a"), 3600);
        store.seal();
        store.tidy();
        assertThat(files("minute")).hasSize(2);

        assertThat(rows(Tier.MINUTE)).isEqualTo(text(minutes)).contains("60:29.1 4.6 5.1");
        assertThat(rows(Tier.HOUR)).isEqualTo(text(hours));
        assertThat(hours.count()).isEqualTo(60);
    }

    @Test
    void a_sample_that_comes_late_for_a_day_that_is_over_is_in_all_tiers() throws IOException {
        now = MIDNIGHT + DAY + 1000;
        add("a", MIDNIGHT + 60, 1);
        store.seal();
        store.tidy();
        add("a", MIDNIGHT + 70, 5);
        add("b", MIDNIGHT + 70, 5);
        store.seal();
        store.tidy();

        assertThat(all("a")).hasSize(2);
        assertThat(rows(Tier.MINUTE)).isEqualTo("60:6.0 1.0 5.0 5.0 2.0");
        assertThat(rows(Tier.HOUR)).isEqualTo("0:6.0 1.0 5.0 5.0 2.0");
        assertThat(all("b")).hasSize(1);
    }

    @Test
    void tiers_go_by_their_age_once_the_clock_is_steady() throws IOException {
        add("a", MIDNIGHT + 100, 1);
        now = MIDNIGHT + 2 * DAY;
        store.seal();
        store.tidy();
        work();
        later(30 * DAY);
        ran(30 * DAY * 1_000_000_000L);
        add("a", now, 2);
        work();

        assertThat(files("raw")).isEmpty();
        assertThat(files("minute")).isEmpty();
        assertThat(files("hour")).hasSize(1);
        assertThat(rows(Tier.HOUR)).startsWith("0:1.0");
    }

    @Test
    void a_clock_that_jumps_ahead_drops_nothing() throws IOException {
        add("a", MIDNIGHT + 100, 1);
        now = MIDNIGHT + 2 * DAY;
        store.seal();
        store.tidy();
        steadyHours(3);
        assertThat(files("raw")).hasSize(1);

        later(3650 * DAY);
        add("a", now, 2);
        work();
        ran(40L * 60 * 1_000_000_000L);
        later(40 * 60);
        add("a", now, 2);
        work();
        now = MIDNIGHT + 2 * DAY + 14_000;
        work();

        assertThat(files("raw")).contains("2026-11-19.blocks");
        assertThat(all("a")).containsKey(MIDNIGHT + 100);
        add("a", now, 3);
        assertThat(all("a")).containsKey(now);
    }

    @Test
    void samples_that_cannot_be_are_refused_and_counted() {
        var series = Objects.requireNonNull(store.series("a"));

        assertThat(store.add(series, now, Double.NaN)).isFalse();
        assertThat(store.add(series, now, Double.POSITIVE_INFINITY)).isFalse();
        assertThat(store.add(series, now + DAY + 1, 1)).isFalse();
        assertThat(store.add(series, now - 7 * DAY - 1, 1)).isFalse();
        assertThat(store.add(series, -1, 1)).isFalse();
        assertThat(store.add(series, now, 1e308)).isTrue();
        for (var name : List.of("", "a b", "a\nb", "x".repeat(1025), "x".repeat(100_000)))
            assertThat(store.series(name)).isNull();

        assertThat(refused("not_finite")).isEqualTo(2);
        assertThat(refused("in_the_future")).isEqualTo(1);
        assertThat(refused("too_old")).isEqualTo(2);
        assertThat(refused("bad_name")).isEqualTo(5);
    }

    @Test
    void a_flood_of_names_stops_at_the_cap_and_hurts_nobody_else() throws IOException {
        limits = new Limits(1_000, 16 << 20, 1 << 30, 7, 31, 400, Sync.SECOND);
        reopen();
        add("mine", now, 1);
        for (var i = 0; i < 100_000; i++) {
            var series = store.series("flood." + i);
            if (series != null) store.add(series, now, i);
        }
        add("mine", now + 10, 2);

        assertThat(read("mine")).isEqualTo("0:1.0 10:2.0");
        assertThat(number("series")).isEqualTo(1_000);
        assertThat(refused("too_many_series")).isEqualTo(99_001);

        // those that are silent make room after two segments
        store.seal();
        add("mine", now + 20, 3);
        store.seal();
        assertThat(number("series")).isEqualTo(1);
        assertThat(store.series("new")).isNotNull();
    }

    @Test
    void old_names_give_way_to_new_ones_and_their_numbers_never_mix() throws IOException {
        limits = new Limits(10, 16 << 20, 1 << 30, 7, 31, 400, Sync.SECOND);
        reopen();
        for (var round = 0; round < 20; round++) {
            for (var i = 0; i < 10; i++) add("churn." + round + "." + i, now, round);
            later(DAY + 1000);
            store.seal();
            store.seal();
            store.tidy();
            if (round % 5 == 4) reopen();
        }

        assertThat(number("names")).isLessThanOrEqualTo(40);
        for (var known : store.list(name -> true)) {
            var round = Double.parseDouble(known.name().split("\\.", -1)[1]);
            var points = store.raw(store.find(known.name()).orElseThrow(), 0, Points.LAST_TIME);
            for (var at = 0; at < points.count(); at++)
                assertThat(points.value(at)).isEqualTo(round);
        }
    }

    @Test
    void the_disk_limit_shortens_each_tier_in_its_proportion() throws IOException {
        var random = new SplittableRandom(2);
        now = MIDNIGHT + 6 * DAY;
        for (var time = MIDNIGHT; time < now; time += 10) add("a", time, random.nextInt(1_000_000) / 10.0);
        store.seal();
        later(1000);
        store.tidy();
        var before = number("disk_bytes");
        store.limits(new Limits(10, 16 << 20, before / 2, 7, 31, 400, Sync.SECOND));
        store.seal();
        add("a", now, 1);
        ran(7300L * 1_000_000_000L);
        work();

        assertThat(number("disk_bytes")).isLessThan(before * 6 / 10);
        assertThat(files("raw").size()).isBetween(1, 4);
        assertThat(files("raw")).contains("2026-11-24.blocks");
        assertThat(files("hour")).hasSizeGreaterThan(0);
    }

    @Test
    void a_broken_file_is_set_aside_and_told() throws IOException {
        add("a", MIDNIGHT, 1);
        store.seal();
        add("a", MIDNIGHT + 10, 2);
        store.seal();
        store.close();
        var first = folder.resolve("segments").resolve(files("segments").getFirst());
        var bytes = Files.readAllBytes(first);
        bytes[bytes.length - 20] ^= 1;
        Files.write(first, bytes);
        open();

        assertThat(read("a")).isEqualTo("10:2.0");
        assertThat(store.toValue().get("broken").display()).contains("segments/");
        assertThat(files("segments")).hasSize(2).anyMatch(name -> name.endsWith(".broken"));
    }

    @Test
    void days_of_hours_become_months() throws IOException {
        now = MIDNIGHT;
        var days = 75;
        for (var day = 0; day < days; day++) {
            add("a", now, day);
            later(DAY);
            store.seal();
        }
        later(1000);
        store.tidy();

        assertThat(files("hour").stream().filter(name -> name.length() == 14)).hasSize(2);
        assertThat(rows(Tier.HOUR).split(" (?=\\d+:)", -1)).hasSize(days);
        reopen();
        assertThat(rows(Tier.HOUR).split(" (?=\\d+:)", -1)).hasSize(days);
    }

    @Test
    void always_means_before_the_call_returns() throws IOException {
        limits = new Limits(10, 16 << 20, 1 << 30, 7, 31, 400, Sync.ALWAYS);
        reopen();
        add("a", MIDNIGHT, 1);
        var size = Files.size(folder.resolve("log").resolve(files("log").getLast()));
        add("a", MIDNIGHT + 1, 2);

        assertThat(Files.size(folder.resolve("log").resolve(files("log").getLast())))
                .isGreaterThan(size);
    }

    @Test
    void readers_and_the_writer_get_along() throws Exception {
        now = MIDNIGHT + 3 * DAY;
        var failures = new ArrayList<Throwable>();
        var readers = new ArrayList<Thread>();
        add("a", MIDNIGHT, 0);
        var series = store.find("a").orElseThrow();
        for (var i = 0; i < 4; i++)
            readers.add(Thread.ofVirtual().start(() -> {
                try {
                    for (var seen = 0; seen < 2_000; ) {
                        var points = store.raw(series, 0, Points.LAST_TIME);
                        if (points.count() < seen) throw new AssertionError(points.count() + " after " + seen);
                        seen = points.count();
                        for (var at = 0; at < seen; at++)
                            assertThat(points.value(at)).isEqualTo(at);
                    }
                } catch (Throwable failed) {
                    synchronized (failures) {
                        failures.add(failed);
                    }
                }
            }));
        for (var i = 1; i < 2_000; i++) {
            store.add(series, MIDNIGHT + 100L * i, i);
            if (i % 50 == 0) store.seal();
            if (i % 300 == 0) store.tidy();
        }
        for (var reader : readers) reader.join();

        assertThat(failures).isEmpty();
    }

    @Test
    void taking_samples_allocates_nothing() throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var all = new Series[500];
        for (var i = 0; i < all.length; i++) all[i] = Objects.requireNonNull(store.series("s." + i));
        for (var warm = 0; warm < 3; warm++) {
            hour(all, warm);
            store.seal();
        }

        var before = threads.getCurrentThreadAllocatedBytes();
        for (var slot = 0; slot < 200; slot++) slot(all, 4 * 3600L + 10L * slot);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000L);
    }

    private void hour(Series[] all, int hour) {
        for (var slot = 0; slot < 360; slot++) slot(all, hour * 3600L + 10L * slot);
    }

    private void slot(Series[] all, long second) {
        now = MIDNIGHT + second;
        for (var i = 0; i < all.length; i++) store.add(all[i], now, (second * 31 + i * 7L) % 1000 / 10.0);
    }

    /** Lets the writer look, as it does each minute. */
    private void work() throws IOException {
        ran(61_000_000_000L);
        later(61);
        store.look();
    }

    private void steadyHours(int hours) throws IOException {
        for (var i = 0; i < hours * 60; i++) {
            ran(60_000_000_000L);
            later(60);
            if (i % 30 == 0) add("tick", now, i);
            if (i % 10 == 0) store.look();
        }
    }

    private synchronized void later(long seconds) {
        now += seconds;
    }

    private synchronized void ran(long nanoseconds) {
        nanos += nanoseconds;
    }

    private void reopen() throws IOException {
        store.close();
        open();
    }

    private void add(String name, long time, double value) {
        var series = Objects.requireNonNull(store.series(name));
        assertThat(store.add(series, time, value)).isTrue();
    }

    private Points points(String name) throws IOException {
        return store.raw(store.find(name).orElseThrow(), 0, Points.LAST_TIME);
    }

    private Map<Long, Double> all(String name) throws IOException {
        var points = points(name);
        var all = new TreeMap<Long, Double>();
        for (var at = 0; at < points.count(); at++) all.put(points.time(at), points.value(at));
        assertThat(all).hasSize(points.count());
        return all;
    }

    private String read(String name) throws IOException {
        var text = new StringBuilder();
        all(name)
                .forEach((time, value) ->
                        text.append(time - MIDNIGHT).append(':').append(value).append(' '));
        return text.toString().strip();
    }

    private String rows(Tier tier) throws IOException {
        return text(store.rows(store.find("a").orElseThrow(), tier, 0, Points.LAST_TIME));
    }

    private static String text(Points rows) {
        var text = new StringBuilder();
        for (var at = 0; at < rows.count(); at++) {
            text.append(rows.time(at) - MIDNIGHT).append(':');
            for (var column : new int[] {Rollup.SUM, Rollup.MIN, Rollup.MAX, Rollup.LAST, Rollup.COUNT})
                text.append(rows.value(column, at)).append(' ');
        }
        return text.toString().strip();
    }

    private List<String> files(String part) throws IOException {
        try (var names = Files.list(folder.resolve(part))) {
            return names.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private long number(String key) {
        return store.toValue().get(key) instanceof Value.Int number ? number.number() : -1;
    }

    private long refused(String why) {
        return store.toValue().get("refused") instanceof Value.Fields all && all.get(why) instanceof Value.Int number
                ? number.number()
                : -1;
    }
}

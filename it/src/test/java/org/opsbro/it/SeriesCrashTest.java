package org.opsbro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.metrology.Rollup;
import org.opsbro.metrology.Tier;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.model.Value;

/** Series outlive kill -9 and a full disk. {@code -Dkills=100} for a hundred kills instead of six. */
class SeriesCrashTest {
    private static final int KILLS = Integer.getInteger("kills", 6);

    /** 128 + SIGKILL. */
    private static final int KILLED = 137;

    @TempDir
    Path folder;

    @Test
    void what_was_on_the_disk_before_a_kill_is_there_after_it() throws Exception {
        var random = new SplittableRandom();
        var synced = 0L;
        for (var round = 0; round < KILLS; round++) {
            synced = killed(synced, 500 + random.nextInt(1_500));
            verify(synced);
        }
        assertThat(synced).isPositive();
    }

    /** Runs a writer from a slot on, and kills it after a while, wherever it is; the slot up to which it said that all was on the disk. */
    private long killed(long first, int millis) throws IOException, InterruptedException {
        var process = start("write", folder.toString(), Long.toString(first));
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
                .execute(() -> process.toHandle().destroyForcibly());
        var synced = first;
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) synced = Long.parseLong(line);
        }
        assertThat(process.waitFor()).isEqualTo(KILLED);
        return synced;
    }

    private void verify(long synced) throws IOException {
        var now = SeriesWriter.time(synced);
        try (var store =
                new SeriesStore(folder, SeriesWriter.LIMITS, () -> Instant.ofEpochSecond(now), System::nanoTime)) {
            assertThat(store.toValue().get("broken")).isEqualTo(Value.Items.EMPTY);
            for (var series = 0; series < SeriesWriter.SERIES; series++) {
                var points = SeriesWriter.checked(store, series);
                // a segment may have more than what was told, never less
                assertThat((long) points.count()).isGreaterThanOrEqualTo(synced);
                assertThat(points.time(0)).isEqualTo(SeriesWriter.BEGIN);
                assertThat(points.time(points.count() - 1)).isEqualTo(SeriesWriter.time(points.count() - 1L));
                var hours = store.rows(store.find("crash." + series).orElseThrow(), Tier.HOUR, 0, now - now % 3600);
                for (var at = 0; at < hours.count(); at++)
                    assertThat(hours.value(Rollup.COUNT, at)).isEqualTo(360);
            }
        }
    }

    @Test
    void a_full_disk_is_told_and_loses_nothing() throws Exception {
        var disk = Files.createDirectories(folder.resolve("disk"));
        var words = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
        words.addAll(List.of("mount -t tmpfs -o size=3m none " + disk + " && exec \"$@\"", "sh"));
        words.addAll(List.of(words("full", disk.resolve("series").toString())));

        var said = Programs.said(words.toArray(String[]::new));

        assertThat(said).endsWith("well\n").contains("No space left on device");
    }

    private static Process start(String... words) throws IOException {
        return new ProcessBuilder(words(words))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String[] words(String... words) {
        var all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SeriesWriter.class.getName()));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }
}

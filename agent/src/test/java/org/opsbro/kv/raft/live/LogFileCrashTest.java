package org.opsbro.kv.raft.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.store.StorageException;

/** Nothing that was said to be on the disk is lost: processes that are killed while they write, and disks that fail at any call. */
class LogFileCrashTest {
    @TempDir
    Path folder;

    /** Adds entries until it is killed, and tells each that is on the disk. */
    static final class Writer {
        public static void main(String[] arguments) throws Exception {
            try (var log = new LogFile(Path.of(arguments[0]))) {
                var random = new Random();
                while (true) {
                    var next = Math.max(log.last() + 1, log.first());
                    var last = next + random.nextInt(8);
                    log.append(LogFileTest.rows(next, last));
                    if (random.nextInt(10) == 0) log.truncatePrefix(Math.max(log.first(), last - 50));
                    System.out.println(last);
                }
            }
        }
    }

    @Test
    void a_kill_loses_nothing() throws Exception {
        var path = folder.resolve("raft.db");
        var random = new Random(7);
        for (var round = 0; round < 4; round++) {
            var process = Child.start(Child.java(Writer.class, path.toString()));
            var said = 0L;
            try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                for (var left = 20 + random.nextInt(300); left > 0; left--) said = Long.parseLong(lines.readLine());
                process.toHandle().destroyForcibly();
                for (var line = lines.readLine(); line != null; line = lines.readLine())
                    if (line.matches("\\d+") && Long.parseLong(line) > said) said = Long.parseLong(line);
            }
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

            try (var log = new LogFile(path)) {
                // the last line may be cut short, so it says less, never more
                assertThat(log.last()).isGreaterThanOrEqualTo(said);
                LogFileTest.assertHolds(log, log.first(), log.last());
            }
        }
    }

    /** Writes into one file after the other until the disk fails, and tells what was on it. */
    static final class Unlucky {
        public static void main(String[] arguments) throws Exception {
            for (var round = 0; round < Integer.parseInt(arguments[1]); round++) {
                var path = Path.of(arguments[0], "raft" + round + ".db");
                var said = 0L;
                var voted = 0L;
                var why = "";
                try (var log = new LogFile(path)) {
                    for (var next = 1L; next < 400; next += 2) {
                        log.append(LogFileTest.rows(next, next + 1));
                        said = next + 1;
                        log.vote(new LogFile.Vote(next, "node-a:1"));
                        voted = next;
                    }
                } catch (StorageException failed) {
                    why = failed.getMessage();
                }
                System.out.println(round + " " + said + " " + voted + " " + why);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"40, 97", "8, 1499"})
    void what_was_said_to_be_on_a_disk_that_fails_is_there(int files, int callsBetween) throws Exception {
        var calls = "pwrite64,fsync,fdatasync,ftruncate";
        var words = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + calls));
        words.addAll(List.of("-e", "inject=" + calls + ":error=EIO:when=11+" + callsBetween));
        words.addAll(Child.java(Unlucky.class, folder.toString(), "" + files));
        var process = Child.start(words);
        List<String> told;
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            told = lines.lines().toList();
        }
        assertThat(process.waitFor()).isZero();

        assertThat(told).hasSize(files);
        assertThat(told.stream()
                        .filter(line -> line.split(" ", 4)[3].contains("IOERR"))
                        .count())
                .as("times that the disk failed")
                .isGreaterThan(files / 2);
        var kept = 0L;
        for (var line : told) {
            var parts = line.split(" ", 4);
            var path = folder.resolve("raft" + parts[0] + ".db");
            if (!Files.exists(path)) continue;
            try (var log = new LogFile(path)) {
                assertThat(log.last()).as(line).isGreaterThanOrEqualTo(Long.parseLong(parts[1]));
                LogFileTest.assertHolds(log, 1, log.last());
                assertThat(log.vote().term()).as(line).isGreaterThanOrEqualTo(Long.parseLong(parts[2]));
                kept += log.last();
            }
        }
        assertThat(kept).isPositive();
    }
}

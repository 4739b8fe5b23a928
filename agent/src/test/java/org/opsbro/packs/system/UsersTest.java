package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.Collected;
import org.opsbro.detection.FolderHost;
import org.opsbro.model.Json;
import org.opsbro.pack.Parameters;

class UsersTest {
    private static final int BOOT = 2;
    private static final int LOGIN = 6;
    private static final int USER = 7;
    private static final Instant MORNING = Instant.parse("2026-06-01T08:00:00Z");

    @TempDir
    private Path root;

    private static byte[] record(int bytes, ByteOrder order, int type, int pid, String user, String line) {
        var buffer = ByteBuffer.allocate(bytes).order(order);
        buffer.putShort(0, (short) type).putInt(4, pid);
        buffer.put(8, line.getBytes(StandardCharsets.UTF_8)).put(44, user.getBytes(StandardCharsets.UTF_8));
        buffer.put(76, "10.0.0.9".getBytes(StandardCharsets.UTF_8));
        if (bytes == 400) buffer.putLong(344, MORNING.getEpochSecond());
        else buffer.putInt(340, (int) MORNING.getEpochSecond());
        return buffer.array();
    }

    private static byte[] joined(byte[]... parts) {
        var all = ByteBuffer.allocate(
                List.of(parts).stream().mapToInt(each -> each.length).sum());
        for (var part : parts) all.put(part);
        return all.array();
    }

    private static final LoggedIn ANN = new LoggedIn("ann", "pts/0", "10.0.0.9", Optional.of(MORNING));

    @Test
    void people_are_found_in_each_layout_and_byte_order() {
        for (var bytes : new int[] {384, 400})
            for (var order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                var utmp = joined(
                        record(bytes, order, BOOT, 0, "reboot", "~"),
                        record(bytes, order, LOGIN, 30, "LOGIN", "tty1"),
                        record(bytes, order, USER, 40, "ann", "pts/0"));

                assertThat(Utmp.read(utmp, pid -> true))
                        .as("%d bytes, %s", bytes, order)
                        .containsExactly(ANN);
            }
    }

    @Test
    void a_length_that_both_layouts_have_is_told_by_its_content() {
        var wide = new byte[24][];
        for (var i = 0; i < wide.length; i++) wide[i] = record(400, ByteOrder.LITTLE_ENDIAN, USER, 40, "ann", "pts/0");
        var narrow = new byte[25][];
        for (var i = 0; i < narrow.length; i++)
            narrow[i] = record(384, ByteOrder.LITTLE_ENDIAN, USER, 40, "ann", "pts/0");

        assertThat(Utmp.read(joined(wide), pid -> true)).hasSize(24).containsOnly(ANN);
        assertThat(Utmp.read(joined(narrow), pid -> true)).hasSize(25).containsOnly(ANN);
    }

    @Test
    void a_record_whose_process_is_gone_is_left_out() {
        var utmp = joined(
                record(384, ByteOrder.LITTLE_ENDIAN, USER, 40, "ann", "pts/0"),
                record(384, ByteOrder.LITTLE_ENDIAN, USER, 41, "bob", "pts/1"));

        assertThat(Utmp.read(utmp, pid -> pid == 40)).containsExactly(ANN);
    }

    @Test
    void damaged_files_give_something_or_nothing_and_never_throw() {
        var random = new Random(5);
        for (var round = 0; round < 2000; round++) {
            var bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            Utmp.read(bytes, pid -> true)
                    .forEach(each -> assertThat(Json.write(each.toValue())).isNotEmpty());
        }
    }

    @Test
    void utmp_comes_before_the_sessions_of_systemd() throws IOException {
        Files.createDirectories(root.resolve("run"));
        Files.write(root.resolve("run/utmp"), record(384, ByteOrder.LITTLE_ENDIAN, USER, 40, "ann", "pts/0"));
        FolderHost.put(root, "/proc/40/stat", "");
        FolderHost.put(root, "/run/systemd/sessions/1", "USER=bob\nCLASS=user\n");

        assertThat(said())
                .isEqualTo("{\"count\":1,\"names\":[\"ann\"],\"sessions\":[{\"user\":\"ann\",\"tty\":\"pts/0\","
                        + "\"host\":\"10.0.0.9\",\"since\":1780300800}]}");
    }

    @Test
    void sessions_of_people_are_told_and_those_of_managers_and_screens_are_not() throws IOException {
        FolderHost.put(root, "/run/systemd/sessions/3", """
                # This is private data. Do not parse.
                UID=1000
                USER=bob
                ACTIVE=1
                STATE=active
                REMOTE=1
                TYPE=tty
                CLASS=user
                REMOTE_HOST=10.0.0.7
                TTY=pts/2
                LEADER=812
                REALTIME=1780300800123456
                """);
        FolderHost.put(root, "/run/systemd/sessions/3.ref", "");
        FolderHost.put(root, "/run/systemd/sessions/4", "USER=bob\nCLASS=manager\nSTATE=active\n");
        FolderHost.put(root, "/run/systemd/sessions/c1", "USER=gdm\nCLASS=greeter\nSTATE=online\n");
        FolderHost.put(root, "/run/systemd/sessions/5", "USER=eve\nCLASS=user\nSTATE=closing\n");

        assertThat(said())
                .isEqualTo("{\"count\":1,\"names\":[\"bob\"],\"sessions\":[{\"user\":\"bob\",\"tty\":\"pts/2\","
                        + "\"host\":\"10.0.0.7\",\"since\":1780300800}]}");
    }

    @Test
    void where_nothing_notes_logins_that_is_told() {
        assertThat(new Users().collect(new FolderHost(root), Parameters.NONE))
                .isEqualTo(new Collected.NotEligible("nothing notes who logs in here: no utmp and no systemd-logind"));
    }

    private String said() {
        return Json.write(((Collected.Facts) new Users().collect(new FolderHost(root), Parameters.NONE)).fields());
    }
}

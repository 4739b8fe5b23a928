package org.opsbro.kv.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.kv.Command;
import org.opsbro.kv.Limits;
import org.opsbro.kv.live.KvKeeper.Freshness;
import org.opsbro.kv.raft.live.Raft;
import org.opsbro.kv.raft.live.Settings;
import org.opsbro.model.NodeId;

/**
 * What a power cut takes from a store that several have: it does not wait for the disk at each entry, its log does. The disk of after the cut is made by hand: the
 * files of the store as they were at some time before, beside the log as it is.
 */
class PowerCutTest {
    private static final NodeId SELF = new NodeId("a1");
    private static final String[] FILES = {"store.sqlite", "store.sqlite-wal", "store.sqlite-shm"};

    @TempDir
    Path folder;

    private KvKeeper open(boolean founds) throws IOException {
        var keeper = new KvKeeper(
                folder.resolve("kv"),
                "node-1",
                InstantSource.system(),
                System::nanoTime,
                () -> Limits.STORE_BYTES,
                changes -> {});
        var settings = Settings.usual("g1", SELF, folder.resolve("raft"), founds);
        keeper.share(
                founds,
                (machine, changed) -> Raft.start(
                        settings,
                        machine,
                        (node, patience) -> {
                            throw new IOException("there is nobody else");
                        },
                        (what, cause) -> {
                            throw new AssertionError(what, cause);
                        },
                        changed));
        return keeper;
    }

    private static void write(KvKeeper keeper, int from, int to) throws Exception {
        keeper.log().orElseThrow().readBarrier().get(20, TimeUnit.SECONDS);
        for (var i = from; i < to; i++) keeper.tell(Command.Put.of("k" + i, ("v" + i).getBytes(UTF_8)), "r" + i);
    }

    private void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (var name : FILES) {
            Files.deleteIfExists(to.resolve(name));
            if (Files.exists(from.resolve(name))) Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    private void assertAllThere(int keys) throws Exception {
        try (var keeper = open(false)) {
            keeper.log().orElseThrow().readBarrier().get(20, TimeUnit.SECONDS);
            var counters = keeper.read(Freshness.CONSISTENT, Shelf::counters);
            assertThat(counters.keys()).isEqualTo(keys);
            for (var i = 0; i < keys; i++) {
                var key = "k" + i;
                var value = keeper.<String>read(
                        Freshness.STALE,
                        shelf -> shelf.item(key)
                                .map(item -> new String(item.value(), UTF_8))
                                .orElse("none"));
                assertThat(value).isEqualTo("v" + i);
            }
            write(keeper, keys, keys + 1);
        }
    }

    @Test
    void the_log_tells_again_what_the_store_lost() throws Exception {
        try (var keeper = open(true)) {
            write(keeper, 0, 50);
            copy(folder.resolve("kv"), folder.resolve("before"));
            write(keeper, 50, 100);
        }
        copy(folder.resolve("before"), folder.resolve("kv"));

        assertAllThere(100);
    }

    @Test
    void what_is_in_the_log_no_more_is_taken_from_the_snapshot() throws Exception {
        try (var keeper = open(true)) {
            write(keeper, 0, 50);
            copy(folder.resolve("kv"), folder.resolve("before"));
            for (var turn = 1; turn <= 3; turn++) {
                write(keeper, turn * 50, (turn + 1) * 50);
                keeper.log().orElseThrow().snapshot().get(20, TimeUnit.SECONDS);
            }
            write(keeper, 200, 220);
            assertThat(keeper.log().orElseThrow().standing().first()).isGreaterThan(60);
        }
        copy(folder.resolve("before"), folder.resolve("kv"));

        assertAllThere(220);
    }
}

package org.opsbro.agent.levels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.agent.api.KvApi;
import org.opsbro.kv.Limits;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.wire.Route;

/** The reserved keys in a real store. */
class StoredStockTest {
    @TempDir
    Path folder;

    private KvKeeper keeper;
    private StoredStock stock;

    @BeforeEach
    void open() {
        keeper = new KvKeeper(
                folder.resolve("kv"),
                "node-1",
                InstantSource.system(),
                System::nanoTime,
                () -> Limits.STORE_BYTES,
                changes -> {});
        List<Route> routes = new ArrayList<>(new KvApi(keeper).routes());
        routes.addAll(KvApi.own(keeper));
        stock = new StoredStock(routes);
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    @Test
    void what_is_put_is_there_with_its_revision() throws Exception {
        assertThat(stock.get("opsbro/levels/zone")).isEmpty();

        stock.put("opsbro/levels/zone", new byte[] {0, 1, (byte) 255});

        var found = stock.get("opsbro/levels/zone").orElseThrow();
        assertThat(found.value()).containsExactly(0, 1, 255);
        assertThat(found.revision()).isPositive();
    }

    @Test
    void only_who_has_seen_the_last_one_replaces_it() throws Exception {
        assertThat(stock.put("opsbro/levels/zone", new byte[] {1}, 0)).isTrue();
        assertThat(stock.put("opsbro/levels/zone", new byte[] {2}, 0)).isFalse();
        var revision = stock.get("opsbro/levels/zone").orElseThrow().revision();

        assertThat(stock.put("opsbro/levels/zone", new byte[] {3}, revision)).isTrue();

        assertThat(stock.get("opsbro/levels/zone").orElseThrow().value()).containsExactly(3);
    }

    @Test
    void keys_are_all_listed_and_taken_away_only_if_nothing_changed_meanwhile() throws Exception {
        for (var i = 0; i < 1234; i++) stock.put(Blobs.piece("ab", i), new byte[] {1});
        stock.put("opsbro/levels/zone", new byte[] {1});
        var revision = stock.get("opsbro/levels/zone").orElseThrow().revision();
        var all = stock.keys("opsbro/blobs/");
        assertThat(all).hasSize(1234).isSorted();

        stock.delete(all, Map.of("opsbro/levels/zone", revision - 1, "opsbro/levels/global", 0L));
        assertThat(stock.keys("opsbro/blobs/")).hasSize(1234);

        stock.delete(all, Map.of("opsbro/levels/zone", revision, "opsbro/levels/global", 0L));
        assertThat(stock.keys("opsbro/")).containsExactly("opsbro/levels/zone");
    }

    @Test
    void agents_write_nothing_else_and_a_store_that_cannot_answer_says_why() throws Exception {
        assertThatThrownBy(() -> stock.put("web/port", new byte[] {1}))
                .hasMessageContaining("an agent writes below opsbro/ only");
        keeper.close();

        assertThatThrownBy(() -> stock.get("opsbro/levels/zone")).hasMessageContaining("the agent stops");
    }
}

package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.agent.shared.StoredKeys;
import org.opsbro.kv.Command;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.Limits;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.model.Event;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Value;

class KvMirrorTest {
    @TempDir
    Path folder;

    private final List<KeyTree> told = Collections.synchronizedList(new ArrayList<>());
    private KvKeeper keeper;
    private KvMirror mirror;

    @BeforeEach
    void open() {
        keeper = new KvKeeper(
                folder.resolve("kv"),
                "node-1",
                InstantSource.system(),
                System::nanoTime,
                () -> Limits.STORE_BYTES,
                this::changed);
        mirror = new KvMirror(() -> StoredKeys.of(keeper), () -> Instant.EPOCH, events -> {
            for (var event : events) if (event instanceof Event.KeysChanged keys) told.add(keys.keys());
        });
    }

    private void changed(List<Change> changes) {
        mirror.changed(changes);
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private void put(String key, String value) throws Exception {
        keeper.tell(Command.Put.of(key, value.getBytes(StandardCharsets.UTF_8)), "");
    }

    private void heard(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> told.size() == count);
    }

    @Test
    void where_nothing_is_wanted_or_nothing_is_there_nothing_is_opened() {
        mirror.wants(Set.of());
        assertThat(told).isEmpty();

        mirror.wants(Set.of("web"));
        assertThat(told).containsExactly(KeyTree.of(Map.of(), Set.of("web")));
        assertThat(Files.exists(folder.resolve("kv"))).isFalse();
    }

    @Test
    void what_the_agents_keep_there_themselves_is_none_of_all_keys() throws Exception {
        put("Web", "1");
        put(StoredKeys.OURS + "troubles/a1", "{}");
        put("web", "2");
        mirror.wants(Set.of(""));
        assertThat(told.getLast())
                .isEqualTo(KeyTree.of(Map.of("Web", Value.of("1"), "web", Value.of("2")), Set.of("")));

        put(StoredKeys.OURS + "troubles/b2", "{}");
        put("web", "3");
        heard(2);
        assertThat(told.getLast().count()).isEqualTo(2);
    }

    @Test
    void what_is_wanted_is_told_at_once_and_when_it_changes() throws Exception {
        put("web/port", "80");
        put("other", "x");
        mirror.wants(Set.of("web"));
        assertThat(told.getLast().keys()).containsExactly("web");

        put("web/port", "81");
        heard(2);
        assertThat(told.getLast()).isEqualTo(KeyTree.of(Map.of("web/port", Value.of("81")), Set.of("web")));

        put("other", "y");
        put("website", "y");
        put("web/port", "81");
        put("web/host", "h");
        heard(3);
        assertThat(told.getLast().count()).isEqualTo(2);

        mirror.wants(Set.of());
        assertThat(told.getLast()).isEqualTo(KeyTree.EMPTY);
    }

    @Test
    void a_value_that_is_no_text_says_so() throws Exception {
        keeper.tell(Command.Put.of("logo", new byte[] {(byte) 0xff}), "");
        mirror.wants(Set.of("logo"));

        assertThat(told.getLast().get("logo")).isEqualTo(new Value.Undefined("the value of the key logo is no text"));
    }

    @Test
    void more_than_can_be_configuration_is_not_told_in_part() throws Exception {
        for (var i = 0; i < 5; i++) put("big/" + i, "x".repeat(300_000));
        mirror.wants(Set.of("big"));

        assertThat(told.getLast().get("big").display()).contains("more than 10000 keys or 1 MiB");
    }

    @Test
    void a_store_that_cannot_be_opened_is_told_as_the_reason() throws Exception {
        Files.createDirectory(folder.resolve("kv"));
        Files.writeString(folder.resolve("kv/store.sqlite"), "no database".repeat(1000));
        mirror.wants(Set.of("web"));

        assertThat(told.getLast().get("web").display()).contains("damaged");
    }
}

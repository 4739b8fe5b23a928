package org.opsbro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.model.Json;

class KeyRingTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    /** The bytes 0 to 31. */
    private static final String COUNTING = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final SecureRandom random = new SecureRandom();
    private final ZoneKey old = ZoneKey.generate(random, NOW);
    private final ZoneKey young = ZoneKey.generate(random, NOW.plusSeconds(60));

    @Test
    void a_key_has_the_same_id_on_every_node_and_in_every_version() {
        var key = ZoneKey.parse(COUNTING, NOW);

        assertThat(key.id()).isEqualTo("07b51586");
        assertThat(key.text()).isEqualTo(COUNTING);
        assertThat(ZoneKey.parse(key.text() + "\n", Instant.EPOCH)).isEqualTo(key);
    }

    @Test
    void a_key_of_the_original_has_16_bytes_of_which_32_are_derived() {
        var key = ZoneKey.parse("AAECAwQFBgcICQoLDA0ODw==", NOW);

        assertThat(key.text()).isEqualTo("OKGKLeJw9+6L9J96yzAAZbGiShq66yKmGeNOv59h9t4=");
        assertThat(key.id()).isEqualTo("25cfa533");
    }

    @Test
    void the_file_is_read_as_it_was_written() {
        var ring = KeyRing.of(old).install(young).use(young.id());

        var read = KeyRing.parse(ring.text());

        assertThat(read).isEqualTo(ring);
        assertThat(read.primary()).contains(young);
        assertThat(read.keys()).extracting(ZoneKey::created).containsExactly(NOW.plusSeconds(60), NOW);
        assertThat(KeyRing.parse(KeyRing.EMPTY.text())).isEqualTo(KeyRing.EMPTY);
    }

    @Test
    void a_file_with_nothing_but_a_key_is_read_as_the_original_reads_it() {
        assertThat(KeyRing.parse("AAECAwQFBgcICQoLDA0ODw==\n").ids()).isEqualTo("25cfa533");
    }

    @Test
    void a_key_is_changed_in_three_steps() {
        var installed = KeyRing.of(old).install(young);
        var used = installed.use(young.id());
        var removed = used.remove(old.id());

        assertThat(installed.primary()).contains(old);
        assertThat(installed.ids()).isEqualTo(old.id() + " " + young.id());
        assertThat(used.primary()).contains(young);
        assertThat(removed.keys()).containsExactly(young);
        assertThat(removed.install(young)).isEqualTo(removed);
        assertThat(KeyRing.EMPTY.install(old).primary()).contains(old);
    }

    @Test
    void a_step_that_would_cut_nodes_off_is_refused() {
        var ring = KeyRing.of(old);

        assertThatThrownBy(() -> ring.use(young.id()))
                .isInstanceOf(BadKey.class)
                .hasMessage("key " + young.id() + " is not installed, have " + old.id());
        assertThatThrownBy(() -> ring.remove(old.id())).hasMessageContaining("use another key first");
        assertThatThrownBy(() -> KeyRing.EMPTY.remove(old.id())).hasMessageContaining("have no key");
    }

    @Test
    void a_ring_has_at_most_eight_keys() {
        var eight = IntStream.range(0, 8)
                .mapToObj(number -> ZoneKey.generate(random, NOW))
                .reduce(KeyRing.EMPTY, KeyRing::install, (one, other) -> other);

        assertThatThrownBy(() -> eight.install(young)).hasMessageContaining("9 keys, want at most 8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            ^^                                             | the key is empty
            !!!                                            | the key is not base64
            AAEC                                           | the key has 3 bytes, want 32
            {                                              | line 1, column
            {"keys": 5}                                    | keys: want a list
            {"key": "AAEC"}                                | keys: want a list
            {"keys": [5]}                                  | keys[0]: want {"id"
            {"keys": [{"id": "x"}]}                        | keys[0].key: want 32 bytes in base64
            {"keys": [{"key": "AAEC"}]}                    | keys[0]: the key has 3 bytes
            {"keys": [{"key": "KEY"}]}                     | keys: 0 of them are primary, want exactly one
            {"keys": [{"key": "KEY", "primary": true, "id": "12345678"}]} | keys[0]: the id is 12345678, but this is the key 07b51586
            {"keys": [{"key": "KEY", "primary": true, "created": "soon"}]} | keys[0]: created is soon, want a time
            {"keys": [{"key": "KEY", "primary": true}, {"key": "KEY"}]} | the ring has key 07b51586 twice
            """)
    void a_file_that_is_wrong_is_refused_with_what_is_wrong(String text, String reason) {
        assertThatThrownBy(() -> KeyRing.parse(text.replace("KEY", COUNTING)))
                .isInstanceOf(BadKey.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain(COUNTING);
    }

    @Test
    void a_file_cut_off_anywhere_is_refused() {
        var text = KeyRing.of(old).install(young).text().strip();
        for (var length = 0; length < text.length(); length++) {
            var cut = text.substring(0, length);
            assertThatThrownBy(() -> KeyRing.parse(cut)).isInstanceOf(BadKey.class);
        }
    }

    @Test
    void a_file_without_end_is_not_read() {
        assertThatThrownBy(() -> KeyRing.parse("A".repeat(1_000_000))).hasMessageContaining("want at most 16384");
        assertThatThrownBy(() -> ZoneKey.parse("A".repeat(1_000), NOW)).hasMessageContaining("want 44");
    }

    @Test
    void a_key_never_shows_itself() {
        var ring = KeyRing.of(old);

        assertThat(ring.toString()).contains(old.id()).doesNotContain(old.text());
        assertThat(HeldKeys.of("lan", ring).toString()).doesNotContain(old.text());
        assertThat(Json.write(new WireCounters(() -> NOW).toValue(HeldKeys.of("lan", ring))))
                .doesNotContain(old.text());
    }
}

package org.opsbro.discovery.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.model.NodeId;
import org.opsbro.wire.HeldKeys;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.Keys;
import org.opsbro.wire.Sealer;
import org.opsbro.wire.WireCounters;
import org.opsbro.wire.ZoneKey;

class KeyFilesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

    @TempDir
    private Path home;

    @Test
    void what_is_written_is_read_and_only_its_owner_may() throws IOException {
        var ring = KeyRing.of(ZoneKey.generate(new SecureRandom(), NOW));

        new KeyFiles(home).write("lan", ring);

        var read = new KeyFiles(home).read();
        assertThat(read.rings()).containsEntry("lan", ring);
        assertThat(read.damaged()).isEmpty();
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void without_a_folder_there_are_no_keys() {
        assertThat(new KeyFiles(home).read().rings()).isEmpty();
        assertThat(new KeyFiles(home).read().damaged()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"keys\": []}", "no key at all"})
    void a_damaged_file_sends_nothing_in_clear(String text) throws IOException {
        Files.createDirectories(home.resolve("zone_keys"));
        Files.writeString(home.resolve("zone_keys/lan.gossip.key"), text);

        var read = new KeyFiles(home).read();

        assertThat(read.damaged()).containsExactly("lan");
        assertThat(read.problems()).singleElement().asString().contains("lan.gossip.key", "nothing is sent");
        var held = HeldKeys.clear("lan").mute(read.damaged());
        assertThat(sealer(held).seal("lan", ByteBuffer.wrap(new byte[] {1}))).isEmpty();
        assertThat(sealer(HeldKeys.clear("lan")).seal("lan", ByteBuffer.wrap(new byte[] {1})))
                .isPresent();
    }

    @Test
    void a_key_ends_the_silence() {
        var ring = KeyRing.of(ZoneKey.generate(new SecureRandom(), NOW));

        var held = HeldKeys.clear("lan").mute(Set.of("lan")).with("lan", ring);

        assertThat(held.isMute("lan")).isFalse();
        assertThat(sealer(held).seal("lan", ByteBuffer.wrap(new byte[] {1}))).isPresent();
    }

    private static Sealer sealer(HeldKeys held) {
        return new Sealer(
                new Keys(held),
                new NodeId("0d31b1be-3e0e-4e0a-bb58-73df4ce0e3a1"),
                Sealer.MOST_BYTES,
                new SecureRandom(),
                new WireCounters(InstantSource.fixed(NOW)));
    }
}

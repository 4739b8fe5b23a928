package org.opsbro.agent.levels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Level;
import org.opsbro.model.Malformed;
import org.opsbro.wire.Authority;

class ManifestTest {
    private static final Authority AUTHORITY = Authority.generate(new SecureRandom());
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.123456Z");

    private static Manifest manifest() {
        return Manifest.signed(
                Level.ZONE, "paris", 7, "h1", NOW, new byte[] {1, 2}, text -> AUTHORITY.sign(Manifest.PURPOSE, text));
    }

    @Test
    void it_is_read_as_it_was_written_and_says_who_signed_it() {
        var read = Manifest.read(manifest().bytes());

        assertThat(read.bytes()).isEqualTo(manifest().bytes());
        assertThat(read.version()).isEqualTo(7);
        assertThat(read.at()).isEqualTo(Instant.parse("2026-11-30T10:00:00.123Z"));
        assertThat(read.isSignedBy(AUTHORITY.publicKey())).isTrue();
        assertThat(read.isSignedBy(Authority.generate(new SecureRandom()).publicKey()))
                .isFalse();
    }

    @Test
    void what_was_signed_for_something_else_is_no_manifest() {
        var forged = Manifest.signed(
                Level.ZONE, "paris", 7, "h1", NOW, new byte[] {1, 2}, text -> AUTHORITY.sign("exec", text));

        assertThat(forged.isSignedBy(AUTHORITY.publicKey())).isFalse();
    }

    @Test
    void no_byte_of_it_can_be_another_one() {
        var good = manifest().bytes();
        for (var at = 0; at < good.length; at++)
            for (var bit = 0; bit < 8; bit++) {
                var bytes = good.clone();
                bytes[at] ^= (byte) (1 << bit);
                try {
                    assertThat(Manifest.read(bytes).isSignedBy(AUTHORITY.publicKey()))
                            .as("bit %d of byte %d", bit, at)
                            .isFalse();
                } catch (Malformed refused) {
                    assertThat(refused.getMessage()).isNotEmpty();
                }
            }
    }

    @Test
    void what_is_cut_short_or_too_long_is_refused() {
        var good = manifest().bytes();
        for (var length = 0; length < good.length; length++) {
            var cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> Manifest.read(cut)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> Manifest.read(Arrays.copyOf(good, good.length + 1)))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Manifest.read(new byte[Manifest.MOST_BYTES + 1]))
                .hasMessageContaining("1024");
    }
}

package org.opsbro.automation.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.wire.BadKey;

class ZoneAuthoritiesTest {
    private static final byte[] TEXT = "run".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private ZoneAuthorities in(String name) {
        return new ZoneAuthorities(
                folder.resolve(name), zone -> zone.equals("paris") ? List.of("paris", "europe") : List.of(zone));
    }

    private Path file(String name, String key) {
        return folder.resolve(name).resolve("zone_keys").resolve(key);
    }

    private static byte[] sign(ZoneAuthorities keys, String zone) {
        return keys.of(zone).orElseThrow().sign().apply(TEXT);
    }

    @Test
    void a_public_key_obeys_what_the_private_one_signs() throws IOException {
        var boss = in("boss");
        var made = boss.generate("paris", false);
        var other = in("other");

        other.take("paris", made.publicKey(), false);

        assertThat(other.signed("paris", TEXT, sign(boss, "paris"))).isTrue();
        assertThat(other.signed("paris", new byte[] {1}, sign(boss, "paris"))).isFalse();
        assertThat(other.of("paris")).isEmpty();
        assertThat(other.whyNone("paris")).contains("nobody may order the zone paris", "paris.private.key");
        assertThat(other.all()).containsExactly(new ZoneAuthorities.Known("paris", made.publicKey(), false, ""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("boss", "paris.private.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_private_key_is_carried_to_another_node_as_a_whole_file() throws IOException {
        var boss = in("boss");
        boss.generate("paris", false);
        var second = in("second");

        second.take("paris", Files.readString(file("boss", "paris.private.key")), false);

        assertThat(boss.signed("paris", TEXT, sign(second, "paris"))).isTrue();
    }

    @Test
    void the_authority_of_the_zone_itself_goes_before_the_one_above() throws IOException {
        var boss = in("boss");
        boss.generate("europe", false);
        assertThat(boss.of("paris").orElseThrow().zone()).isEqualTo("europe");

        boss.generate("paris", false);

        assertThat(boss.of("paris").orElseThrow().zone()).isEqualTo("paris");
        assertThat(boss.of("asia")).isEmpty();
    }

    @Test
    void a_key_that_others_may_read_or_write_is_not_used() throws IOException {
        var boss = in("boss");
        boss.generate("paris", false);
        Files.setPosixFilePermissions(file("boss", "paris.private.key"), PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(file("boss", "paris.public.key"), PosixFilePermissions.fromString("rw-rw----"));

        assertThat(boss.of("paris")).isEmpty();
        assertThat(boss.whyNone("paris")).contains("others than its owner may read it: chmod 600");
        assertThat(boss.missing("paris").orElseThrow()).contains("others than its owner may write it: chmod 600");
        assertThat(boss.all().getFirst().problem()).contains("chmod 600");
    }

    @Test
    void another_authority_takes_the_place_of_the_first_only_if_that_is_wanted() throws IOException {
        var boss = in("boss");
        var first = boss.generate("paris", false);

        assertThatThrownBy(() -> boss.generate("paris", false))
                .hasMessageContaining("--erase puts this one in its place");
        boss.take("paris", first.publicKey(), false);
        assertThat(boss.all().getFirst().orders()).isTrue();

        var strange = in("other").generate("paris", false).publicKey();
        assertThatThrownBy(() -> boss.take("paris", strange, false)).hasMessageContaining("--erase");
        assertThat(boss.take("paris", strange, true)).isEqualTo(new ZoneAuthorities.Known("paris", strange, false, ""));
    }

    @Test
    void what_is_no_key_is_refused() {
        var keys = in("boss");

        assertThatThrownBy(() -> keys.take("paris", "hello", false)).isInstanceOf(BadKey.class);
        assertThatThrownBy(() -> keys.take("paris", "-----BEGIN PRIVATE KEY-----", false))
                .isInstanceOf(BadKey.class);
        assertThatThrownBy(() -> keys.take("../etc", "hello", false)).hasMessageContaining("a zone cannot be called");
        assertThat(keys.all()).isEmpty();
        assertThat(keys.missing("paris").orElseThrow()).startsWith("no public key of the zone paris is installed");
    }

    @Test
    void a_broken_file_is_told() throws IOException {
        Files.createDirectories(file("boss", "x").getParent());
        Files.writeString(file("boss", "paris.public.key"), "no key\n");

        assertThat(in("boss").missing("paris").orElseThrow()).contains("it is no public key");
    }

    @Test
    void whoever_takes_the_keys_away_is_obeyed_no_more() throws IOException {
        var boss = in("boss");
        boss.generate("paris", false);
        var signature = sign(boss, "paris");

        assertThat(boss.remove("paris")).isTrue();

        assertThat(boss.signed("paris", TEXT, signature)).isFalse();
        assertThat(boss.remove("paris")).isFalse();
    }
}

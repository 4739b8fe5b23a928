package org.opsbro.packs.packages;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgpKeysTest {
    @TempDir
    private Path home;

    private byte[] gpg(String... words) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        var line = new ArrayList<>(
                List.of("gpg", "--homedir", home.toString(), "--batch", "--quiet", "--yes", "--passphrase", ""));
        line.addAll(List.of(words));
        var out = Files.createTempFile(home, "gpg", ".out");
        var process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(line.toString()).isZero();
        return Files.readAllBytes(out);
    }

    /** The first fingerprint after each pub: those of subkeys follow a sub. */
    private List<PgpKeys.Key> asGpgSays(Path keys) throws IOException, InterruptedException {
        var told = new ArrayList<PgpKeys.Key>();
        var created = "";
        for (var line : new String(gpg("--show-keys", "--with-colons", keys.toString()), US_ASCII)
                .lines()
                .toList()) {
            var cells = line.split(":", -1);
            if (cells[0].equals("pub")) created = cells[5];
            if (cells[0].equals("sub")) created = "";
            if (cells[0].equals("fpr") && !created.isEmpty()) {
                told.add(new PgpKeys.Key(cells[9].toLowerCase(Locale.ROOT), Long.parseLong(created)));
                created = "";
            }
        }
        return told;
    }

    @Test
    void gpg_says_the_same_of_its_keys() throws Exception {
        for (var kind : List.of("rsa2048", "ed25519", "dsa2048"))
            gpg("--quick-gen-key", kind + " <" + kind + "@example.org>", kind, "sign", "never");
        gpg("--quick-gen-key", "two <two@example.org>", "default", "default", "never");
        var binary = Files.write(home.resolve("keys.gpg"), gpg("--export"));
        var armored = Files.write(home.resolve("keys.asc"), gpg("--armor", "--export"));
        var files = new ArrayList<>(List.of(binary, armored));
        var shipped = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
        if (Files.exists(shipped)) files.add(shipped);

        for (var file : files) {
            var told = asGpgSays(file);
            assertThat(told).as(file.toString()).hasSizeGreaterThan(3);
            assertThat(PgpKeys.of(Files.readAllBytes(file))).as(file.toString()).containsExactlyElementsOf(told);
        }
        gpg("--armor", "--output", home.resolve("secret.asc").toString(), "--export-secret-keys", "ed25519");
        assertThat(PgpKeys.of(Files.readAllBytes(home.resolve("secret.asc"))))
                .as("a secret key is none that one gives away")
                .isEmpty();
    }

    @Test
    void all_blocks_of_a_text_count_and_one_that_has_no_end_makes_none_count() {
        var one = RepositoryTest.ARMORED;
        assertThat(PgpKeys.ofText("Hello\n" + one + "\n" + one.replace("BLOCK-----\n\n", "BLOCK-----\nVersion: 1\n\n")))
                .hasSize(2);
        assertThat(PgpKeys.ofText(one + one.substring(0, 200))).isEmpty();
        assertThat(PgpKeys.stranger(
                        PgpKeys.ofText(one), java.util.Set.of(RepositoryTest.FINGERPRINT.toLowerCase(Locale.ROOT))))
                .isEmpty();
    }

    /** RFC 9580, A.3. */
    @Test
    void a_key_of_version_6_has_its_long_fingerprint() {
        assertThat(PgpKeys.ofText("""
                -----BEGIN PGP PUBLIC KEY BLOCK-----

                xioGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laPCsQYf
                GwoAAABCBYJjh3/jAwsJBwUVCg4IDAIWAAKbAwIeCSIhBssYbE8GCaaX5NUt+mxy
                KwwfHifBilZwj2Ul7Ce62azJBScJAgcCAAAAAK0oIBA+LX0ifsDm185Ecds2v8lw
                gyU2kCcUmKfvBXbAf6rhRYWzuQOwEn7E/aLwIwRaLsdry0+VcallHhSu4RN6HWaE
                QsiPlR4zxP/TP7mhfVEe7XWPxtnMUMtf15OyA51YBM4qBmOHf+MZAAAAIIaTJINn
                +eUBXbki+PSAld2nhJh/LVmFsS+60WyvXkQ1wpsGGBsKAAAALAWCY4d/4wKbDCIh
                BssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce62azJAAAAAAQBIKbpGG2dWTX8
                j+VjFM21J0hqWlEg+bdiojWnKfA5AQpWUWtnNwDEM0g12vYxoWM8Y81W+bHBw805
                I8kWVkXU6vFOi+HWvv/ira7ofJu16NnoUkhclkUrk0mXubZvyl4GBg==
                -----END PGP PUBLIC KEY BLOCK-----
                """))
                .containsExactly(new PgpKeys.Key(
                        "cb186c4f0609a697e4d52dfa6c722b0c1f1e27c18a56708f6525ec27bad9acc9", 0x63877fe3L));
    }

    @Test
    void damaged_bytes_give_something_or_nothing_and_never_throw() {
        var whole = java.util.Base64.getMimeDecoder()
                .decode(RepositoryTest.ARMORED.lines().skip(2).limit(5).reduce("", String::concat));
        assertThat(PgpKeys.of(whole)).hasSize(1);
        var random = new Random(3);
        for (var round = 0; round < 5000; round++) {
            var bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (var i = 0; i < 3; i++) bytes[random.nextInt(Math.min(bytes.length, 60))] = (byte) random.nextInt(256);
            assertThat(PgpKeys.of(bytes)).hasSizeLessThan(40);
        }
    }
}

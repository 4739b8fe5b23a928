package org.opsbro.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.model.NodeId;

class AuthorityTest {
    /** Of the private key with the bytes 0 to 31, as Python's cryptography 48.0.0 wrote and signed it. */
    private static final String TEXT = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
            -----END PRIVATE KEY-----
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=
            -----END PUBLIC KEY-----
            """;

    private static final String PUBLIC = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
    private static final NodeId NODE = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
    private static final Instant END = Instant.ofEpochSecond(1_800_000_000);

    private final SecureRandom random = new SecureRandom();
    private final Authority authority = Authority.generate(random);
    private final byte[] bytes = "hello".getBytes(UTF_8);

    @Test
    void it_signs_the_same_bytes_in_every_version() {
        var known = Authority.parse(TEXT);

        assertThat(known.publicKey()).isEqualTo(PUBLIC);
        assertThat(known.text()).isEqualTo(TEXT);
        assertThat(HexFormat.of().formatHex(known.sign("greeting", bytes)))
                .isEqualTo("db10fbbf7e25b919847036046035d65f5934db23d0826c2d3e455546c50e1aae"
                        + "2876a0176a727ebb4f64c85dfbed1fb2138958111f793d9501862427be7ea60b");
    }

    @Test
    void what_it_signed_is_known_by_its_public_half() {
        var signature = authority.sign("exec", bytes);

        assertThat(Authority.verify(authority.publicKey(), "exec", bytes, signature))
                .isTrue();
        assertThat(Authority.verify(authority.publicKey(), "leave", bytes, signature))
                .isFalse();
        assertThat(Authority.verify(authority.publicKey(), "exec", new byte[5], signature))
                .isFalse();
        assertThat(Authority.verify(PUBLIC, "exec", bytes, signature)).isFalse();
        assertThat(Authority.verify("no key", "exec", bytes, signature)).isFalse();
        for (var at = 0; at < signature.length; at++) {
            var changed = signature.clone();
            changed[at] ^= 1;
            assertThat(Authority.verify(authority.publicKey(), "exec", bytes, changed))
                    .isFalse();
            assertThat(Authority.verify(authority.publicKey(), "exec", bytes, Arrays.copyOf(signature, at)))
                    .isFalse();
        }
    }

    @Test
    void random_keys_and_signatures_verify_nothing_and_never_throw() {
        var chance = new Random(9);
        for (var round = 0; round < 200; round++) {
            var key = new byte[32];
            var signature = new byte[64];
            chance.nextBytes(key);
            chance.nextBytes(signature);
            var text = java.util.Base64.getEncoder().encodeToString(key);
            assertThat(Authority.verify(text, "exec", bytes, signature)).isFalse();
        }
        for (var fill : new int[] {0, 1, 0xff}) {
            var key = new byte[32];
            Arrays.fill(key, (byte) fill);
            var text = java.util.Base64.getEncoder().encodeToString(key);
            assertThat(Authority.verify(text, "exec", bytes, new byte[64])).isFalse();
        }
    }

    @Test
    void its_text_is_read_back() {
        var read = Authority.parse(authority.text());

        assertThat(read.publicKey()).isEqualTo(authority.publicKey());
        assertThat(read.sign("x", bytes)).isEqualTo(authority.sign("x", bytes));
    }

    @Test
    void a_text_that_is_wrong_is_refused_with_what_is_wrong() {
        var other = Authority.generate(random).text();
        var mixed = TEXT.substring(0, TEXT.indexOf("-----BEGIN PUBLIC"))
                + other.substring(other.indexOf("-----BEGIN PUBLIC"));

        assertThatThrownBy(() -> Authority.parse("")).hasMessageContaining("there is no PUBLIC KEY");
        assertThatThrownBy(() -> Authority.parse(TEXT.substring(50))).hasMessageContaining("there is no PRIVATE KEY");
        assertThatThrownBy(() -> Authority.parse(TEXT.replace("MC4C", "!!!!"))).hasMessageContaining("not base64");
        assertThatThrownBy(() -> Authority.parse(TEXT.replace("MC4C", "AAAA"))).hasMessageContaining("no Ed25519 key");
        assertThatThrownBy(() -> Authority.parse(TEXT.replace("MCow", "AAAA"))).hasMessageContaining("no Ed25519 key");
        assertThatThrownBy(() -> Authority.parse(mixed)).hasMessageContaining("does not belong to");
        assertThatThrownBy(() -> Authority.parse("x".repeat(5_000))).isInstanceOf(BadKey.class);
        for (var length = 0; length < TEXT.length() - 1; length++) {
            var cut = TEXT.substring(0, length);
            assertThatThrownBy(() -> Authority.parse(cut)).isInstanceOf(BadKey.class);
        }
    }

    @Test
    void a_certificate_is_the_same_bytes_in_every_version() {
        var certificate = Certificate.issue(Authority.parse(TEXT), "lan", NODE, "", END.plusNanos(5));

        assertThat(HexFormat.of().formatHex(certificate.bytes()))
                .isEqualTo("01036c616e005f0b8a5c1f5e4d5f9b570a7c8a1d9e0100000000006b49d200"
                        + "0ea165173e4a4fa98cf4caea2e208782fe60c5efc6418c7cdbb1f82c348e0b38"
                        + "7f73de8df61a994681193d84d1de6441786ad05903ff03f1ad65021fa08b4703");
    }

    @Test
    void a_certificate_holds_until_its_end_and_for_its_authority_only() {
        var sent = Certificate.issue(authority, "lan.shop", NODE, PUBLIC, END);

        var came = Certificate.read(sent.bytes()).orElseThrow();

        assertThat(came.zone()).isEqualTo("lan.shop");
        assertThat(came.node()).isEqualTo(NODE);
        assertThat(came.publicKey()).isEqualTo(PUBLIC);
        assertThat(came.notAfter()).isEqualTo(END);
        assertThat(came.isGood(authority.publicKey(), END)).isTrue();
        assertThat(came.isGood(authority.publicKey(), END.plusSeconds(1))).isFalse();
        assertThat(came.isGood(PUBLIC, END)).isFalse();
    }

    @Test
    void a_certificate_with_any_byte_changed_missing_or_added_is_none() {
        var bytes = Certificate.issue(authority, "lan", NODE, PUBLIC, END).bytes();
        for (var at = 0; at < bytes.length; at++) {
            var changed = bytes.clone();
            changed[at] ^= 1;
            assertThat(Certificate.read(changed).filter(each -> each.isGood(authority.publicKey(), Instant.EPOCH)))
                    .isEmpty();
            assertThat(Certificate.read(Arrays.copyOf(bytes, at))).isEmpty();
        }
        assertThat(Certificate.read(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    }

    @Test
    void random_bytes_are_no_certificate_and_never_throw() {
        var chance = new Random(4);
        for (var round = 0; round < 50_000; round++) {
            var bytes = new byte[chance.nextInt(200)];
            chance.nextBytes(bytes);
            if (bytes.length > 2 && round % 2 == 0) {
                bytes[0] = 1;
                bytes[1] = (byte) chance.nextInt(20);
            }
            Certificate.read(bytes).ifPresent(each -> assertThat(each.bytes()).isEqualTo(bytes));
        }
    }
}

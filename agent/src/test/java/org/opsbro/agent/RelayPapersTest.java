package org.opsbro.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.discovery.LinkFrame;
import org.opsbro.discovery.live.LinkPapers.Standing;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

class RelayPapersTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final byte[] ASKED = "nonce and names".getBytes(UTF_8);
    private static final NodeId RELAY = new NodeId("relay");

    @TempDir
    private Path folder;

    private RelayPapers above;
    private ZoneAuthorities below;

    @BeforeEach
    void aRelayThatCertifiesItself() throws IOException {
        var authorities = authorities("above");
        authorities.generate("europe", false);
        above = papers("above", authorities, RELAY, NOW);
        below = authorities("below");
        below.take("europe", authorities.publicKeyOf("europe").orElseThrow(), false);
    }

    private ZoneAuthorities authorities(String name) throws IOException {
        return new ZoneAuthorities(Files.createDirectories(folder.resolve(name)), List::of);
    }

    private RelayPapers papers(String name, ZoneAuthorities authorities, NodeId self, Instant now) throws IOException {
        var data = Files.createDirectories(folder.resolve(name + "-data"));
        var node = Node.named(self, self.uuid(), "europe");
        return new RelayPapers(data, authorities, zone -> Optional.empty(), () -> node, InstantSource.fixed(now));
    }

    private Standing judged(LinkFrame.Proof proof, NodeId by, Instant now) throws IOException {
        return papers("below", below, new NodeId("child"), now).judge("europe", by, ASKED, proof);
    }

    @Test
    void a_relay_beside_the_authority_is_proven_without_a_word_of_anybody() throws IOException {
        var standing = judged(above.prove("europe", ASKED), RELAY, NOW);

        assertThat(standing.accepted()).isTrue();
        assertThat(standing.words()).isEqualTo("proven until 2030-01-31T00:00:00Z");
    }

    @Test
    void a_copied_certificate_is_worth_nothing() throws IOException {
        var proof = above.prove("europe", "another nonce".getBytes(UTF_8));

        assertThat(judged(proof, RELAY, NOW).words()).isEqualTo("it does not hold the key that its certificate names");
        assertThat(judged(above.prove("europe", ASKED), new NodeId("liar"), NOW).words())
                .contains("of another node");
    }

    @Test
    void a_certificate_that_is_over_is_refused() throws IOException {
        var standing = judged(above.prove("europe", ASKED), RELAY, NOW.plus(Duration.ofDays(31)));

        assertThat(standing.accepted()).isFalse();
        assertThat(standing.words()).startsWith("its certificate is over since 2030-01-31");
    }

    @Test
    void another_authority_and_none_are_refused_by_name() throws IOException {
        var strangers = authorities("strangers");
        strangers.generate("europe", false);
        var stranger = papers("strangers", strangers, RELAY, NOW);
        var bare = papers("bare", authorities("bare"), RELAY, NOW);

        assertThat(judged(stranger.prove("europe", ASKED), RELAY, NOW).words()).contains("not signed by the authority");
        assertThat(judged(bare.prove("europe", ASKED), RELAY, NOW).words()).contains("shows no certificate");
    }

    @Test
    void where_no_key_is_pinned_the_link_is_unproven_and_said_to_be() throws IOException {
        below = authorities("unpinned");
        var standing = judged(new LinkFrame.Proof(new byte[0], new byte[0]), RELAY, NOW);

        assertThat(standing.accepted()).isTrue();
        assertThat(standing.words()).startsWith("unproven");
    }

    @Test
    void only_who_has_the_authority_certifies() throws IOException {
        var bare = papers("bare", authorities("bare"), RELAY, NOW);

        assertThatThrownBy(() -> bare.certifyOurselves("europe", Duration.ofDays(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody may order the zone europe");
    }

    @Test
    void the_key_and_the_certificate_are_kept() throws IOException {
        above.prove("europe", ASKED);
        var again = papers("above", authorities("emptied"), RELAY, NOW);

        assertThat(judged(again.prove("europe", ASKED), RELAY, NOW).accepted()).isTrue();
        assertThat(Files.getPosixFilePermissions(folder.resolve("above-data/relay.key")))
                .hasSize(2);
    }
}

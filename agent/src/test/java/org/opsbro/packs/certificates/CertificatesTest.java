package org.opsbro.packs.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.Collected;
import org.opsbro.detection.FolderHost;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

class CertificatesTest {
    private static final Path CHAIN = Path.of("src/test/resources/certificates/chain.pem");
    private static final String LIVE = "/etc/letsencrypt/live/*/cert.pem";

    @TempDir
    private Path root;

    private String chain = "";

    @BeforeEach
    void read() throws IOException {
        chain = Files.readString(CHAIN);
    }

    private Collected collected(List<String> files, List<String> servers) {
        var parameters =
                new Parameters(Value.fields(Map.of("files", Value.texts(files), "servers", Value.texts(servers))));
        return new Certificates().collect(new FolderHost(root), parameters);
    }

    private String said(List<String> files) {
        return Json.write(((Collected.Facts) collected(files, List.of())).fields());
    }

    @Test
    void the_first_certificate_of_a_chain_is_told_with_the_days_it_has_left() throws IOException {
        FolderHost.put(root, "/etc/letsencrypt/live/web.example.org/cert.pem", chain);

        assertThat(said(List.of(LIVE)))
                .isEqualTo(
                        "{\"count\":1,\"soonest\":\"/etc/letsencrypt/live/web.example.org/cert.pem\",\"soonest_days\":19.5,"
                                + "\"unreadable\":[],\"all\":{\"/etc/letsencrypt/live/web.example.org/cert.pem\":{\"days_left\":19.5,"
                                + "\"not_after\":1782000000,\"not_before\":1777593600,\"subject\":\"CN=web.example.org\","
                                + "\"issuer\":\"CN=Test Authority,O=Example\"}}}");
    }

    @Test
    void a_certificate_without_text_around_it_and_one_in_der_are_read_too() {
        var begin = chain.indexOf("-----BEGIN");
        var end = chain.indexOf("-----END") + 30;
        var encoded = java.util.Base64.getMimeDecoder()
                .decode(chain.substring(begin + 28, chain.indexOf("-----END")).strip());

        assertThat(Shown.of(chain.substring(begin, end).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(Shown.Certificate.class)
                .isEqualTo(Shown.of(encoded));
    }

    @Test
    void what_cannot_be_read_is_named_with_the_reason() throws IOException {
        FolderHost.put(root, "/etc/ssl/a.pem", "no certificate");
        FolderHost.put(root, "/etc/ssl/b.pem", chain.replace("M", "!"));
        FolderHost.put(root, "/etc/ssl/c.pem", chain);

        assertThat(said(List.of("/etc/ssl/*.pem", "/etc/ssl/absent.crt")))
                .contains("\"count\":4,\"soonest\":\"/etc/ssl/c.pem\"")
                .contains("\"unreadable\":[\"/etc/ssl/a.pem\",\"/etc/ssl/b.pem\",\"/etc/ssl/absent.crt\"]")
                .contains("no \\\"-----BEGIN CERTIFICATE-----\\\" in the file")
                .contains("the file cannot be read");
    }

    @Test
    void stars_stand_for_names_and_hidden_files_are_left_alone() throws IOException {
        for (var path : List.of("/c/a/x.pem", "/c/b/x.pem", "/c/b/y.pem", "/c/.git/x.pem", "/c/b/x+y.pem"))
            FolderHost.put(root, path, "");
        var files = new FolderHost(root).files();

        assertThat(Globs.find(files, "/c/*/x.pem", 10)).containsExactly("/c/a/x.pem", "/c/b/x.pem");
        assertThat(Globs.find(files, "/*/b/?.pem", 10)).containsExactly("/c/b/x.pem", "/c/b/y.pem");
        assertThat(Globs.find(files, "/c/b/x+*", 10)).containsExactly("/c/b/x+y.pem");
        assertThat(Globs.find(files, "/c/*/*", 2)).hasSize(2);
        assertThat(Globs.find(files, "/nowhere/*.pem", 10)).isEmpty();
    }

    @Test
    void parameters_that_mean_nothing_are_told() {
        assertThat(collected(List.of("cert.pem"), List.of()))
                .isEqualTo(new Collected.Misconfigured("files: found \"cert.pem\", want a path that starts with /"));
        assertThat(collected(List.of(), List.of("web.example.org")))
                .isEqualTo(new Collected.Misconfigured("servers: found \"web.example.org\", want host:port"));
        assertThat(collected(List.of(LIVE), List.of())).isInstanceOf(Collected.NotEligible.class);
    }

    @Test
    void damaged_certificates_never_throw() {
        var bytes = chain.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var random = new Random(3);
        for (var round = 0; round < 500; round++) {
            var damaged = bytes.clone();
            for (var hit = 0; hit < 5; hit++) damaged[random.nextInt(700)] = (byte) random.nextInt(256);
            assertThat(Shown.of(damaged)).isNotNull();
        }
    }
}

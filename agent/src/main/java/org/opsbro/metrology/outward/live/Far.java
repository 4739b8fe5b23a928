package org.opsbro.metrology.outward.live;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.opsbro.pack.ParameterReader;

/**
 * Where to over HTTP, and as whom. Its text has no secrets.
 *
 * @param url empty if there is none yet
 * @param user of basic authentication; empty without
 * @param token of a bearer; empty without
 * @param caFile certificates of authorities, PEM; empty for those of the system
 */
record Far(Optional<URI> url, String user, String password, String token, String caFile) {
    private static final long MOST_CA_BYTES = 1 << 20;

    static Far from(ParameterReader read) {
        var user = header(read, "username");
        var token = header(read, "token");
        if (!user.isEmpty() && !token.isEmpty()) read.wrong().accept("username and token: want one of them");
        return new Far(url(read), user, header(read, "password"), token, read.text("ca_file", ""));
    }

    private static Optional<URI> url(ParameterReader read) {
        var text = read.text("url", "");
        if (text.isEmpty()) return Optional.empty();
        try {
            var url = URI.create(text);
            if (url.getRawUserInfo() != null) {
                read.wrong().accept("url: want it without name and password: these are parameters of their own");
                return Optional.empty();
            }
            var scheme = String.valueOf(url.getScheme());
            if ((scheme.equals("http") || scheme.equals("https")) && url.getHost() != null) return Optional.of(url);
        } catch (IllegalArgumentException ignored) { // told below
        }
        read.wrong().accept("url: found \"" + text + "\", want one such as https://HOST:PORT/PATH");
        return Optional.empty();
    }

    /** What an HTTP header may have; it is not said what was found, as it is a secret. */
    private static String header(ParameterReader read, String name) {
        var text = read.text(name, "").strip();
        if (text.chars().allMatch(letter -> letter >= ' ' && letter < 0x7f)) return text;
        read.wrong().accept(name + ": want letters of ASCII");
        return "";
    }

    /** The header Authorization; empty without. */
    String authorization() {
        if (!token.isEmpty()) return "Bearer " + token;
        return user.isEmpty() ? "" : "Basic " + basic();
    }

    private String basic() {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A text of the other side, which may repeat what it was told. */
    String withoutSecrets(String text) {
        var clean = text;
        for (var secret : List.of(basic(), token, password))
            if (!secret.isEmpty()) clean = clean.replace(secret, "********");
        return clean;
    }

    /** Whom to trust; empty for those the system trusts. */
    Optional<SSLContext> trusted() throws IOException {
        if (caFile.isEmpty()) return Optional.empty();
        var path = Path.of(caFile);
        if (Files.size(path) > MOST_CA_BYTES) throw new IOException(caFile + " is too large for certificates");
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var all = new ArrayList<>(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(path))));
            if (all.isEmpty()) throw new IOException(caFile + " has no certificates");
            for (var i = 0; i < all.size(); i++) store.setCertificateEntry("ca" + i, all.get(i));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException wrong) {
            throw new IOException(caFile + " has no certificates that can be read: " + wrong.getMessage(), wrong);
        }
    }

    @Override
    public String toString() {
        return url.map(URI::toString).orElse("nowhere");
    }
}

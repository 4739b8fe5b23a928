package org.opsbro.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.discovery.LinkFrame;
import org.opsbro.discovery.live.LinkPapers;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.store.AtomicFile;
import org.opsbro.wire.Authority;
import org.opsbro.wire.BadKey;
import org.opsbro.wire.Certificate;
import org.opsbro.wire.Stream;

/**
 * The key and the certificate of this relay, in {@code relay.key} and {@code relay.certificate} of the data folder, and what those of others are worth. A
 * relay on whose machine the private key of its zone's authority lies certifies itself.
 */
final class RelayPapers implements LinkPapers {
    /** The purpose of streams by which a certificate is brought. */
    static final String CERTIFY = "certify";

    private static final Duration OWN = Duration.ofDays(30);
    private static final Duration RENEW = Duration.ofDays(10);
    private static final String TAKEN = "taken";

    private final AtomicFile keyFile;
    private final AtomicFile certificateFile;
    private final ZoneAuthorities authorities;
    private final Function<String, Optional<String>> inZoneFile;
    private final Supplier<Node> self;
    private final InstantSource clock;
    private @Nullable Authority key;

    /** @param inZoneFile the public key that the file of a zone pins */
    RelayPapers(
            Path data,
            ZoneAuthorities authorities,
            Function<String, Optional<String>> inZoneFile,
            Supplier<Node> self,
            InstantSource clock) {
        this.keyFile = new AtomicFile(data.resolve("relay.key"));
        this.certificateFile = new AtomicFile(data.resolve("relay.certificate"));
        this.authorities = authorities;
        this.inZoneFile = inZoneFile;
        this.self = self;
        this.clock = clock;
    }

    private synchronized Authority key() {
        var known = key;
        if (known != null) return known;
        try {
            var text = keyFile.read();
            var made = text.isPresent() ? Authority.parse(text.get()) : Authority.generate(new SecureRandom());
            if (text.isEmpty()) keyFile.write(made.text());
            key = made;
            return made;
        } catch (IOException failed) {
            throw new UncheckedIOException("the key of this relay cannot be kept in " + keyFile.path(), failed);
        } catch (BadKey bad) {
            throw new IllegalStateException(
                    keyFile.path() + ": " + bad.getMessage() + "; remove it, and certify this relay again", bad);
        }
    }

    /** The key of a zone's authority that counts here: of the zone's file, else the one that was imported. */
    private Optional<String> pinned(String zone) {
        return inZoneFile.apply(zone).filter(text -> !text.isEmpty()).or(() -> authorities.publicKeyOf(zone));
    }

    @Override
    public LinkFrame.Proof prove(String zone, byte[] asked) {
        return certificate(zone)
                .map(good -> new LinkFrame.Proof(good.bytes(), key().sign(PURPOSE, asked)))
                .orElseGet(() -> new LinkFrame.Proof(new byte[0], new byte[0]));
    }

    /** Ours, if there is one that may be of use. */
    private Optional<Certificate> certificate(String zone) {
        var kept = kept().filter(each -> each.zone().equals(zone)
                && each.node().equals(self.get().id())
                && each.publicKey().equals(key().publicKey()));
        var now = clock.instant();
        var lasts = kept.filter(each -> each.notAfter().isAfter(now.plus(RENEW)) && isGood(each, now));
        if (lasts.isPresent()) return lasts;
        var own = authorities.certify(zone, self.get().id(), key().publicKey(), now.plus(OWN));
        own.ifPresent(this::keep);
        return own.or(() -> kept);
    }

    private boolean isGood(Certificate certificate, Instant now) {
        return pinned(certificate.zone())
                .map(authority -> certificate.isGood(authority, now))
                .orElseGet(() -> !now.isAfter(certificate.notAfter()));
    }

    private Optional<Certificate> kept() {
        try {
            return certificateFile
                    .read()
                    .flatMap(text -> Certificate.read(Base64.getDecoder().decode(text.strip())));
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private void keep(Certificate certificate) {
        try {
            certificateFile.write(Base64.getEncoder().encodeToString(certificate.bytes()) + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException("the certificate cannot be kept in " + certificateFile.path(), failed);
        }
    }

    /** In which words our own certificate is shown. */
    String words(String zone) {
        var found = certificate(zone);
        if (found.isEmpty())
            return pinned(zone).isPresent() ? "none: " + remedy(self.get().name()) : "none";
        var end = found.get().notAfter();
        if (clock.instant().isAfter(end))
            return "over since " + end + ": " + remedy(self.get().name());
        return isGood(found.get(), clock.instant())
                ? "good until " + end
                : "of another authority than the one known here: "
                        + remedy(self.get().name());
    }

    private static String remedy(String node) {
        return "opsbro gossip zone authority certify " + node;
    }

    @Override
    public Standing judge(String zone, NodeId node, byte[] asked, LinkFrame.Proof proof) {
        var authority = pinned(zone);
        if (authority.isEmpty())
            return new Standing(
                    true,
                    "unproven: no public key of the zone " + zone + " is pinned here (public-key in its file)",
                    Instant.MAX);
        var found = Certificate.read(proof.certificate());
        var now = clock.instant();
        var wrong = found.map(certificate -> objection(certificate, authority.get(), zone, node, asked, proof, now))
                .orElse("it shows no certificate of the zone " + zone + ": " + remedy("NODE") + " there");
        if (!wrong.isEmpty()) return new Standing(false, wrong, now);
        var end = found.orElseThrow().notAfter();
        return new Standing(true, "proven until " + end, end);
    }

    private static String objection(
            Certificate certificate,
            String authority,
            String zone,
            NodeId node,
            byte[] asked,
            LinkFrame.Proof proof,
            Instant now) {
        if (!certificate.zone().equals(zone))
            return "its certificate is of the zone " + certificate.zone() + ", want " + zone;
        if (!certificate.node().equals(node))
            return "its certificate is of another node, " + certificate.node().uuid();
        if (now.isAfter(certificate.notAfter()))
            return "its certificate is over since " + certificate.notAfter() + ": " + remedy("NODE") + " there";
        if (!certificate.isGood(authority, now))
            return "its certificate is not signed by the authority of the zone " + zone + " that is pinned here";
        return Authority.verify(certificate.publicKey(), PURPOSE, asked, proof.signature())
                ? ""
                : "it does not hold the key that its certificate names";
    }

    // how a certificate comes here

    /** Certifies this node itself. */
    Instant certifyOurselves(String zone, Duration valid) throws IOException {
        var certificate = issue(zone, self.get().id(), key().publicKey(), valid);
        keep(certificate);
        return certificate.notAfter();
    }

    private Certificate issue(String zone, NodeId node, String publicKey, Duration valid) throws IOException {
        return authorities
                .certify(zone, node, publicKey, clock.instant().plus(valid))
                .orElseThrow(() -> new IOException(authorities.whyNone(zone)));
    }

    /** Asks a relay of our zone for its key, and brings it a certificate. */
    Instant bring(Stream stream, String zone, NodeId node, Duration valid) throws IOException {
        if (!stream.peer().id().equals(node)) throw new IOException("another node is at its address");
        var theirs = text(stream);
        if (Authority.publicBytes(theirs).isEmpty()) throw new IOException("it does not tell its key");
        var certificate = issue(zone, node, theirs, valid);
        stream.send(certificate.bytes());
        var answer = text(stream);
        if (!answer.equals(TAKEN)) throw new IOException(answer);
        return certificate.notAfter();
    }

    private static String text(Stream stream) throws IOException {
        var frame = stream.receive().orElseThrow(() -> new IOException("it closed the stream"));
        if (frame.length > Certificate.MOST_BYTES) throw new IOException("an answer of " + frame.length + " bytes");
        return new String(frame, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    }

    /** Serves a node of our zone that brings a certificate. */
    void serve(Stream stream) throws IOException {
        var zone = self.get().zone();
        if (!stream.peer().zone().equals(zone)) throw new IOException("certificates come from our zone only");
        stream.send(key().publicKey().getBytes(StandardCharsets.UTF_8));
        var frame = stream.receive().orElseThrow(() -> new IOException("it closed the stream"));
        var wrong = refusal(Certificate.read(frame), zone);
        if (wrong.isEmpty()) keep(Certificate.read(frame).orElseThrow());
        stream.send((wrong.isEmpty() ? TAKEN : wrong).getBytes(StandardCharsets.UTF_8));
    }

    private String refusal(Optional<Certificate> brought, String zone) {
        if (brought.isEmpty()) return "this is no certificate";
        var certificate = brought.get();
        if (!certificate.zone().equals(zone)
                || !certificate.node().equals(self.get().id()))
            return "this is the certificate of another node, or of another zone";
        if (!certificate.publicKey().equals(key().publicKey())) return "it names another key than ours";
        return isGood(certificate, clock.instant())
                ? ""
                : "it is over, or not signed by the authority of the zone " + zone + " that is known there";
    }
}

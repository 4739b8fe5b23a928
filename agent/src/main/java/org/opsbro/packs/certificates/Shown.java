package org.opsbro.packs.certificates;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.opsbro.model.Value;

/** What a certificate says, or why it cannot be read. */
sealed interface Shown {
    /** @param notAfter the last moment it is good */
    record Certificate(String subject, String issuer, Instant notBefore, Instant notAfter) implements Shown {}

    record Unreadable(String why) implements Shown {}

    double A_DAY = Duration.ofDays(1).toSeconds();
    String BEGIN = "-----BEGIN CERTIFICATE-----";
    String END = "-----END CERTIFICATE-----";

    /** The first certificate in a file, in PEM (RFC 7468) with whatever text before it, or in DER. */
    static Shown of(byte[] file) {
        if (file.length > 0 && file[0] == 0x30) return ofEncoded(file);
        var text = new String(file, StandardCharsets.ISO_8859_1);
        var begin = text.indexOf(BEGIN);
        var end = text.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < 0) return new Unreadable("no \"" + BEGIN + "\" in the file");
        try {
            return ofEncoded(Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end)));
        } catch (IllegalArgumentException damaged) {
            return new Unreadable("the certificate is damaged: " + damaged.getMessage());
        }
    }

    /** Of DER, X.690. */
    static Shown ofEncoded(byte[] encoded) {
        try {
            var read = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            if (!(read instanceof X509Certificate found)) return new Unreadable("it is no X.509 certificate");
            return new Certificate(
                    found.getSubjectX500Principal().getName(),
                    found.getIssuerX500Principal().getName(),
                    found.getNotBefore().toInstant(),
                    found.getNotAfter().toInstant());
        } catch (CertificateException damaged) {
            return new Unreadable("the certificate is damaged: " + damaged.getMessage());
        }
    }

    /** Days until it ends, negative when it has; with one digit. */
    static double daysLeft(Certificate certificate, Instant now) {
        return Math.round(Duration.between(now, certificate.notAfter()).toSeconds() * 10 / A_DAY) / 10.0;
    }

    default Value.Fields toValue(Instant now) {
        if (this instanceof Certificate found)
            return Value.object()
                    .with("days_left", daysLeft(found, now))
                    .with("not_after", found.notAfter().getEpochSecond())
                    .with("not_before", found.notBefore().getEpochSecond())
                    .with("subject", found.subject())
                    .with("issuer", found.issuer())
                    .end();
        return Value.object()
                .with("error", this instanceof Unreadable unreadable ? unreadable.why() : "")
                .end();
    }
}

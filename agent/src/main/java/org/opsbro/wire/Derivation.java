package org.opsbro.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Keys from keys: HKDF with SHA-256 (RFC 5869). The label keeps one use of a key apart from another. */
final class Derivation {
    private Derivation() {}

    /** An AES key of 256 bits. */
    static SecretKey key(ZoneKey key, byte[] salt, String label, byte[] context) {
        return new SecretKeySpec(bytes(key.bytes(), salt, label, context), "AES");
    }

    /** 32 bytes: the salt goes into the extraction; the label, a zero byte and the context into the expansion. */
    static byte[] bytes(byte[] secret, byte[] salt, String label, byte[] context) {
        var info = new ByteArrayOutputStream();
        info.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        info.write(0);
        info.writeBytes(context);
        var parameters = HKDFParameterSpec.ofExtract()
                .addIKM(secret)
                .addSalt(salt)
                .thenExpand(info.toByteArray(), ZoneKey.BYTES);
        try {
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java 25 has HKDF-SHA256", impossible);
        }
    }

    /** The first 32 bits of SHA-256 of the label, a zero byte and the bytes: a short name that tells nothing about them. */
    static int number(String label, byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(label.getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) 0);
            return BigEndian.int32(digest.digest(bytes), 0);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

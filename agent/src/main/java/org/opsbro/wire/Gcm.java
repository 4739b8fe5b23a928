package org.opsbro.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with counters as nonces: four zero bytes, then the counter. Who calls makes sure that no counter seals twice under one key. For one thread
 * at a time.
 */
final class Gcm {
    static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final Cipher cipher;
    private final byte[] nonce = new byte[NONCE_BYTES];

    Gcm() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES/GCM", impossible);
        }
    }

    /** Seals what remains of plain, and writes it with its tag into sealed. The head is authenticated, not written. */
    void seal(SecretKey key, long counter, ByteBuffer head, ByteBuffer plain, ByteBuffer sealed) {
        try {
            begin(Cipher.ENCRYPT_MODE, key, counter, head);
            cipher.doFinal(plain, sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("sealing failed", impossible);
        }
    }

    /** Opens what remains of sealed into plain; false, with nothing written, if it is not what was sealed. */
    boolean open(SecretKey key, long counter, ByteBuffer head, ByteBuffer sealed, ByteBuffer plain) {
        try {
            begin(Cipher.DECRYPT_MODE, key, counter, head);
            cipher.doFinal(sealed, plain);
            return true;
        } catch (AEADBadTagException forged) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("opening failed", impossible);
        }
    }

    private void begin(int mode, SecretKey key, long counter, ByteBuffer head) throws GeneralSecurityException {
        BigEndian.int64(nonce, NONCE_BYTES - Long.BYTES, counter);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(head);
    }
}

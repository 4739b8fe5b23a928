package org.opsbro.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The authority of a zone: an Ed25519 key pair (RFC 8032). Who has the private half speaks for the zone; the public half, 32 bytes, says whether it did.
 *
 * <p>What is signed is the purpose, a zero byte and the bytes, so that what was signed for one purpose is good for no other.
 */
public final class Authority {
    public static final int PUBLIC_BYTES = 32;
    public static final int SIGNATURE_BYTES = 64;

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final int MOST_CHARACTERS = 4096;
    /** What is before the 32 bytes of a public key in its DER form (RFC 8410 §4). */
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final PrivateKey secret;
    private final byte[] known;

    private Authority(PrivateKey secret, byte[] known) {
        this.secret = secret;
        this.known = known;
    }

    /** A new one. */
    public static Authority generate(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            var pair = generator.generateKeyPair();
            return new Authority(pair.getPrivate(), raw(pair.getPublic()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has Ed25519", impossible);
        }
    }

    /** The public half, in base64: 44 characters, to be pinned and compared. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(known);
    }

    /** Both halves as PEM, as openssl reads them: for a file that only its owner reads. */
    public String text() {
        return pem(PRIVATE, secret.getEncoded()) + pem(PUBLIC, encoded(known));
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws BadKey if a half is missing or no Ed25519 key, or they do not belong together
     */
    public static Authority parse(String text) {
        if (text.length() > MOST_CHARACTERS)
            throw new BadKey("the file has " + text.length() + " characters, want at most " + MOST_CHARACTERS);
        var encoded = block(text, PUBLIC);
        if (encoded.length != PUBLIC_PREFIX.length + PUBLIC_BYTES || !startsWith(encoded, PUBLIC_PREFIX))
            throw new BadKey("the PUBLIC KEY is no Ed25519 key");
        try {
            var secret =
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(block(text, PRIVATE)));
            var authority = new Authority(secret, Arrays.copyOfRange(encoded, PUBLIC_PREFIX.length, encoded.length));
            var probe = new byte[] {1};
            if (verify(authority.publicKey(), "probe", probe, authority.sign("probe", probe))) return authority;
            throw new BadKey("the PUBLIC KEY does not belong to the PRIVATE KEY");
        } catch (GeneralSecurityException broken) {
            throw new BadKey("the PRIVATE KEY is no Ed25519 key");
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] block(String text, String label) {
        var begin = "-----BEGIN " + label + "-----";
        var from = text.indexOf(begin);
        var to = text.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) throw new BadKey("there is no " + label + ", want " + begin + " and what follows");
        try {
            return Base64.getDecoder()
                    .decode(text.substring(from + begin.length(), to).replaceAll("\\s", ""));
        } catch (IllegalArgumentException notBase64) {
            throw new BadKey("the " + label + " is not base64");
        }
    }

    /** 64 bytes; the same for the same bytes. */
    public byte[] sign(String purpose, byte[] bytes) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(signed(purpose, bytes));
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("an Ed25519 key signs", impossible);
        }
    }

    private static byte[] signed(String purpose, byte[] bytes) {
        var label = purpose.getBytes(StandardCharsets.UTF_8);
        var all = Arrays.copyOf(label, label.length + 1 + bytes.length);
        System.arraycopy(bytes, 0, all, label.length + 1, bytes.length);
        return all;
    }

    /** Whether the owner of a public key signed the bytes for this purpose; false too for a key or a signature that is none. */
    public static boolean verify(String publicKey, String purpose, byte[] bytes, byte[] signature) {
        var raw = publicBytes(publicKey);
        if (raw.isEmpty() || signature.length != SIGNATURE_BYTES) return false;
        try {
            var key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded(raw.get())));
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(signed(purpose, bytes));
            return verifier.verify(signature);
        } catch (GeneralSecurityException notOfThisCurve) {
            return false;
        }
    }

    /** The 32 bytes of a public key's text; empty if it is none. */
    public static Optional<byte[]> publicBytes(String publicKey) {
        if (publicKey.length() > 64) return Optional.empty();
        try {
            return Optional.of(Base64.getDecoder().decode(publicKey.strip())).filter(key -> key.length == PUBLIC_BYTES);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static byte[] encoded(byte[] raw) {
        var all = Arrays.copyOf(PUBLIC_PREFIX, PUBLIC_PREFIX.length + raw.length);
        System.arraycopy(raw, 0, all, PUBLIC_PREFIX.length, raw.length);
        return all;
    }

    private static byte[] raw(PublicKey key) {
        var encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - PUBLIC_BYTES, encoded.length);
    }
}

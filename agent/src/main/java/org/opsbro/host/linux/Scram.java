package org.opsbro.host.linux;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One proof by SCRAM-SHA-256 (RFC 5802, RFC 7677) that a user knows the password, without channel binding: the server never sees it, and proves in turn that it has known
 * what was made of it. For one dialog.
 */
final class Scram {
    private static final String WITHOUT_BINDING = "n,,";
    private static final int LEAST_ROUNDS = 4096;
    /** More would only cost time here; MongoDB's own are 15,000. */
    private static final int MOST_ROUNDS = 200_000;

    private static final int KEY_BITS = 256;

    private final String password;
    private final String nonce;
    private final String first;
    private byte[] serverSignature = {};

    /** @param nonce of letters that no other dialog had, without commas */
    Scram(String user, String password, String nonce) {
        this.password = password;
        this.nonce = nonce;
        this.first = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    /** The server says what no server says who means well. */
    static final class Dishonest extends Exception {
        private static final long serialVersionUID = 1;

        Dishonest(String what) {
            super(what, null, false, false);
        }
    }

    /** What the client says first. */
    String begin() {
        return WITHOUT_BINDING + first;
    }

    /** The proof, which answers the server's first message. */
    String prove(String serverFirst) throws Dishonest {
        var said = attributes(serverFirst);
        var both = said.getOrDefault("r", "");
        if (!both.startsWith(nonce) || both.length() == nonce.length())
            throw new Dishonest("the server answers another dialog");
        var withoutProof = "c=" + base64(WITHOUT_BINDING.getBytes(StandardCharsets.UTF_8)) + ",r=" + both;
        var message = first + "," + serverFirst + "," + withoutProof;
        var salted = salted(bytes(said.getOrDefault("s", "")), rounds(said.getOrDefault("i", "")));
        var key = mac(salted, "Client Key");
        var signature = mac(sha256(key), message);
        serverSignature = mac(mac(salted, "Server Key"), message);
        for (var i = 0; i < key.length; i++) key[i] ^= signature[i];
        return withoutProof + ",p=" + base64(key);
    }

    /** Whether the last message is of a server that knew the user. */
    void verify(String serverFinal) throws Dishonest {
        var shown = bytes(attributes(serverFinal).getOrDefault("v", ""));
        if (serverSignature.length == 0 || !MessageDigest.isEqual(serverSignature, shown))
            throw new Dishonest("the server cannot prove that it knows the user");
    }

    private static Map<String, String> attributes(String message) {
        return Stream.of(message.split(",", -1))
                .filter(each -> each.length() > 1 && each.charAt(1) == '=')
                .collect(
                        Collectors.toMap(each -> each.substring(0, 1), each -> each.substring(2), (one, other) -> one));
    }

    private static int rounds(String text) throws Dishonest {
        var rounds = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS)
            throw new Dishonest(
                    "the server wants \"" + text + "\" rounds, want " + LEAST_ROUNDS + " to " + MOST_ROUNDS);
        return rounds;
    }

    private static byte[] bytes(String base64) throws Dishonest {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException odd) {
            throw new Dishonest("the server sends what is no Base64");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private byte[] salted(byte[] salt, int rounds) throws Dishonest {
        if (salt.length == 0) throw new Dishonest("the server sends no salt");
        // the heart of SASLprep (RFC 4013); the rest of it forbids letters that no password has
        var letters = Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray();
        var spec = new PBEKeySpec(letters, salt, rounds, KEY_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this Java has no PBKDF2", absent);
        } finally {
            spec.clearPassword();
            Arrays.fill(letters, ' ');
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this Java has no HMAC", absent);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this Java has no SHA-256", absent);
        }
    }
}

package org.opsbro.packs.system;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of authorized_keys, as sshd(8) reads it: options or none, the type, the key in base64, a comment or none. Two lines are of the same key if
 * their base64 means the same bytes, however it is written.
 */
record PublicKey(String options, String type, String base64, String comment) {
    private static final Pattern TYPE =
            Pattern.compile("(?:ssh|sk-ssh|rsa|ecdsa|sk-ecdsa)-[a-z0-9-]{1,60}(?:@openssh\\.com)?");
    private static final Pattern KEY = Pattern.compile(
            "(?<type>\\S+)\\s+(?<base64>[A-Za-z0-9+/]{16,}={0,2})(?:\\s+(?<comment>.*))?", Pattern.DOTALL);

    /** Empty for a line that holds no key: a comment, an empty one, one that sshd ignores. */
    static Optional<PublicKey> parse(String line) {
        var nul = line.indexOf(0); // where sshd stops reading
        var text = stripped(nul < 0 ? line : line.substring(0, nul));
        if (text.isEmpty() || text.startsWith("#")) return Optional.empty();
        var first = firstWord(text);
        var bare = TYPE.matcher(first).matches();
        var key = KEY.matcher(bare ? text : stripped(text.substring(first.length())));
        if (!key.matches() || !TYPE.matcher(key.group("type")).matches()) return Optional.empty();
        var comment = Optional.ofNullable(key.group("comment")).orElse("");
        return decoded(key.group("base64"))
                .filter(bytes -> key.group("type").equals(typeIn(bytes)))
                .map(bytes -> new PublicKey(
                        bare ? "" : first,
                        key.group("type"),
                        Base64.getEncoder().encodeToString(bytes),
                        stripped(comment)));
    }

    private static String stripped(String text) {
        var from = 0;
        var until = text.length();
        while (from < until && blank(text.charAt(from))) from++;
        while (until > from && blank(text.charAt(until - 1))) until--;
        return text.substring(from, until);
    }

    private static boolean blank(char letter) {
        return letter == ' ' || (letter >= '\t' && letter <= '\r'); // isspace(3), which sshd skips in base64 too
    }

    /** Up to the first blank that no quotes hold. */
    private static String firstWord(String text) {
        var quoted = false;
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            if (letter == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '"') i++;
            else if (letter == '"') quoted = !quoted;
            else if (blank(letter) && !quoted) return text.substring(0, i);
        }
        return text;
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException ignored) { // no base64, so no key
            return Optional.empty();
        }
    }

    /** RFC 4253 §6.6: a key begins with the name of its type, its length before it. */
    private static String typeIn(byte[] key) {
        if (key.length < Integer.BYTES) return "";
        var length = ByteBuffer.wrap(key).getInt();
        return length < 0 || length > key.length - Integer.BYTES
                ? ""
                : new String(key, Integer.BYTES, length, StandardCharsets.US_ASCII);
    }

    boolean sameKey(PublicKey other) {
        return base64.equals(other.base64);
    }

    PublicKey withOptions(String others, String ifNoComment) {
        return new PublicKey(others, type, base64, comment.isEmpty() ? ifNoComment : comment);
    }

    String line() {
        return (options.isEmpty() ? "" : options + " ") + type + " " + base64
                + (comment.isEmpty() ? "" : " " + comment);
    }

    /** As {@code ssh-keygen -l} shows it: {@code SHA256:…}, and the comment. */
    String shown() {
        try {
            var sum = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(base64));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sum)
                    + (comment.isEmpty() ? "" : " " + comment);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}

package org.opsbro.packs.system;

import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.compliance.Wanted;

/** What names, numbers and hashes of accounts look like, and what is said in several rules about them. */
final class AccountWords {
    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?");
    /** A name too, or the number of a group. */
    static final Pattern GROUP = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?|[0-9]{1,10}");

    static final String NO_TOOLS = "neither useradd(8) nor the adduser of busybox is here to change accounts";
    static final String BUSYBOX = "busybox cannot change it: install the package shadow, which brings usermod(8)";

    private static final long MOST = 4_294_967_294L; // 2^32 - 1 means nobody, chown(2)
    /** crypt(5); the old hash of 13 letters is refused, because it could as well be a password. */
    private static final Pattern HASH =
            Pattern.compile("\\$(?:1|2[abxy]|5|6|7|y|gy|md5|sha1|sm3)[$,][A-Za-z0-9./$=,_-]{10,500}");

    private AccountWords() {}

    static String name(Wanted wanted, String key) {
        if (!wanted.has(key)) wanted.refuse(key, "the key is missing, want the name of an account");
        return wanted.text(key, NAME, "the name of an account").orElse("nobody-at-all");
    }

    static Optional<String> number(Wanted wanted, String key) {
        return wanted.has(key) ? Optional.of(Long.toString(wanted.number(key, MOST, 0, MOST))) : Optional.empty();
    }

    /** Nothing of what was found is told: it may be a password. */
    static Optional<String> hash(Wanted wanted, String key) {
        var text = wanted.text(key);
        if (text.isPresent() && !HASH.matcher(text.get()).matches()) {
            wanted.refuse(
                    key,
                    "found no hash of crypt(5), want one such as \"mkpasswd -m yescrypt\" or \"openssl passwd -6\" prints, never a password itself");
            return Optional.empty();
        }
        return text;
    }
}

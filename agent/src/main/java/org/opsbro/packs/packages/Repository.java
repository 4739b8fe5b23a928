package org.opsbro.packs.packages;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Look;

/**
 * A repository that the package manager of the machine knows, and the key that vouches for it. Keys are never fetched from a key server: anybody can put
 * keys there, so that who names one by a few digits trusts whoever made a key with these.
 */
@AutoService(RuleType.class)
public final class Repository implements RuleType {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    // a password would be read by all: apt_auth.conf(5) is its place
    private static final Pattern URL = Pattern.compile(
            "(?<address>(?:https?://|file:/)[A-Za-z0-9._~:/?&=%+,$-]+)"
                    + "(?: +(?<suite>[A-Za-z0-9._/][A-Za-z0-9._/+-]*)(?<components>(?: +[A-Za-z0-9][A-Za-z0-9._/+-]*){0,20}))?");
    private static final String URL_TOLD =
            "an address without a password, for apt with a suite and components: https://host/debian bookworm main";
    private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,200}\\.pub");
    private static final Pattern FINGERPRINT =
            Pattern.compile("(?:[0-9A-Fa-f] ?){39}[0-9A-Fa-f]|(?:[0-9A-Fa-f] ?){63}[0-9A-Fa-f]");
    private static final Pattern DIGITS = Pattern.compile("\\s*(?:0x)?[0-9A-Fa-f ]{8,64}\\s*");
    private static final Pattern OF_APK = Pattern.compile(
            "-----BEGIN PUBLIC KEY-----\\n(?:[A-Za-z0-9+/=]{1,76}\\n){1,50}-----END PUBLIC KEY-----\\n");
    private static final Pattern OF_OPENPGP = Pattern.compile("[ -~\\n]*");
    private static final int MOST_LETTERS = 65_536;

    @Override
    public String name() {
        return "repository";
    }

    @Override
    public String doc() {
        return "The package manager knows a repository, and the key that signs it.";
    }

    @Override
    public String example() {
        return """
                name: example
                url: https://packages.example.org/debian bookworm main
                """;
    }

    /** zypper asks a person about keys that rpm does not have. */
    @Override
    public Set<String> asks() {
        return Set.of("rpm");
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var absent = wanted.flag("absent", false);
        if (!wanted.has("name")) wanted.refuse("name", "the key is missing, want the name of the repository");
        if (!wanted.has("url") && !absent)
            wanted.refuse("url", "the key is missing, want the address of the repository");
        if (wanted.has("key-server"))
            wanted.refuse(
                    "key-server",
                    "keys are not fetched from servers that anybody writes to, want the key itself under key:, or key_file: and fingerprint:");
        var url = URL.matcher(wanted.text("url", URL, URL_TOLD).orElse("file:/nonexistent"));
        if (!url.matches()) throw new IllegalStateException(url.toString());
        var suite = Optional.ofNullable(url.group("suite")).orElse("");
        var components = Optional.ofNullable(url.group("components")).orElse("").strip();
        if (!suite.isEmpty() && suite.endsWith("/") != components.isEmpty())
            wanted.refuse("url", "want components after a suite, and none after one that ends with /");
        var fingerprints = wanted.texts("fingerprint", FINGERPRINT, "40 or 64 hexadecimal digits").stream()
                .map(text -> text.replace(" ", "").toLowerCase(Locale.ROOT))
                .toList();
        var source = new Source(
                wanted.text("name", NAME, "letters, digits, - and _").orElse("none"),
                url.group("address"),
                suite,
                components,
                wanted.lines("key").filter(text -> fits(wanted, text, fingerprints)),
                wanted.path("key_file"),
                wanted.text("key_name", KEY_NAME, "the name of a key of apk, such as packager-4a6a0840.rsa.pub"),
                fingerprints,
                absent);
        if (source.key().isPresent() && source.keyFile().isPresent())
            wanted.refuse("key_file", "want key: or key_file:, not both");
        if (!fingerprints.isEmpty() && !wanted.has("key") && !wanted.has("key_file"))
            wanted.refuse("fingerprint", "want also the key, by key: or key_file:");
        return look -> inspect(look, source);
    }

    private static boolean fits(Wanted wanted, String text, List<String> fingerprints) {
        if (DIGITS.matcher(text).matches()) {
            wanted.refuse(
                    "key",
                    "found the number of a key, want the key itself, a block from -----BEGIN to -----END; the number is a fingerprint:");
            return false;
        }
        if (text.length() > MOST_LETTERS) {
            wanted.refuse("key", "found " + text.length() + " letters, want at most " + MOST_LETTERS);
            return false;
        }
        if (OF_APK.matcher(text).matches()) {
            if (!fingerprints.isEmpty()) wanted.refuse("fingerprint", "the keys of apk have none");
            return true;
        }
        var keys = OF_OPENPGP.matcher(text).matches() ? PgpKeys.ofText(text) : List.<PgpKeys.Key>of();
        if (keys.isEmpty())
            wanted.refuse(
                    "key",
                    "found no key, want a block from -----BEGIN PGP PUBLIC KEY BLOCK----- to its end; for apk one from -----BEGIN PUBLIC KEY-----");
        PgpKeys.stranger(keys, Set.copyOf(fingerprints))
                .ifPresent(
                        other -> wanted.refuse("key", "holds the key " + other + ", which is not one of fingerprint:"));
        return !keys.isEmpty();
    }

    private static Findings inspect(Look look, Source source) {
        var manager = look.packages().manager();
        if (source.key().isPresent()
                && OF_APK.matcher(source.key().get()).matches() != manager.equals("apk")
                && !manager.isEmpty())
            return Findings.cannotTell("the key is of another kind than those of " + manager);
        var objection = source.absent() ? Optional.<String>empty() : SourceFiles.objection(look, source);
        if (objection.isPresent()) return Findings.cannotTell(objection.get());
        return switch (manager) {
            case "" -> Findings.notEligible("no package manager is known on this machine");
            case "apt" -> new AptSource(look, source, Findings.begin()).inspect();
            case "dnf", "yum", "zypper" -> new RpmSource(look, source, Findings.begin()).inspect(manager);
            case "apk" -> new ApkSource(look, source, Findings.begin()).inspect();
            default -> Findings.notEligible("the repositories of " + manager + " are not managed");
        };
    }
}

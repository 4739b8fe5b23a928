package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Fetching;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;
import org.opsbro.host.Sum;

/**
 * A file that was fetched from a web server and has its sums. Looking asks no server: the file that is there is compared with the sums, and only
 * enforcement fetches. Without a sum nothing is fetched unless {@code insecure: true} says that whatever the server gives is right.
 */
@AutoService(RuleType.class)
public final class GetUrl implements RuleType {
    private static final Pattern URL =
            Pattern.compile("https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])"
                    + "(?::[0-9]{1,5})?(?:/(?:[A-Za-z0-9._~:/?&=+,;!@()*$'-]|%[0-9A-Fa-f]{2})*)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+~@=,-]{0,200}");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5}) ?([KMG])(?:i?B)?");
    private static final String MOST = "1 GiB";
    /** The rule's timeout: is mostly shorter. */
    private static final Duration LIMIT = Duration.ofHours(1);

    @Override
    public String name() {
        return "get-url";
    }

    @Override
    public String doc() {
        return "A file was fetched from a web server and has this sum.";
    }

    @Override
    public String example() {
        return """
                url: https://example.org/tool-1.2.tar.gz
                dest_directory: /opt
                sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """;
    }

    private record Wish(
            String path, String url, Map<Sum, String> sums, boolean insecure, long mostBytes, WantedRights rights) {
        boolean blind() {
            return sums.isEmpty() && !insecure;
        }
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        if (!wanted.has("url")) wanted.refuse("url", "the key is missing, want the address of a file");
        var url =
                wanted.text("url", URL, "an address such as https://host/file, without a user, a password and blanks");
        var folder = wanted.requiredPath("dest_directory");
        var sums = new EnumMap<Sum, String>(Sum.class);
        for (var sum : Sum.values()) {
            var key = sum.toString();
            var digits = Pattern.compile("[0-9A-Fa-f]{" + sum.digits() + "}");
            wanted.text(key, digits, "the " + sum.digits() + " digits that " + key + "sum prints")
                    .ifPresent(text -> sums.put(sum, text.toLowerCase(Locale.ROOT)));
        }
        var wish = new Wish(
                folder + "/" + fileName(wanted, url.orElse("/none")),
                url.orElse("https://localhost/"),
                sums,
                wanted.flag("insecure", false),
                mostBytes(wanted),
                WantedRights.read(wanted));
        return look -> inspect(look, wish);
    }

    private static String fileName(Wanted wanted, String url) {
        var given = wanted.text("file_name", NAME, "the name of a file: letters, digits and . _ + ~ @ = , -");
        if (wanted.has("file_name")) return given.orElse("none");
        var path = url.replaceAll("\\?.*", "").replaceFirst("https?://[^/]*", "");
        var name = path.substring(path.lastIndexOf('/') + 1);
        if (NAME.matcher(name).matches()) return name;
        wanted.refuse("url", "ends with \"" + name + "\", which is no name for a file: want file_name:");
        return "none";
    }

    private static long mostBytes(Wanted wanted) {
        var size = SIZE.matcher(
                wanted.text("max_size", SIZE, "a size such as 200 MiB").orElse(MOST));
        if (!size.matches()) throw new IllegalStateException(MOST);
        return Long.parseLong(size.group(1))
                << switch (size.group(2)) {
                    case "K" -> 10;
                    case "M" -> 20;
                    default -> 30;
                };
    }

    private static Findings inspect(Look look, Wish wish) {
        var findings = Findings.begin();
        if (!wish.rights().known(look, findings)) return findings.end();
        look.files()
                .entry(wish.path())
                .ifPresentOrElse(now -> there(look, wish, now, findings), () -> absent(look, wish, findings));
        return findings.end();
    }

    private static void absent(Look look, Wish wish, FindingsBuilder findings) {
        var what = wish.path() + " is not there";
        if (!Paths.hasFolder(look, wish.path()))
            findings.byHand(what, "there is no folder " + Paths.above(wish.path()));
        else if (wish.blind())
            findings.byHand(
                    what,
                    "without a sum nothing is fetched: give sha256:, or insecure: true to take whatever the server gives");
        else fetch(look, wish, what, Optional.empty(), findings);
    }

    private static void there(Look look, Wish wish, Entry now, FindingsBuilder findings) {
        if (now.what() != What.FILE) {
            findings.cannotTell(wish.path() + " is no file");
            return;
        }
        wish.rights().compare(wish.path(), now, look, findings);
        if (wish.sums().isEmpty())
            findings.compliant(wish.path() + " is there, whatever is in it: the rule has no sum");
        else compare(look, wish, findings);
    }

    private static void compare(Look look, Wish wish, FindingsBuilder findings) {
        for (var sum : wish.sums().entrySet()) {
            var now = look.files().sum(wish.path(), sum.getKey());
            if (now.isEmpty()) {
                findings.cannotTell(wish.path() + " cannot be read");
                return;
            }
            if (!now.get().equals(sum.getValue())) {
                fetch(
                        look,
                        wish,
                        wish.path() + " has the " + sum.getKey() + " sum " + now.get() + ", want " + sum.getValue(),
                        look.files().sum(wish.path(), Sum.SHA256),
                        findings);
                return;
            }
        }
        findings.compliant(wish.path() + " has the wanted sum");
    }

    private static void fetch(Look look, Wish wish, String what, Optional<String> before, FindingsBuilder findings) {
        var ifNew = wish.rights().over(new Rights(0644, 0, 0), look);
        findings.deviation(what)
                .change(new Change.Download(
                        new Fetching(wish.path(), wish.url(), wish.sums(), before, ifNew, wish.mostBytes(), LIMIT)));
    }
}

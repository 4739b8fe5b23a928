package org.opsbro.detection.hosting;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.host.Host;

/** An identity that the machine itself gives, the same after its disk was wiped. */
public final class MachineId {
    private static final Pattern CONTAINER =
            Pattern.compile("/(?:docker|containers|libpod-payload|libpod)[/-]([0-9a-f]{64})");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private MachineId() {}

    /**
     * The sha1, as 40 hexadecimal digits, of the container's id or of the lower-case DMI product uuid. Empty where neither can be read (the latter needs
     * root), and where makers left a uuid that many machines have.
     */
    public static Optional<String> of(Host host) {
        var container = Hosting.of(host).of(Layer.CONTAINER).isPresent();
        // the DMI of a container is that of its host, and of all the other containers there
        return (container ? containerId(host) : productUuid(host)).map(MachineId::sha1);
    }

    private static Optional<String> containerId(Host host) {
        for (var path : new String[] {"/proc/self/cgroup", "/proc/self/mountinfo"}) {
            var matcher = CONTAINER.matcher(host.files().text(path).orElse(""));
            if (matcher.find()) return Optional.of(matcher.group(1));
        }
        return Optional.empty();
    }

    private static Optional<String> productUuid(Host host) {
        return host.files()
                .firstLine("/sys/class/dmi/id/product_uuid")
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> UUID.matcher(text).matches() && !isCommon(text));
    }

    private static boolean isCommon(String uuid) {
        var digits = uuid.replace("-", "");
        return uuid.startsWith("12345678")
                || uuid.equals("03000200-0400-0500-0006-000700080009")
                || digits.chars().distinct().count() == 1;
    }

    private static String sha1(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }
}

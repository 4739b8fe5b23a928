package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.hosting.Addresses;
import org.opsbro.host.Files;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * What the machine is: {@code hostname fqdn architecture cpu_count cpu_model_name cpu_mhz user uid gid public_ip local_ip os.name os.platform} and
 * {@code os.linux.distribution version id major_version minor_version}. Source: /etc/os-release, os-release(5); /proc/cpuinfo; the interfaces.
 */
@AutoService(Collector.class)
public final class SystemFacts implements Collector {
    @Override
    public String name() {
        return "system";
    }

    @Override
    public String doc() {
        return "Names, addresses, processors and distribution of the machine.";
    }

    @Override
    public List<String> keys() {
        return List.of(
                "hostname",
                "fqdn",
                "architecture",
                "cpu_count",
                "cpu_model_name",
                "cpu_mhz",
                "user",
                "uid",
                "gid",
                "public_ip",
                "local_ip",
                "os.name",
                "os.platform",
                "os.linux.distribution",
                "os.linux.version",
                "os.linux.id",
                "os.linux.major_version",
                "os.linux.minor_version");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var network = host.network();
        var self = host.accounts().self();
        var facts = Value.object()
                .with("hostname", network.hostName())
                .with("fqdn", network.fullName())
                .with("architecture", architecture(host.files()));
        processors(host.files()).forEach(facts::with);
        facts.with("user", self.name()).with("uid", self.uid()).with("gid", self.gid());
        Addresses.local(network).ifPresent(address -> facts.with("local_ip", address));
        Addresses.ownPublic(network).ifPresent(address -> facts.with("public_ip", address));
        facts.with("os", operatingSystem(host.files()));
        return new Collected.Facts(facts.end());
    }

    /** As uname(1) tells it; kernels before 6.1 do not have the file, and Java calls one of them otherwise. */
    private static String architecture(Files files) {
        return files.firstLine("/proc/sys/kernel/arch")
                .orElseGet(() -> System.getProperty("os.arch", "").replace("amd64", "x86_64"));
    }

    private static Map<String, Value> processors(Files files) {
        var found = new HashMap<String, Value>();
        var count = 0L;
        for (var line : files.text("/proc/cpuinfo").orElse("").lines().toList()) {
            var colon = line.indexOf(':');
            if (colon < 0) continue;
            var key = line.substring(0, colon).strip();
            var value = line.substring(colon + 1).strip();
            if (key.equals("processor")) count++;
            if (key.equals("model name") || key.equals("Model")) found.putIfAbsent("cpu_model_name", Value.of(value));
            if (key.equals("cpu MHz") && value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?"))
                found.putIfAbsent("cpu_mhz", Value.of(Double.parseDouble(value)));
        }
        found.put("cpu_count", Value.of(Math.max(1, count)));
        return found;
    }

    private static Value operatingSystem(Files files) {
        var release = release(files.text("/etc/os-release")
                .or(() -> files.text("/usr/lib/os-release"))
                .orElse(""));
        var version = release.getOrDefault("VERSION_ID", "");
        var parts = version.split("\\.", 2);
        var linux = Value.object()
                .with("distribution", release.getOrDefault("ID", "linux").toLowerCase(Locale.ROOT))
                .with("version", version)
                .with("id", release.getOrDefault("VERSION_CODENAME", ""))
                .with("major_version", parts[0])
                .with("minor_version", parts.length > 1 ? parts[1] : "")
                .end();
        return Value.object()
                .with("name", "linux")
                .with("platform", "linux")
                .with("linux", linux)
                .end();
    }

    /** {@code KEY=value} lines, the value perhaps in quotes. */
    private static Map<String, String> release(String text) {
        var found = new HashMap<String, String>();
        for (var line : text.lines().toList()) {
            var equals = line.indexOf('=');
            if (equals < 1 || line.startsWith("#")) continue;
            var value = line.substring(equals + 1).strip();
            var quoted = value.length() >= 2
                    && "\"'".indexOf(value.charAt(0)) >= 0
                    && value.charAt(value.length() - 1) == value.charAt(0);
            found.put(line.substring(0, equals).strip(), quoted ? value.substring(1, value.length() - 1) : value);
        }
        return found;
    }
}

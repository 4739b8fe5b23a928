package org.opsbro.packs.certificates;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.host.Network;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * How long certificates are good: of each file that the parameter {@code files} names, and of each {@code host:port} of the parameter {@code servers}, of
 * which there is none unless a person writes one.
 *
 * <p>Facts: {@code count}; {@code soonest} the name of the one that ends first, {@code soonest_days} its days, negative when it has ended (absent when none
 * can be read); {@code unreadable} names; {@code all} by path or host:port: {@code days_left not_after not_before} (seconds since 1970) {@code subject
 * issuer}, or {@code error}. Of a chain the first certificate counts, the owner's. Source: X.509 in PEM or DER; what a server shows when TLS begins.
 */
@AutoService(Collector.class)
public final class Certificates implements Collector {
    private static final int MOST = 200;
    private static final long MOST_BYTES = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern SERVER = Pattern.compile("\\[?([^\\]/ ]{1,253})\\]?:([0-9]{1,5})");

    private Map<String, Kept> kept = Map.of();

    private record Kept(long modified, Shown shown) {}

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public String doc() {
        return "Days that certificates are good, of files and, where you name some, of servers.";
    }

    @Override
    public List<String> keys() {
        return List.of(
                "count",
                "soonest",
                "soonest_days",
                "unreadable",
                "all.*.days_left",
                "all.*.not_after",
                "all.*.not_before",
                "all.*.subject",
                "all.*.issuer",
                "all.*.error");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var files = texts(parameters, "files");
        var servers = texts(parameters, "servers");
        for (var pattern : files)
            if (!pattern.startsWith("/"))
                return new Collected.Misconfigured("files: found \"" + pattern + "\", want a path that starts with /");
        for (var server : servers)
            if (!SERVER.matcher(server).matches())
                return new Collected.Misconfigured("servers: found \"" + server + "\", want host:port");
        Map<String, Shown> all = new LinkedHashMap<>(ofFiles(host, files));
        for (var server : servers) if (all.size() < MOST) all.put(server, ofServer(host, server));
        return all.isEmpty()
                ? new Collected.NotEligible("there is no certificate at " + String.join(", ", files))
                : new Collected.Facts(facts(all, host.clock().now()));
    }

    private static List<String> texts(Parameters parameters, String name) {
        List<String> texts = new ArrayList<>();
        if (parameters.value(name) instanceof Value.Items items) for (var each : items.all()) texts.add(each.display());
        return texts;
    }

    private Map<String, Shown> ofFiles(Host host, List<String> patterns) {
        Map<String, Kept> next = new LinkedHashMap<>();
        for (var pattern : patterns)
            for (var path : Globs.find(host.files(), pattern, MOST))
                if (next.size() < MOST) next.put(path, ofFile(host, path));
        kept = next;
        Map<String, Shown> shown = new LinkedHashMap<>();
        next.forEach((path, found) -> shown.put(path, found.shown()));
        return shown;
    }

    private Kept ofFile(Host host, String path) {
        var modified = host.files().modifiedMillis(path);
        var before = kept.get(path);
        if (before != null && before.modified() == modified && modified != 0) return before;
        var facts = host.files().facts(path);
        if (facts.isPresent() && facts.get().sizeBytes() > MOST_BYTES)
            return new Kept(modified, new Shown.Unreadable("the file has more than " + MOST_BYTES + " bytes"));
        var bytes = host.files().bytes(path);
        return new Kept(
                modified, bytes.map(Shown::of).orElseGet(() -> new Shown.Unreadable("the file cannot be read")));
    }

    private static Shown ofServer(Host host, String server) {
        var parts = SERVER.matcher(server);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535)
            return new Shown.Unreadable("want a port up to 65535");
        return switch (host.network().certificates(parts.group(1), Integer.parseInt(parts.group(2)), PATIENCE)) {
            case Network.Shown.Chain(var encoded) -> Shown.ofEncoded(encoded.getFirst());
            case Network.Shown.NoAnswer(var reason) -> new Shown.Unreadable(reason);
        };
    }

    private static Value.Fields facts(Map<String, Shown> all, Instant now) {
        List<String> unreadable = new ArrayList<>();
        var soonest = Optional.<String>empty();
        var days = Double.MAX_VALUE;
        var rows = Value.object();
        for (var each : all.entrySet()) {
            rows.with(each.getKey(), each.getValue().toValue(now));
            switch (each.getValue()) {
                case Shown.Unreadable why -> unreadable.add(each.getKey());
                case Shown.Certificate found -> {
                    var left = Shown.daysLeft(found, now);
                    if (left < days) soonest = Optional.of(each.getKey());
                    days = Math.min(days, left);
                }
            }
        }
        var facts = Value.object().with("count", all.size());
        if (soonest.isPresent()) facts.with("soonest", soonest.get()).with("soonest_days", days);
        return facts.with("unreadable", Value.texts(unreadable))
                .with("all", rows.end())
                .end();
    }
}

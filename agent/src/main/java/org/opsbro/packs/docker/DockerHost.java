package org.opsbro.packs.docker;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * What the daemon of Docker, or Podman as a service, has: containers, images and what happened to them. What each container uses tells the collector
 * {@code containers}.
 *
 * <p>Facts: {@code version}; {@code containers}, counts: {@code total} and each state there is: {@code running paused exited created restarting dead},
 * {@code unhealthy} always; {@code all} by name: {@code id image state status}, {@code health} (healthy, unhealthy, starting; of Podman, which does not list it, unhealthy only) where it is looked at;
 * {@code images}: {@code count}, {@code dangling} (without a name), {@code bytes} (layers that images share count for each), looked at every five minutes;
 * {@code events}, how often what happened in the last ten minutes: {@code start die oom}, of others {@code image-pull}. Source: the API of Docker Engine, 1.24 and later.
 */
@AutoService(Collector.class)
public final class DockerHost implements Collector {
    private static final List<String> USUAL = List.of("/run/docker.sock", "/run/podman/podman.sock");
    private static final String PODMAN = "Podman Engine";
    /** {@code {"health":["unhealthy"]}}. */
    private static final String UNHEALTHY = "/containers/json?filters=%7B%22health%22%3A%5B%22unhealthy%22%5D%7D";

    private static final int MOST = 1000;
    private static final int SHORT_ID = 12;
    private static final long IMAGES_NANOS = Duration.ofMinutes(5).toNanos();
    private static final Pattern HEALTH = Pattern.compile("\\((?:health: )?(healthy|unhealthy|starting)\\)");

    private final RecentEvents events = new RecentEvents();
    private Value.Fields images = Value.Fields.EMPTY;
    private long imagesAt;

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public String doc() {
        return "Containers, images and events of Docker or Podman, of its socket.";
    }

    @Override
    public List<String> keys() {
        return List.of(
                "version",
                "containers.*",
                "all.*.id",
                "all.*.image",
                "all.*.state",
                "all.*.status",
                "all.*.health",
                "images.count",
                "images.dangling",
                "images.bytes",
                "events.*");
    }

    @Override
    public String pack() {
        return "docker-host";
    }

    @Override
    public String ifGroup() {
        return "docker-host";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var socket = socket(host, parameters.text("socket").orElse(""));
        if (socket.isEmpty())
            return new Collected.Misconfigured(
                    "there is no socket " + String.join(" or ", USUAL)
                            + ": start docker.socket or podman.socket; one elsewhere is named by: opsbro packs parameters set docker-host.socket PATH");
        try {
            return new Collected.Facts(facts(new Engine(host, socket.get()), host));
        } catch (Engine.Silent silent) {
            return new Collected.Failed(String.valueOf(silent.getMessage()));
        }
    }

    private static Optional<String> socket(Host host, String named) {
        return named.isEmpty()
                ? USUAL.stream().filter(host.files()::exists).findFirst()
                : Optional.of(named).filter(host.files()::exists);
    }

    private Value.Fields facts(Engine engine, Host host) {
        var version = engine.object("/version");
        var unwell = unwell(engine, version);
        Map<String, Integer> states = new TreeMap<>(Map.of("unhealthy", 0));
        var all = Value.object();
        var told = 0;
        var containers = engine.list("/containers/json?all=1").all();
        for (var each : containers) {
            if (!(each instanceof Value.Fields container)) continue;
            var health = unwell.contains(text(container, "Id")) ? "unhealthy" : health(container);
            states.merge(text(container, "State").toLowerCase(Locale.ROOT), 1, Integer::sum);
            if (health.equals("unhealthy")) states.merge(health, 1, Integer::sum);
            if (told++ < MOST) all.with(named(container), row(container, health));
        }
        var counts = Value.object().with("total", containers.size());
        states.forEach((state, count) -> counts.with(state, (long) count));
        if (images.size() == 0 || host.nanos() - imagesAt > IMAGES_NANOS) {
            images = images(engine);
            imagesAt = host.nanos();
        }
        return Value.object()
                .with("version", version.get("Version"))
                .with("containers", counts.end())
                .with("all", all.end())
                .with("images", images)
                .with("events", events.counts(engine, host.clock().now()))
                .end();
    }

    private static Value row(Value.Fields container, String health) {
        var row = Value.object()
                .with("id", shortened(text(container, "Id")))
                .with("image", text(container, "Image"))
                .with("state", text(container, "State").toLowerCase(Locale.ROOT))
                .with("status", text(container, "Status"));
        return (health.isEmpty() ? row : row.with("health", health)).end();
    }

    /** The ids of those that say so, of Podman, which leaves it out of the status that Docker writes it into. */
    private static Set<String> unwell(Engine engine, Value.Fields version) {
        Set<String> ids = new HashSet<>();
        if (!version.get("Components").toString().contains(PODMAN)) return ids;
        for (var each : engine.list(UNHEALTHY).all())
            if (each instanceof Value.Fields container) ids.add(text(container, "Id"));
        return ids;
    }

    private static String health(Value.Fields container) {
        var found = HEALTH.matcher(text(container, "Status"));
        return found.find() ? found.group(1) : "";
    }

    /** Its first name, which the daemon writes with a slash before it. */
    private static String named(Value.Fields container) {
        var name = container.get("Names") instanceof Value.Items names
                        && !names.all().isEmpty()
                ? names.all().getFirst().display()
                : shortened(text(container, "Id"));
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static Value.Fields images(Engine engine) {
        var all = engine.list("/images/json").all();
        var dangling = 0;
        var bytes = 0L;
        for (var each : all) {
            if (!(each instanceof Value.Fields image)) continue;
            if (!(image.get("RepoTags") instanceof Value.Items tags)
                    || tags.all().isEmpty()
                    || tags.all().getFirst().display().equals("<none>:<none>")) dangling++;
            if (image.get("Size") instanceof Value.Int(long size)) bytes += size;
        }
        return Value.object()
                .with("count", all.size())
                .with("dangling", dangling)
                .with("bytes", bytes)
                .end();
    }

    private static String shortened(String id) {
        return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
    }

    private static String text(Value.Fields fields, String key) {
        return fields.get(key) instanceof Value.Text text ? text.text() : "";
    }
}

package org.opsbro.packs.containers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.host.Files;
import org.opsbro.host.HostException;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * The names that people gave to containers, from the files that the runtimes keep: Docker's {@code config.v2.json}, Podman's {@code containers.json}, the
 * names of Kubernetes' log files. A name is looked for once, when its container is new.
 */
final class ContainerNames {
    private static final String DOCKER = "/var/lib/docker/containers/";
    private static final String PODMAN = "/var/lib/containers/storage/overlay-containers/containers.json";
    private static final String LOGS = "/var/log/containers";
    /** {@code POD_NAMESPACE_CONTAINER-ID.log}: neither of the three may hold an underscore. */
    private static final Pattern LOG = Pattern.compile("([^_]+)_([^_]+)_([^_]+)-([0-9a-f]{64})\\.log");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./-]{0,200}");

    private Map<String, String> known = Map.of();

    /** The name of each, by id; those that are gone are forgotten. */
    Map<String, String> of(Files files, List<Container> containers) {
        Map<String, String> next = new HashMap<>();
        for (var each : containers) {
            var name = known.get(each.id());
            next.put(each.id(), name != null ? name : named(files, each).orElse(each.shortId()));
        }
        known = next;
        return next;
    }

    private static Optional<String> named(Files files, Container container) {
        return found(files, container).filter(name -> NAME.matcher(name).matches());
    }

    private static Optional<String> found(Files files, Container container) {
        if (container.inKubernetes()) return ofLog(files, container.id());
        return switch (container.runtime()) {
            case "docker" ->
                json(files, DOCKER + container.id() + "/config.v2.json")
                        .filter(Value.Fields.class::isInstance)
                        .flatMap(config -> text(((Value.Fields) config).get("Name")))
                        .map(name -> name.startsWith("/") ? name.substring(1) : name);
            case "podman" -> json(files, PODMAN).flatMap(all -> ofPodman(all, container.id()));
            default -> Optional.empty();
        };
    }

    private static Optional<String> ofLog(Files files, String id) {
        for (var name : files.names(LOGS)) {
            var parts = LOG.matcher(name);
            if (parts.matches() && parts.group(4).equals(id))
                return Optional.of(parts.group(2) + "/" + parts.group(1) + "/" + parts.group(3));
        }
        return Optional.empty();
    }

    private static Optional<String> ofPodman(Value all, String id) {
        if (!(all instanceof Value.Items items)) return Optional.empty();
        for (var each : items.all())
            if (each instanceof Value.Fields fields
                    && text(fields.get("id")).filter(id::equals).isPresent()
                    && fields.get("names") instanceof Value.Items names
                    && !names.all().isEmpty()) return text(names.all().getFirst());
        return Optional.empty();
    }

    private static Optional<String> text(Value value) {
        return value instanceof Value.Text text ? Optional.of(text.text()) : Optional.empty();
    }

    private static Optional<Value> json(Files files, String path) {
        try {
            return files.text(path).map(Json::read);
        } catch (Json.NotJson | HostException odd) {
            return Optional.empty();
        }
    }
}

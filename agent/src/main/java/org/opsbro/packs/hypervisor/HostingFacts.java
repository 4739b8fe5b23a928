package org.opsbro.packs.hypervisor;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.hosting.Addresses;
import org.opsbro.detection.hosting.CloudMetadata;
import org.opsbro.detection.hosting.Hosting;
import org.opsbro.detection.hosting.Layer;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * What this node runs on, and where it is reached.
 *
 * <p>Facts: {@code driver} the nearest hosting that is active, such as {@code docker-container kvm ec2 physical on-premise}; {@code active} the names of
 * all that are; {@code container virtualisation cloud physical} the one of each layer, absent without; {@code local_address}; {@code public_address},
 * absent where none is known; {@code metadata} what the cloud says, absent without; {@code evidence} by driver.
 * Source: files under {@code /proc /sys /run /etc}, the interfaces, and in a cloud its metadata service, unless the parameter
 * {@code cloud_metadata} is false.
 */
@AutoService(Collector.class)
public final class HostingFacts implements Collector {
    private static final Duration ASK_FOR = Duration.ofSeconds(1);
    private static final int RUNS_BETWEEN_QUESTIONS = 10;

    private Value.Fields metadata = Value.Fields.EMPTY;
    private int runs;

    @Override
    public String name() {
        return "hosting";
    }

    @Override
    public String doc() {
        return "What this node runs on (container, virtualisation, cloud) and its local and public address.";
    }

    @Override
    public List<String> keys() {
        return List.of(
                "driver",
                "active",
                "container",
                "virtualisation",
                "cloud",
                "physical",
                "local_address",
                "public_address",
                "metadata.*",
                "evidence.*");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var hosting = Hosting.of(host);
        hosting.of(Layer.CLOUD).ifPresent(cloud -> ask(cloud.name(), host, parameters));
        var facts = Value.object()
                .with("driver", hosting.main().name())
                .with(
                        "active",
                        Value.texts(hosting.active().stream()
                                .map(Hosting.State::name)
                                .toList()));
        for (var layer : new Layer[] {Layer.CONTAINER, Layer.VIRTUALISATION, Layer.CLOUD, Layer.PHYSICAL})
            hosting.of(layer).ifPresent(state -> facts.with(layer.word(), state.name()));
        Addresses.local(host.network()).ifPresent(address -> facts.with("local_address", address));
        publicAddress(host).ifPresent(address -> facts.with("public_address", address));
        if (metadata.size() > 0) facts.with("metadata", metadata);
        return new Collected.Facts(facts.with("evidence", evidence(hosting)).end());
    }

    /** Once it has answered, a cloud is not asked again; until then, each tenth run. */
    private void ask(String cloud, Host host, Parameters parameters) {
        var allowed = !Value.FALSE.equals(parameters.value("cloud_metadata"));
        if (allowed && metadata.size() == 0 && runs++ % RUNS_BETWEEN_QUESTIONS == 0)
            metadata = new CloudMetadata(host.network(), ASK_FOR).of(cloud);
    }

    private Optional<String> publicAddress(Host host) {
        return metadata.get("public_address") instanceof Value.Text told
                ? Optional.of(told.text())
                : Addresses.ownPublic(host.network());
    }

    private static Value.Fields evidence(Hosting hosting) {
        var evidence = Value.object();
        for (var state : hosting.active())
            evidence.with(state.name(), state.evidence().orElse(""));
        return evidence.end();
    }
}

package org.opsbro.monitoring.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.host.Host;
import org.opsbro.model.Event;
import org.opsbro.model.NodeService;
import org.opsbro.model.Turn;
import org.opsbro.model.World;
import org.opsbro.monitoring.Availability;
import org.opsbro.monitoring.Service;
import org.opsbro.monitoring.ServiceReader;
import org.opsbro.monitoring.ServiceScope;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;

/** Looks each second whether the services of this node are there, and tells when that differs from what the World says. */
public final class ServiceTurn implements Turn {
    private final Evaluator evaluator;
    private final Host host;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final BooleanSupplier enabled;
    private volatile Loaded loaded = new Loaded(Packs.NONE, List.of());
    private volatile List<Service> registered = List.of();
    private volatile SortedMap<String, Offered> state = new TreeMap<>();

    private record Loaded(Packs packs, List<Service> services) {}

    /**
     * A service that applies to this node, as it is now.
     *
     * @param service what it is
     * @param since when its state began, as far as this agent has seen it
     */
    public record Offered(Service service, Availability availability, Instant since) {}

    /** @param enabled whether the topic monitoring is on */
    public ServiceTurn(
            Evaluator evaluator, Host host, InstantSource clock, RandomGenerator random, BooleanSupplier enabled) {
        this.evaluator = evaluator;
        this.host = host;
        this.clock = clock;
        this.random = random;
        this.enabled = enabled;
    }

    /** Takes the services of these packs from the next turn on. */
    public void packs(Packs packs) {
        List<Service> services = new ArrayList<>();
        for (var definition : packs.definitions(Kind.SERVICE))
            ServiceReader.read(definition, evaluator).ifPresent(services::add);
        services.sort(Comparator.comparing(Service::id));
        loaded = new Loaded(packs, List.copyOf(services));
    }

    /** Takes these beside the services of the packs from the next turn on: those that programs registered. */
    void registered(List<Service> services) {
        registered = List.copyOf(services);
    }

    /** All that are defined, those that do not apply here too. */
    public List<Service> services() {
        List<Service> all = new ArrayList<>(loaded.services());
        all.addAll(registered);
        return all;
    }

    /** Those that apply to this node, by key, as the last turn saw them. */
    public SortedMap<String, Offered> state() {
        return state;
    }

    @Override
    public String name() {
        return "services";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public synchronized List<Event> take(World world) {
        var now = loaded;
        SortedMap<String, Offered> next = new TreeMap<>();
        if (enabled.getAsBoolean())
            for (var service : services())
                if (service.ifGroup().holds(world.node()))
                    next.merge(service.key(), offered(service, now, world), ServiceTurn::firstOf);
        state = Collections.unmodifiableSortedMap(next);
        Map<String, NodeService> told = new TreeMap<>();
        next.forEach((key, each) -> told.put(key, nodeService(each)));
        return told.equals(world.node().services())
                ? List.of()
                : List.of(new Event.ServicesChanged(clock.instant(), told));
    }

    private Offered offered(Service service, Loaded now, World world) {
        var parameters = now.packs().parameters(service.pack());
        var availability = Availability.of(service, new ServiceScope(world, host, random, parameters, service));
        var since = Optional.ofNullable(state.get(service.key()))
                .filter(before -> before.availability().state() == availability.state())
                .map(Offered::since)
                .orElseGet(clock::instant);
        return new Offered(service, availability, since);
    }

    /** Two definitions of one name: which of them is meant cannot be told. */
    private static Offered firstOf(Offered one, Offered other) {
        var why = "both " + one.service().id() + " and " + other.service().id() + " are called "
                + one.service().key() + ": give one another name";
        return new Offered(one.service(), Availability.unknown(why), one.since());
    }

    private static NodeService nodeService(Offered offered) {
        return new NodeService(
                offered.service().key(),
                offered.service().name(),
                offered.availability().port(),
                offered.availability().state(),
                offered.service().tags());
    }
}

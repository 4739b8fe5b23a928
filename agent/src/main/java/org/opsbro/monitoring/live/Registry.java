package org.opsbro.monitoring.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.host.Host;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Status;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.Check;
import org.opsbro.monitoring.RegisteredCheck;
import org.opsbro.monitoring.RegisteredCheck.How;
import org.opsbro.monitoring.Registration;
import org.opsbro.monitoring.RegistrationReader;
import org.opsbro.monitoring.Verdict;
import org.opsbro.store.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services and checks that programs registered themselves. They are kept on the disk before they are answered for, and live with the others from then
 * on. Each change is seen by the World when the call returns. As a turn it takes away services that have been critical for too long.
 */
public final class Registry implements Turn {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);
    private static final int MOST_SERVICES = 200;
    private static final int MOST_ALONE = 200;
    private static final int MOST_OUTPUT = 4096;

    private final AtomicFile file;
    private final Evaluator evaluator;
    private final Host host;
    private final InstantSource clock;
    private final CheckTurn checks;
    private final ServiceTurn services;
    private final Map<String, Registration> registered = new TreeMap<>();
    private final Map<String, RegisteredCheck> alone = new TreeMap<>();
    /** Read by the turn of the checks, which must not wait for this registry. */
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    /** The same check stays the same instance: it goes on as it was. */
    private final Map<RegisteredCheck, Check> made = new HashMap<>();

    private record Told(Verdict verdict, long at) {}

    /** @param kept what was known of checks before the restart: it holds until the program should have spoken again */
    public Registry(
            Path data,
            Evaluator evaluator,
            Host host,
            InstantSource clock,
            CheckTurn checks,
            ServiceTurn services,
            Map<String, Status> kept) {
        this.file = new AtomicFile(data.resolve("registered.json"));
        this.evaluator = evaluator;
        this.host = host;
        this.clock = clock;
        this.checks = checks;
        this.services = services;
        read();
        checks().values().forEach(check -> told.put(check.id(), new Told(before(check, kept), host.nanos())));
        hand();
    }

    /** By id. */
    public synchronized Map<String, Registration> services() {
        return Map.copyOf(registered);
    }

    /** The registered checks by id, those of services too. */
    public synchronized Map<String, RegisteredCheck> checks() {
        var all = new TreeMap<>(alone);
        for (var each : registered.values()) for (var check : each.checks()) all.put(check.id(), check);
        return all;
    }

    /** Adds a service, or another in the place of the one with its id; what its checks said last is kept. */
    public synchronized void register(Registration registration) {
        if (!registered.containsKey(registration.id()) && registered.size() >= MOST_SERVICES)
            throw new IllegalArgumentException(
                    MOST_SERVICES + " services are registered already: the most there may be");
        for (var check : registration.checks())
            if (takenElsewhere(check.id(), registration.id()))
                throw new IllegalArgumentException("the check " + check.id() + " belongs to something else");
        change(() -> registered.put(registration.id(), registration));
        LOG.info(
                "services: registered id={} name={} port={}",
                registration.id(),
                registration.name(),
                registration.port());
    }

    private boolean takenElsewhere(String check, String service) {
        return alone.containsKey(check)
                || registered.values().stream()
                        .filter(each -> !each.id().equals(service))
                        .anyMatch(each -> holds(each, check));
    }

    private static boolean holds(Registration registration, String check) {
        return registration.checks().stream().anyMatch(each -> each.id().equals(check));
    }

    /** False if there is no such service. */
    public synchronized boolean deregister(String id) {
        if (!registered.containsKey(id)) return false;
        change(() -> registered.remove(id));
        LOG.info("services: deregistered id={}", id);
        return true;
    }

    /** Adds a check, to its service if it names one. */
    public synchronized void register(RegisteredCheck check) {
        if (takenElsewhere(check.id(), check.service()))
            throw new IllegalArgumentException("the check " + check.id() + " belongs to something else");
        if (check.service().isEmpty()) {
            if (!alone.containsKey(check.id()) && alone.size() >= MOST_ALONE)
                throw new IllegalArgumentException(
                        MOST_ALONE + " checks are registered already: the most there may be");
            change(() -> alone.put(check.id(), check));
            return;
        }
        var service = registered.get(check.service());
        if (service == null)
            throw new IllegalArgumentException("no service is registered by the id " + check.service());
        change(() -> registered.put(service.id(), service.with(check)));
    }

    /** False if there is no such check. */
    public synchronized boolean deregisterCheck(String id) {
        if (!checks().containsKey(id)) return false;
        change(() -> {
            alone.remove(id);
            registered.replaceAll((key, each) -> each.without(id));
        });
        return true;
    }

    /** What a program says of a check that is told; false if there is no such check. */
    public synchronized boolean tell(String id, CheckState state, String output) {
        var check = checks().get(id);
        if (check == null || !(check.how() instanceof How.Told)) return false;
        var words = output.length() > MOST_OUTPUT ? output.substring(0, MOST_OUTPUT) : output;
        told.put(id, new Told(Verdict.of(state, words), host.nanos()));
        checks.hurry(check.fullId());
        return true;
    }

    private void change(Runnable change) {
        var servicesBefore = new TreeMap<>(registered);
        var aloneBefore = new TreeMap<>(alone);
        change.run();
        try {
            file.write(Json.pretty(written()) + "\n");
        } catch (IOException failed) {
            registered.clear();
            registered.putAll(servicesBefore);
            alone.clear();
            alone.putAll(aloneBefore);
            throw new UncheckedIOException("what was registered cannot be kept in " + file.path(), failed);
        }
        hand();
    }

    /** Gives them to the turns that run them. */
    private void hand() {
        var all = checks();
        told.keySet().retainAll(all.keySet());
        all.forEach((id, check) -> told.computeIfAbsent(id, name -> new Told(first(check), host.nanos())));
        made.keySet().retainAll(all.values());
        checks.registered(all.values().stream()
                .map(check -> made.computeIfAbsent(check, each -> each.check(evaluator, () -> verdict(each))))
                .toList());
        services.registered(registered.values().stream()
                .map(each -> each.service(evaluator))
                .toList());
    }

    private static Verdict first(RegisteredCheck check) {
        return Verdict.of(check.initial(), "nothing was told yet");
    }

    private static Verdict before(RegisteredCheck check, Map<String, Status> kept) {
        return Optional.ofNullable(kept.get(check.fullId()))
                .filter(status -> status.state() != CheckState.PENDING)
                .map(status -> Verdict.of(status.state(), status.output()))
                .orElseGet(() -> first(check));
    }

    private Verdict verdict(RegisteredCheck check) {
        var last = told.get(check.id());
        if (last == null || !(check.how() instanceof How.Told(Duration atLeastEvery))) return Verdict.unknown("gone");
        var silent = Duration.ofNanos(host.nanos() - last.at());
        return silent.compareTo(atLeastEvery) <= 0
                ? last.verdict()
                : Verdict.of(
                        CheckState.CRITICAL,
                        "nothing was told within " + atLeastEvery.toSeconds() + " s, the last was: "
                                + last.verdict().output());
    }

    private Value written() {
        return Value.object()
                .with("services", items(registered.values().stream().map(Registration::toValue)))
                .with("checks", items(alone.values().stream().map(RegisteredCheck::toValue)))
                .end();
    }

    private static Value items(Stream<Value.Fields> all) {
        return new Value.Items(all.<Value>map(each -> each).toList());
    }

    private void read() {
        try {
            var text = file.read();
            if (text.isEmpty()) return;
            var fields = Json.readObject(text.get());
            for (var each : fields(fields.get("services"))) {
                var registration = RegistrationReader.service(each, address -> true);
                registered.put(registration.id(), registration);
            }
            for (var each : fields(fields.get("checks"))) {
                var check = RegistrationReader.check(each);
                alone.put(check.id(), check);
            }
        } catch (IOException | Json.NotJson | IllegalArgumentException damaged) {
            LOG.warn("services: what was registered is lost file={} reason={}", file.path(), damaged.getMessage());
        }
    }

    private static Collection<Value.Fields> fields(Value items) {
        List<Value.Fields> all = new ArrayList<>();
        if (items instanceof Value.Items list)
            for (var each : list.all()) if (each instanceof Value.Fields fields) all.add(fields);
        return all;
    }

    @Override
    public String name() {
        return "registered services";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(10);
    }

    @Override
    public List<Event> take(World world) {
        for (var registration : services().values()) {
            var patience = registration.patience();
            if (patience.isEmpty() || !registration.checks().stream().anyMatch(each -> isOver(each, world))) continue;
            LOG.info("services: critical for too long id={} after={}", registration.id(), patience.get());
            deregister(registration.id());
        }
        return List.of();
    }

    private boolean isOver(RegisteredCheck check, World world) {
        var status = world.checks().get(check.fullId());
        return status != null
                && !check.deregisterAfter().isZero()
                && status.hardState() == CheckState.CRITICAL
                && status.since().plus(check.deregisterAfter()).isBefore(clock.instant());
    }
}

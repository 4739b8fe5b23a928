package org.opsbro.detection.live;

import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.opsbro.detection.Collector;
import org.opsbro.detection.DeclaredCollector;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.host.Host;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.GroupExpression.BadGroupExpression;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn for each collector: those that come with the agent, and those that packs declare. When packs are read again, a turn whose
 * declaration is the same stays, with what its collector remembers. {@link #packs} is called by one thread at a time; the rest by any.
 */
public final class CollectorTurns {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorTurns.class);

    private final List<Collector> builtIn;
    private final Evaluator evaluator;
    private final Host host;
    private final InstantSource clock;
    private final BooleanSupplier enabled;
    private final Consumer<List<Event>> tell;

    private volatile Map<String, Entry> entries = Map.of();

    /** @param declaration what it was made from; empty for one that comes with the agent */
    private record Entry(CollectorTurn turn, Optional<Declaration> declaration) {}

    private record Declaration(String id, Value.Fields keys) {}

    /**
     * @param enabled whether the topic automatic detection is on
     * @param tell takes what happens outside of a turn: collectors that are gone, runs on demand
     */
    public CollectorTurns(
            List<Collector> builtIn,
            Evaluator evaluator,
            Host host,
            InstantSource clock,
            BooleanSupplier enabled,
            Consumer<List<Event>> tell) {
        this.builtIn = List.copyOf(builtIn);
        this.evaluator = evaluator;
        this.host = host;
        this.clock = clock;
        this.enabled = enabled;
        this.tell = tell;
    }

    /** The turns as they are now, by name of their collector; ask again after {@link #packs}. */
    public List<CollectorTurn> turns() {
        return turns(entries).toList();
    }

    public Optional<CollectorTurn> named(String collector) {
        return Optional.ofNullable(entries.get(collector)).map(Entry::turn);
    }

    /** The turns that would run if it were not for what the event changed: they wait for a group, and the node has it now. */
    public List<String> wanted(Event event, World world) {
        var changes = switch (event) {
            case Event.GroupsDetected groups -> true;
            case Event.SelfDescribed groups -> true;
            // it looked before the group came
            case Event.FactsCollected(var at, var report) -> report.state() == CollectorReport.State.NOT_ELIGIBLE;
            default -> false;
        };
        return changes
                ? turns(entries)
                        .filter(turn -> turn.isWanted(world.node()))
                        .map(CollectorTurn::name)
                        .toList()
                : List.of();
    }

    /** Runs a collector now, tells what it said, and returns it; empty if there is none of that name. */
    public Optional<CollectorReport> run(String collector, World world) {
        return named(collector).map(turn -> {
            tell.accept(turn.take(world));
            return turn.lastReport(world);
        });
    }

    /**
     * What a reading of the packs changed, for the clockwork.
     *
     * @param gone names of turns to forget
     * @param added turns to begin with
     */
    public record Change(List<String> gone, List<CollectorTurn> added) {}

    /** Makes the turns that these packs ask for. A declaration that changed gives a turn that goes and one that comes, of one name. */
    public Change packs(Packs packs) {
        var before = entries;
        Map<String, Entry> next = new LinkedHashMap<>();
        for (var collector : builtIn) next.put(collector.name(), builtIn(collector, before));
        for (var definition : packs.definitions(Kind.COLLECTOR)) declared(definition, before, next);
        next.forEach((name, entry) -> entry.turn()
                .parameters(packs.parameters(entry.turn().collector().pack())));
        entries = Collections.unmodifiableMap(next);
        tellGone(before.keySet(), next.keySet());
        return new Change(
                turns(before)
                        .filter(turn -> !stands(turn, next))
                        .map(CollectorTurn::name)
                        .toList(),
                turns(next).filter(turn -> !stands(turn, before)).toList());
    }

    private static Stream<CollectorTurn> turns(Map<String, Entry> entries) {
        return entries.values().stream().map(Entry::turn);
    }

    private static boolean stands(CollectorTurn turn, Map<String, Entry> entries) {
        var entry = entries.get(turn.collector().name());
        return entry != null && entry.turn().equals(turn);
    }

    private Entry builtIn(Collector collector, Map<String, Entry> before) {
        var known = before.get(collector.name());
        return known != null && known.declaration().isEmpty() ? known : new Entry(turn(collector), Optional.empty());
    }

    private void declared(Definition definition, Map<String, Entry> before, Map<String, Entry> next) {
        var declaration = new Declaration(definition.id(), definition.keys().toValue());
        var collector = DeclaredCollector.from(definition, evaluator);
        if (collector.isEmpty()) return;
        var name = collector.get().name();
        var taken = next.get(name);
        if (taken != null) {
            definition
                    .keys()
                    .problem(
                            "",
                            "pack " + taken.turn().collector().pack() + " has a collector called " + name
                                    + " already: rename this file");
            return;
        }
        var known = before.get(name);
        var same = known != null && known.declaration().equals(Optional.of(declaration));
        next.put(name, same ? known : new Entry(turn(collector.get()), Optional.of(declaration)));
    }

    private CollectorTurn turn(Collector collector) {
        return new CollectorTurn(collector, ifGroup(collector), host, clock, enabled);
    }

    private static GroupExpression ifGroup(Collector collector) {
        try {
            return GroupExpression.parse(collector.ifGroup());
        } catch (BadGroupExpression bad) {
            LOG.error("collector: bad group expression name={} reason={}", collector.name(), bad.getMessage());
            return new GroupExpression.Not(new GroupExpression.Everywhere());
        }
    }

    private void tellGone(Set<String> before, Set<String> now) {
        var gone = new TreeSet<>(before);
        gone.removeAll(now);
        if (!gone.isEmpty()) tell.accept(List.of(new Event.CollectorsGone(clock.instant(), gone)));
    }
}

package org.opsbro.automation.generators.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.opsbro.automation.generators.Generator;
import org.opsbro.automation.generators.GeneratorReader;
import org.opsbro.automation.generators.GeneratorScope;
import org.opsbro.automation.generators.Proposal;
import org.opsbro.automation.generators.Proposer;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.host.Host;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.Event;
import org.opsbro.model.GeneratorState;
import org.opsbro.model.GeneratorStatus;
import org.opsbro.model.Problem;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.CommandLine;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;
import org.opsbro.store.Debts;
import org.opsbro.store.Debts.Debt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the files of the generators. A file is looked at when something changed that its template or its {@code generate_if} depends on, and then at
 * once ({@link #hear}); and after its interval, because somebody may have changed it by hand. All files of a look are written before the commands that are
 * owed for them run, so that several files of one program reload it once. For any thread.
 */
public final class GeneratorTurn implements Turn, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GeneratorTurn.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    /** Events come in flocks: the look that the first of them calls for waits so long for the others. */
    private static final Duration FLOCK = Duration.ofMillis(50);

    private final Evaluator evaluator;
    private final Pages pages;
    private final Host host;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Debts debts;
    private final Circumstances here;
    private final Caretaker caretaker;
    private final Payments payments;
    private final AtomicBoolean called = new AtomicBoolean();
    private final Set<String> paid = ConcurrentHashMap.newKeySet();
    private final Set<String> stale = ConcurrentHashMap.newKeySet();
    private final Map<String, Looked> looked = new HashMap<>();

    private volatile Loaded loaded = new Loaded(Packs.NONE, List.of(), List.of());
    private Map<String, GeneratorStatus> statuses = new TreeMap<>();

    private record Loaded(Packs packs, List<Watched> watched, List<Problem> problems) {}

    /** What a generator saw at its last look, and what that found. */
    private record Looked(Sight sight, Finding finding) {}

    /**
     * Where the generators live.
     *
     * @param enabled whether the topic configuration automation is on
     * @param hands whether files are written and commands run; without them every generator only audits
     * @param settled whether the nodes are known: after a start, a cluster that nobody has told of yet must not empty a file
     * @param world now
     * @param tell takes what is found between turns
     * @param data the folder of the agent
     */
    public record Circumstances(
            BooleanSupplier enabled,
            boolean hands,
            BooleanSupplier settled,
            Supplier<World> world,
            Consumer<List<Event>> tell,
            String data) {}

    public GeneratorTurn(
            Evaluator evaluator,
            Pages pages,
            Host host,
            InstantSource clock,
            RandomGenerator random,
            Debts debts,
            Circumstances here) {
        this.evaluator = evaluator;
        this.pages = pages;
        this.host = host;
        this.clock = clock;
        this.random = random;
        this.debts = debts;
        this.here = here;
        var writer = new Writer(host, debts, here.data());
        caretaker = new Caretaker(writer, here.hands());
        payments = new Payments(host, debts, writer, clock, new Bookkeeping());
    }

    /** Takes the generators of these packs from the next look on. */
    public void packs(Packs packs) {
        List<Watched> watched = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (var pack : packs.inForce()) {
            var book = pages.of(pack);
            problems.addAll(book.problems());
            for (var definition : pack.definitions())
                if (definition.kind() == Kind.GENERATOR)
                    watched(definition, book).ifPresent(watched::add);
        }
        watched.sort(Comparator.comparing(each -> each.generator().id()));
        loaded = new Loaded(packs, List.copyOf(watched), List.copyOf(problems));
    }

    private Optional<Watched> watched(Definition definition, Pages.Book book) {
        return GeneratorReader.read(definition, evaluator).map(generator -> {
            var page = book.page(generator.template());
            page.problem().ifPresent(problem -> definition.keys().problem("template", problem));
            return Watched.of(generator, page, evaluator);
        });
    }

    /** What is wrong in the templates of all packs. */
    public List<Problem> problems() {
        return loaded.problems();
    }

    public List<Generator> generators() {
        return loaded.watched().stream().map(Watched::generator).toList();
    }

    /** The paths below {@code kv.} that they read. */
    public Stream<List<String>> keys() {
        return loaded.watched().stream().flatMap(each -> each.keys().stream());
    }

    /** Something happened: looks soon, on a thread of its own, if a generator may depend on it. */
    public void hear(Event event) {
        if (loaded.watched().isEmpty()) return;
        if (hasMended(event))
            loaded.watched().forEach(each -> stale.add(each.generator().id()));
        if (concerns(event)) call();
    }

    /** What a rule has mended may be what a generator waits for: its program, the folder of its file. */
    private static boolean hasMended(Event event) {
        return event instanceof Event.RuleChanged rule && rule.after().state() == ComplianceState.FIXED;
    }

    private boolean concerns(Event event) {
        return switch (event) {
            case Event.FactsCollected facts ->
                loaded.watched().stream()
                        .anyMatch(each -> each.reads(facts.report().name()));
            case Event.GroupsDetected ignored -> true;
            case Event.SelfDescribed ignored -> true;
            case Event.ServicesChanged ignored -> true;
            case Event.NodesChanged ignored -> true;
            case Event.NodesGone ignored -> true;
            case Event.EventHeard ignored -> true;
            case Event.PacksLoaded ignored -> true;
            case Event.RuleChanged ignored -> hasMended(event);
            case Event.CollectorsGone ignored -> true;
            case Event.KeysChanged ignored ->
                loaded.watched().stream().anyMatch(each -> !each.keys().isEmpty());
            default -> false; // what is new here may come in time: each second looks whether something is due
        };
    }

    private void call() {
        if (called.compareAndSet(false, true))
            Thread.ofVirtual().name("generators").start(this::answer);
    }

    private void answer() {
        try {
            Thread.sleep(FLOCK);
            called.set(false);
            here.tell().accept(take(here.world().get()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("generators: a look failed", bug);
            here.tell()
                    .accept(List.of(new Event.TurnFailed(clock.instant(), name(), String.valueOf(bug.getMessage()))));
        }
    }

    @Override
    public String name() {
        return "generators";
    }

    @Override
    public Duration every() {
        return TICK;
    }

    @Override
    public synchronized List<Event> take(World world) {
        var now = loaded;
        var at = clock.instant();
        Map<String, GeneratorStatus> next = new TreeMap<>();
        if (here.enabled().getAsBoolean()) {
            for (var each : now.watched()) next.put(each.generator().id(), status(each, now, world, at, next, false));
            if (here.hands()) {
                forgive(now);
                payments.pay(at);
            }
        }
        looked.keySet().retainAll(next.keySet());
        return become(next, at);
    }

    private List<Event> become(Map<String, GeneratorStatus> next, Instant at) {
        List<Event> events = new ArrayList<>();
        next.forEach((id, status) -> {
            var was = statuses.get(id);
            if (!status.equals(was)) events.add(changed(was == null ? fresh(status, at) : was, status, at));
        });
        var gone = new HashSet<>(statuses.keySet());
        gone.removeAll(next.keySet());
        if (!gone.isEmpty()) events.add(new Event.GeneratorsGone(at, gone));
        statuses = next;
        return events;
    }

    private static GeneratorStatus fresh(GeneratorStatus status, Instant at) {
        return GeneratorStatus.unknown(status.name(), status.pack(), status.level(), status.path(), at);
    }

    private static Event changed(GeneratorStatus was, GeneratorStatus is, Instant at) {
        if (was.state() != is.state())
            LOG.info(
                    "generators: state name={} was={} is={} reason={}",
                    is.name(),
                    was.state().word(),
                    is.state().word(),
                    is.reason());
        return new Event.GeneratorChanged(at, was, is);
    }

    /** What fails, and was owed by generators that are no more, is owed no more. */
    private void forgive(Loaded now) {
        var known = new HashSet<String>();
        now.watched().forEach(each -> known.add(each.generator().id()));
        for (var debt : debts.all())
            for (var who : debt.by().keySet())
                try {
                    if (debt.tries() > 0 && !known.contains(who)) debts.forgive(who);
                } catch (IOException failed) {
                    LOG.warn("generators: what is owed cannot be kept reason={}", failed.getMessage());
                }
    }

    private GeneratorStatus status(
            Watched each, Loaded now, World world, Instant at, Map<String, GeneratorStatus> others, boolean forced) {
        var generator = each.generator();
        var known = statuses.get(generator.id());
        var was = known != null && known.path().equals(generator.path())
                ? known
                : GeneratorStatus.unknown(generator.id(), generator.pack(), generator.level(), generator.path(), at);
        var finding = finding(each, now, world, at, others, forced);
        var shown = finding.state().isRight() ? owing(generator.id(), finding) : finding;
        var next = was.next(shown.state(), shown.why(), at);
        if (finding.wrote()) next = next.changed(at);
        return finding.diff().isPresent() ? next.withDiff(finding.diff().get()) : next;
    }

    private Finding finding(
            Watched each, Loaded now, World world, Instant at, Map<String, GeneratorStatus> others, boolean forced) {
        var id = each.generator().id();
        if (each.asksCluster() && !forced && !here.settled().getAsBoolean())
            return Finding.of(
                    GeneratorState.UNKNOWN,
                    "the other nodes are not known yet: none was heard since this agent started");
        if (!world.kv().covers(each.keys()))
            return Finding.of(GeneratorState.UNKNOWN, "the keys of the store that it reads are not read yet");
        var rival = rival(each.generator(), now, others);
        if (rival.isPresent())
            return Finding.of(
                    GeneratorState.ERROR, rival.get() + " writes the same file: give one of them another path");
        var last = looked.get(id);
        var fresh = stale.remove(id);
        var news = forced || fresh || last == null ? Sight.News.MUCH : news(last, each, world, at);
        var finding = switch (news) {
            case NONE -> last == null ? Finding.right() : last.finding().later();
            case TIME -> last == null ? Finding.right() : glance(last.finding());
            case MUCH -> caretaker.look(each, scope(each, now, world), at, forced);
        };
        if (paid.remove(id) && finding.state().isRight()) finding = Finding.paid();
        looked.put(
                id,
                new Looked(
                        news == Sight.News.NONE && last != null ? last.sight() : Sight.of(each, world, at, host),
                        finding));
        return finding;
    }

    /** What is not right is looked at again after each interval: the reason may lie where no event comes from. */
    private Sight.News news(Looked last, Watched each, World world, Instant at) {
        var news = last.sight().news(each, world, at, host);
        var state = last.finding().state();
        return news == Sight.News.TIME && !state.isRight() && state != GeneratorState.NOT_ELIGIBLE
                ? Sight.News.MUCH
                : news;
    }

    /** The interval is over, and nothing has changed. */
    private static Finding glance(Finding last) {
        return last.state().isRight() ? Finding.right() : last.later();
    }

    private GeneratorScope scope(Watched each, Loaded now, World world) {
        return new GeneratorScope(
                world, host, random, now.packs().parameters(each.generator().pack()));
    }

    /** Another one that writes the same file, where one of them writes all of it: the first of them has it. */
    private static Optional<String> rival(Generator generator, Loaded now, Map<String, GeneratorStatus> others) {
        return now.watched().stream()
                .map(Watched::generator)
                .filter(other ->
                        other.path().equals(generator.path()) && other.id().compareTo(generator.id()) < 0)
                .filter(other -> other.block().isEmpty() || generator.block().isEmpty())
                .map(Generator::id)
                .filter(id -> others.containsKey(id) && others.get(id).state() != GeneratorState.NOT_ELIGIBLE)
                .findFirst();
    }

    /** A file is not right before those who read it know. */
    private Finding owing(String id, Finding finding) {
        var owed = debts.of(id);
        if (owed.isEmpty()) return finding;
        var debt = owed.getFirst();
        if (debt.tries() == 0)
            return Finding.of(
                    GeneratorState.PENDING,
                    "the file is right; to be run: "
                            + CommandLine.of(debt.command()).text());
        return Finding.of(
                GeneratorState.ERROR,
                "the file is right, but " + debt.reason() + " (try " + debt.tries() + ", the next at " + debt.due()
                        + ")");
    }

    /**
     * Looks at one now, and runs what is owed for it, though nothing changed; waits until that has run.
     *
     * @param forced whether the guards against too few items and too many changes do not count
     * @return its state then; empty if there is none of that name
     */
    public Optional<GeneratorStatus> launch(String id, boolean forced) throws InterruptedException {
        var found = generators().stream().filter(each -> each.id().equals(id)).findFirst();
        if (found.isEmpty()) return Optional.empty();
        caretaker.release(id);
        stale.add(id);
        if (forced) here.tell().accept(force(id));
        awaitPaid(found.get().ways().patience().plus(TICK));
        synchronized (this) {
            return Optional.ofNullable(statuses.get(id));
        }
    }

    private synchronized List<Event> force(String id) {
        var now = loaded;
        var at = clock.instant();
        var next = new TreeMap<>(statuses);
        if (here.enabled().getAsBoolean())
            now.watched().stream()
                    .filter(each -> each.generator().id().equals(id))
                    .forEach(each -> next.put(id, status(each, now, here.world().get(), at, statuses, true)));
        return become(next, at);
    }

    /** Takes a turn, and waits until the commands that are due have ended. */
    public void awaitPaid(Duration most) throws InterruptedException {
        here.tell().accept(take(here.world().get()));
        payments.await(most);
        here.tell().accept(take(here.world().get()));
    }

    /** What each would do now; nothing is done. */
    public Map<Generator, Proposal> plan(World world) {
        var now = loaded;
        Map<Generator, Proposal> plan = new LinkedHashMap<>();
        for (var each : now.watched())
            plan.put(each.generator(), Proposer.of(each.generator(), each.page(), scope(each, now, world), false));
        return plan;
    }

    /** What is owed now, oldest first. */
    public List<Debt> owed() {
        return debts.all();
    }

    /** Ends the commands that run: they stay owed. */
    @Override
    public void close() {
        payments.stop();
    }

    private final class Bookkeeping implements Payments.Listener {
        @Override
        public void paid(Debt debt) {
            paid.addAll(debt.by().keySet());
            call();
        }

        @Override
        public void rolledBack(String who, Value.Fields note, String why) {
            caretaker.rolledBack(who, note.get("content").display(), why, clock.instant());
            stale.add(who);
        }

        @Override
        public void failed(Debt debt) {
            call();
        }
    }
}

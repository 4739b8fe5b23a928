package org.opsbro.compliance.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.opsbro.compliance.Baseline;
import org.opsbro.compliance.Compliance;
import org.opsbro.compliance.Compliances;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Footprint;
import org.opsbro.compliance.HostLook;
import org.opsbro.compliance.Mendings;
import org.opsbro.compliance.Place;
import org.opsbro.compliance.Plan;
import org.opsbro.compliance.Rule;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Seen;
import org.opsbro.compliance.Waiver;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Hands;
import org.opsbro.host.Host;
import org.opsbro.host.HostException;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.Event;
import org.opsbro.model.RuleStatus;
import org.opsbro.model.RuleStatus.Line;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Packs;
import org.opsbro.store.AtomicFile;
import org.opsbro.store.Debts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the compliances, one after the other: each {@link #every} whether something that was looked at has changed, and at its interval at everything.
 * Owed commands are paid first. One thread at a time; others wait for their turn.
 */
public final class ComplianceTurn implements Turn, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ComplianceTurn.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final double JITTER = 0.1;
    private static final Duration FORGETTING = Duration.ofDays(1);

    private final Evaluator evaluator;
    private final Map<String, RuleType> types;
    private final Host host;
    private final boolean mends;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final BooleanSupplier enabled;
    private final Consumer<List<Event>> tell;
    private final Set<String> reachingOut;
    private final RunBook book;
    private final Workshop workshop;
    private final Notebook notebook;
    private final Baselines baselines;
    private final Rollout rollout;

    private final Map<String, List<Looked>> looked = new HashMap<>();
    /** As each was when it was looked at. */
    private final Map<String, Compliance> definitions = new HashMap<>();

    private final Map<String, ComplianceStatus> statuses = new TreeMap<>();
    private final Map<String, Long> dues = new HashMap<>();
    private volatile Compliances loaded = Compliances.NONE;
    private Instant forgotten = Instant.EPOCH;

    /**
     * The turn.
     *
     * @param mends whether it may change anything: without, everything is only audited, nothing that is owed runs, and no history hears of it
     * @param enabled whether the topic system compliance is on
     * @param tell takes what happened while the turn goes on
     * @param rollout asked by what only some nodes may change at once
     * @param data a folder of its own
     */
    public ComplianceTurn(
            Evaluator evaluator,
            Iterable<RuleType> types,
            Host host,
            Hands hands,
            boolean mends,
            InstantSource clock,
            RandomGenerator random,
            BooleanSupplier enabled,
            Consumer<List<Event>> tell,
            Rollout rollout,
            Path data) {
        this.evaluator = evaluator;
        this.types = byName(types);
        this.host = host;
        this.mends = mends;
        this.clock = clock;
        this.random = random;
        this.enabled = enabled;
        this.tell = tell;
        this.rollout = rollout;
        this.reachingOut = evaluator.names(function -> function.purity() == org.opsbro.evaluator.Function.Purity.IO);
        try {
            Files.createDirectories(data);
            this.book = new RunBook(data);
            this.workshop =
                    new Workshop(hands, book, new Debts(new AtomicFile(data.resolve("owed.json"))), clock, random);
            this.notebook = Notebook.in(data);
            this.baselines = new Baselines(data, notebook);
        } catch (IOException failed) {
            throw new UncheckedIOException("the folder of compliance " + data + " cannot be used", failed);
        }
    }

    private static Map<String, RuleType> byName(Iterable<RuleType> types) {
        var all = new TreeMap<String, RuleType>();
        for (var type : types) all.put(type.name(), type);
        return Map.copyOf(all);
    }

    /** Takes the compliances of these packs from the next turn on. */
    public void packs(Packs packs) {
        loaded = loaded.of(packs, evaluator, types);
    }

    public Collection<Compliance> compliances() {
        return loaded.all();
    }

    public Collection<RuleType> types() {
        return types.values();
    }

    /** Whether the topic system compliance is on. */
    public boolean isOn() {
        return enabled.getAsBoolean();
    }

    /** That of an id, a name for people, or a file. */
    public Optional<Compliance> named(String name) {
        return loaded.named(name);
    }

    @Override
    public String name() {
        return "compliance";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public synchronized List<Event> take(World world) {
        var now = loaded;
        var events = new ArrayList<Event>();
        if (mends) workshop.pay("");
        gone(now, world).ifPresent(events::add);
        if (!isOn()) return events;
        var pass = new Footprint.Pass(new HostLook(host, Set.of(), EVERY));
        var checked = new ArrayList<ComplianceStatus>();
        for (var compliance : now.all()) if (due(compliance, world, pass)) look(compliance, world, checked, events);
        if (!checked.isEmpty()) events.addFirst(new Event.ComplianceChecked(clock.instant(), checked));
        notebook.write();
        if (mends) forget();
        return events;
    }

    private void forget() {
        var now = clock.instant();
        if (Duration.between(forgotten, now).compareTo(FORGETTING) < 0) return;
        forgotten = now;
        workshop.forget(now);
    }

    private Optional<Event> gone(Compliances now, World world) {
        var wanted = isOn() ? now.ids() : Set.<String>of();
        var gone = new HashSet<>(world.compliance().keySet());
        gone.removeAll(wanted);
        statuses.keySet().retainAll(wanted);
        looked.keySet().retainAll(wanted);
        definitions.keySet().retainAll(wanted);
        dues.keySet().retainAll(wanted);
        return gone.isEmpty() ? Optional.empty() : Optional.of(new Event.CompliancesGone(clock.instant(), gone));
    }

    /** Whether it must be looked at: its interval is over, its definition, its parameters or something it saw has changed, or its state is one of a moment. */
    private boolean due(Compliance compliance, World world, Footprint.Pass pass) {
        var due = dues.get(compliance.id());
        var known = looked.get(compliance.id());
        var status = statuses.get(compliance.id());
        if (due == null || known == null || status == null || host.nanos() >= due) return true;
        if (!compliance.equals(definitions.get(compliance.id()))) return true;
        if (compliance.isSlow(reachingOut)) return known.stream().anyMatch(each -> !pass.stands(each.footprint()));
        var refused = !compliance.refusal(scope(compliance, world)).isEmpty();
        if (refused != known.isEmpty()) return true;
        if (known.isEmpty()) return false;
        for (var i = 0; i < known.size(); i++) {
            var each = known.get(i);
            var rule = compliance.rules().get(i);
            if (each.status().state() == ComplianceState.FIXED
                    || each.status().state() == ComplianceState.WAIVED
                    || each.status().state() == ComplianceState.BLOCKED
                    || !pass.stands(each.footprint())
                    || !each.asked().equals(RuleLook.asked(rule, scope(compliance, rule.variables(), world))))
                return true;
        }
        return false;
    }

    private PackScope scope(Compliance compliance, World world) {
        return scope(compliance, compliance.variables(), world);
    }

    private PackScope scope(Compliance compliance, Map<String, Expression> variables, World world) {
        return loaded.scope(compliance, variables, world, host, random);
    }

    private void look(Compliance compliance, World world, List<ComplianceStatus> checked, List<Event> events) {
        var before = statuses.get(compliance.id());
        var refusal = compliance.refusal(scope(compliance, world));
        var all = refusal.isEmpty() ? rules(compliance, world) : List.<Looked>of();
        looked.put(compliance.id(), all);
        definitions.put(compliance.id(), compliance);
        var pause = compliance.every().toNanos() * (1 + JITTER * (2 * random.nextDouble() - 1));
        dues.put(compliance.id(), host.nanos() + (long) pause);
        var rules = refusal.isEmpty()
                ? all.stream().map(Looked::status).toList()
                : compliance.rules().stream()
                        .map(rule -> notEligible(compliance, rule, refusal))
                        .toList();
        var after = status(compliance, before, rules);
        statuses.put(compliance.id(), after);
        checked.add(after);
        tellChanges(compliance, after, events);
    }

    /** What somebody sees who may not mend is no change of the rule: the agent that may will tell its own. */
    private void tellChanges(Compliance compliance, ComplianceStatus after, List<Event> events) {
        if (!mends) return;
        for (var i = 0; i < after.rules().size(); i++) {
            var rule = after.rules().get(i);
            var key = key(compliance.id(), rule.name());
            var note = notebook.of(key);
            if (note.state() == rule.state()) continue;
            notebook.put(key, note.with(rule.state(), rule.since()));
            if (compliance.rules().get(i).terms().tellsHandlers()) {
                var before = RuleLook.with(rule, note.state());
                events.add(new Event.RuleChanged(clock.instant(), after, before, rule));
            }
        }
    }

    static String key(String compliance, String rule) {
        return compliance + "#" + rule;
    }

    private List<Looked> rules(Compliance compliance, World world) {
        var run = workshop.newRun();
        var all = new ArrayList<Looked>();
        var made = 1;
        var failed = false;
        for (var rule : compliance.rules()) {
            var look = look(compliance, rule);
            var asked = RuleLook.asked(rule, scope(compliance, rule.variables(), world));
            var one = failed ? look.notReached(asked) : look.take(asked, run, made);
            made += look.made();
            failed |= one.status().state() == ComplianceState.ERROR;
            all.add(one);
        }
        return all;
    }

    private RuleStatus notEligible(Compliance compliance, Rule rule, String why) {
        var key = key(compliance.id(), rule.name());
        return RuleLook.status(
                rule,
                notebook.of(key),
                ComplianceState.NOT_ELIGIBLE,
                "",
                List.of(new Line("INFO", why)),
                clock.instant(),
                Duration.ZERO);
    }

    private ComplianceStatus status(Compliance compliance, @Nullable ComplianceStatus before, List<RuleStatus> rules) {
        var at = clock.instant();
        var state = ComplianceState.worst(rules.stream().map(RuleStatus::state));
        var old = ComplianceState.PENDING;
        var since = at;
        if (before != null && before.state() == state) {
            old = before.before();
            since = before.since();
        } else if (before != null) {
            old = before.state();
        }
        return new ComplianceStatus(
                compliance.id(),
                compliance.name(),
                compliance.pack(),
                compliance.level(),
                compliance.enforcing(),
                state,
                old,
                since,
                at,
                rules);
    }

    /**
     * Lets the nodes of the zone go on with one whose roll-out was ended.
     *
     * @throws HostException if the store of the zone cannot be told, or there is nothing to wait for
     */
    public void resume(Compliance compliance) {
        var names = compliance.rules().stream()
                .flatMap(rule -> rule.terms().place(compliance.id()).stream())
                .map(Place::name)
                .collect(Collectors.toSet());
        if (names.isEmpty()) throw new HostException(compliance.id() + " has no max_parallel and no lock");
        names.forEach(rollout::resume);
    }

    /**
     * Looks at one now, and enforces it if that is its mode; what was held back by hand or as flapping is free again.
     *
     * @throws HostException if this agent may not mend, or the topic is off
     */
    public synchronized ComplianceStatus launch(Compliance compliance, World world) {
        demandHands();
        if (!isOn())
            throw new HostException("system compliance is off: see system_compliance_topic_enabled in agent.yml");
        for (var rule : compliance.rules()) {
            var key = key(compliance.id(), rule.name());
            notebook.put(key, notebook.of(key).with(Mendings.NONE).holding(""));
        }
        var events = new ArrayList<Event>();
        var checked = new ArrayList<ComplianceStatus>();
        look(compliance, world, checked, events);
        events.addFirst(new Event.ComplianceChecked(clock.instant(), checked));
        notebook.write();
        tell.accept(events);
        return checked.getFirst();
    }

    /** A compliance that is named in any way, or else those of a pack; all without a name. */
    public List<Compliance> meant(String name) {
        return loaded.meant(name);
    }

    /** What enforcing some of them would change now. It changes nothing. */
    public List<Plan> plans(Collection<Compliance> wanted, World world) {
        return loaded.plans(wanted, world, host, random, this::compared);
    }

    private void demandHands() {
        if (!mends) throw new HostException("this agent is here for one command, and only looks: start one that stays");
    }

    /**
     * Takes the changes of a run back, all that can be; its rules are left alone until they are launched or their parameters change.
     *
     * @throws HostException if nothing of it can be taken back, or this agent may not change anything
     */
    public synchronized Undone rollBack(String run, World world) {
        demandHands();
        var undone = workshop.rollBack(run, new HostLook(host, Set.of(), EVERY), key -> owing(key, world));
        for (var key : undone.rules())
            known(key).ifPresent(each -> {
                notebook.put(key, notebook.of(key).holding(RuleLook.sum(each.rule(), asked(each, world))));
                dues.remove(each.compliance().id());
            });
        notebook.write();
        tell.accept(take(world));
        return undone;
    }

    private record Known(Compliance compliance, Rule rule) {}

    /** The rule of a key, if it is still there. */
    private Optional<Known> known(String key) {
        return loaded.withId(key.substring(0, key.indexOf('#')))
                .flatMap(compliance -> compliance.rules().stream()
                        .filter(rule -> key(compliance.id(), rule.name()).equals(key))
                        .map(rule -> new Known(compliance, rule))
                        .findFirst());
    }

    private Rule.Asked asked(Known each, World world) {
        return RuleLook.asked(each.rule(), scope(each.compliance(), each.rule().variables(), world));
    }

    private Workshop.Owing owing(String key, World world) {
        var known = known(key);
        return known.isPresent() && asked(known.get(), world) instanceof Rule.Asked.Something something
                ? new Workshop.Owing(
                        something.environment().postCommands(),
                        known.get().rule().terms().timeout())
                : Workshop.Owing.NOTHING;
    }

    /**
     * Holds what a rule saw to be right from now on.
     *
     * @param key {@code pack/file#rule}
     * @param state the sum of the state that is meant: {@link Seen#sum}
     * @param by who accepts it
     * @throws HostException if there is no such rule, it is in another state now, or this agent may not change anything
     */
    public synchronized void accept(String key, String state, String by, World world) {
        demandHands();
        var rule = known(key).orElseThrow(() -> new HostException("there is no rule " + key));
        var look = look(rule.compliance(), rule.rule());
        var seen = asked(rule, world) instanceof Rule.Asked.Something something ? look.seen(something) : Seen.NOTHING;
        if (seen.isEmpty()) throw new HostException("the rule " + key + " holds nothing to what it was");
        if (!seen.sum().equals(state))
            throw new HostException("it is in the state " + seen.sum() + " now, which is not " + state
                    + ": look at it again with opsbro compliance state, then accept that");
        baselines.keep(key, new Baseline(seen, clock.instant(), by));
        LOG.info("compliance: a person holds what is there to be right rule={} state={} by={}", key, state, by);
        again(key, world);
    }

    private Findings compared(Compliance compliance, Rule rule, Findings found) {
        return baselines.compared(key(compliance.id(), rule.name()), found, false, clock.instant());
    }

    private RuleLook look(Compliance compliance, Rule rule) {
        var key = key(compliance.id(), rule.name());
        return new RuleLook(compliance, rule, key, host, clock, notebook, baselines, workshop, mends, rollout);
    }

    /** Accepts the deviations of a compliance ({@code pack/file}) or of one of its rules ({@code pack/file#rule}). */
    public synchronized void waive(String what, Waiver waiver, World world) {
        notebook.waive(what, waiver);
        again(what, world);
    }

    public synchronized boolean unwaive(String what, World world) {
        var was = notebook.unwaive(what);
        again(what, world);
        return was;
    }

    private void again(String what, World world) {
        dues.remove(what.contains("#") ? what.substring(0, what.indexOf('#')) : what);
        tell.accept(take(world));
    }

    public Map<String, Waiver> waivers() {
        return notebook.waivers();
    }

    public List<Debts.Debt> owed() {
        return workshop.owed();
    }

    /** The changes that were made, oldest first, with keys at, run, number, rule, what, kind, done, failure. */
    public List<Value.Fields> changes() {
        return workshop.changes().stream().map(ComplianceTurn::written).toList();
    }

    private static Value.Fields written(RunBook.Noted noted) {
        return Value.object()
                .with("at", noted.at().toString())
                .with("run", noted.run())
                .with("number", noted.number())
                .with("rule", noted.rule())
                .with("what", noted.change().get("what"))
                .with("kind", noted.change().get("kind"))
                .with("done", noted.done())
                .with("failure", noted.failure())
                .end();
    }

    @Override
    public void close() {
        try {
            book.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of compliance cannot be closed", failed);
        }
    }
}

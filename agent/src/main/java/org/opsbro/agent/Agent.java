package org.opsbro.agent;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.opsbro.agent.api.AgentApi;
import org.opsbro.agent.api.ApiDoc;
import org.opsbro.agent.api.ComplianceApi;
import org.opsbro.agent.api.ConsulKvApi;
import org.opsbro.agent.api.DashboardsApi;
import org.opsbro.agent.api.DetectionApi;
import org.opsbro.agent.api.EvaluatorApi;
import org.opsbro.agent.api.GeneratorsApi;
import org.opsbro.agent.api.GossipApi;
import org.opsbro.agent.api.GraphiteApi;
import org.opsbro.agent.api.KvApi;
import org.opsbro.agent.api.KvMetaApi;
import org.opsbro.agent.api.MonitoringApi;
import org.opsbro.agent.api.PacksApi;
import org.opsbro.agent.api.SeriesApi;
import org.opsbro.agent.api.ServicesApi;
import org.opsbro.agent.api.TopApi;
import org.opsbro.agent.api.TutorialsApi;
import org.opsbro.agent.api.ZonesApi;
import org.opsbro.agent.levels.Descent;
import org.opsbro.agent.levels.Levels;
import org.opsbro.agent.levels.LevelsApi;
import org.opsbro.agent.levels.PackLoans;
import org.opsbro.agent.levels.StoredStock;
import org.opsbro.agent.shared.Commons;
import org.opsbro.agent.shared.Duties;
import org.opsbro.agent.shared.RaftApi;
import org.opsbro.agent.shared.Sharing;
import org.opsbro.automation.generators.live.GeneratorTurn;
import org.opsbro.automation.generators.live.TemplateFiles;
import org.opsbro.automation.live.ExecService;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.detection.hosting.Addresses;
import org.opsbro.detection.live.CollectorTurns;
import org.opsbro.detection.live.KeptGroups;
import org.opsbro.discovery.live.KeyFiles;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.host.linux.Exchange;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Event;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Level;
import org.opsbro.model.Nearest;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Problem;
import org.opsbro.model.Profile;
import org.opsbro.model.Status;
import org.opsbro.model.Topic;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs.Pack;
import org.opsbro.store.AtomicFile;
import org.opsbro.store.Debts;
import org.opsbro.wire.HttpServer;
import org.opsbro.wire.Route;
import org.opsbro.wire.Streams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the house, in one place, and takes it down again. */
public final class Agent implements AutoCloseable, AgentApi.Subject {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final int TURNS_AT_ONCE = 32;
    private static final Duration FIRST_PASS = Duration.ofSeconds(2);
    private static final Duration SECOND_LOOK = Duration.ofMillis(1500);

    private final Options options;
    private final Host host = new LinuxHost();
    private final InstantSource clock = InstantSource.system();
    private final RandomGenerator random = new SplittableRandom();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final DataLock lock;
    private final Logs logs;
    private final SettingsFile settings;
    private final CheckKeeper keeper;
    private final KvKeeper kv;
    private final KvMirror mirror;
    private final Sharing sharing;
    private final Commons commons;
    private final Levels levels;
    private final Descent descent;
    private final PackLoans loans;
    private final Histories histories;
    private final Bulletin bulletin;
    private final Rooms rooms;
    private final Views views = new Views(random, clock);
    private final Zoning zoning;
    private final Cluster cluster;
    private final Orders orders;
    private final KeyService keyService;
    private final KeyRotation rotation;
    private final Clockwork clockwork;
    private final Portrait portrait;
    private final GraphiteApi graphite;
    private final List<Route> told;
    private final HttpServer server;
    private final int port;
    private volatile List<String> givenGroups = List.of();
    private volatile String state = "initializing";

    /**
     * Starts an agent, and returns when it has collected, detected and checked once.
     *
     * @throws StartException with what to mend
     */
    public static Agent start(Options options) {
        return new Agent(options);
    }

    private Agent(Options options) {
        this.options = options;
        var folders = options.folders();
        lock = DataLock.take(folders.data());
        settings = new SettingsFile(host.files(), folders.settings().toString());
        logs = Logs.install(
                folders.logs(), host.network().hostName(), settings.settings().logLevel());
        portrait = new Portrait(host, Logs.started());
        keeper = new CheckKeeper(folders.data());
        var kept = keeper.kept();
        var groups = new KeptGroups(folders.data());
        var first = world(kept, groups);
        kv = new KvKeeper(
                folders.data().resolve("kv"),
                first.node().name(),
                clock,
                System::nanoTime,
                () -> settings.settings().kvLimitMib() * 1024 * 1024,
                this::keysChanged);
        histories = histories(folders, first, options.hands());
        zoning = new Zoning(
                new ZoneFiles(host.files(), folders.configuration().toString()),
                new KeyFiles(folders.configuration()),
                settings,
                new ZoneAuthorities(folders.configuration(), List::of)::installed,
                clock,
                this::settingsChanged);
        cluster = new Cluster(folders, settings::settings, zoning, clock, random);
        bulletin = new Bulletin(first, List.of(histories, keeper, cluster, views, this::heard));
        sharing = sharing(folders);
        givenGroups = sharing.groups();
        var storeCalls = sharing.shared(storedForAgents());
        commons = commons(folders, storeCalls);
        mirror = new KvMirror(sharing::keys, clock, bulletin::tell);
        var stock = new StoredStock(storeCalls);
        var authorities = new ZoneAuthorities(
                folders.configuration(), zone -> zoning.tree().upwards(zone));
        levels = levels(folders, authorities, stock);
        descent = descent(stock);
        loans = loans(authorities);
        clockwork = new Clockwork(bulletin, clock, random, TURNS_AT_ONCE);
        var ourselves = new AgentFacts(clockwork::count, bulletin::folded, bulletin::waiting);
        rooms = new Rooms(
                host,
                clock,
                random,
                bulletin,
                loader(),
                settings,
                kept,
                groups,
                ourselves,
                debts(folders),
                circumstances(),
                commons.rollouts(),
                zoning::isProtected,
                commons.delivery());
        orders = new Orders(
                folders,
                host.commands(),
                settings::settings,
                bulletin::world,
                clock,
                cluster.streams(),
                zone -> zoning.tree().upwards(zone));
        keyService = new KeyService(
                first.self(), zoning, authorities, zone -> zoning.tree().upwards(zone), clock);
        rotation = new KeyRotation(
                zoning,
                authorities,
                new KeyCalls(cluster.streamsWithAnyKey()),
                bulletin::world,
                zone -> zoning.tree().parent(zone),
                clock);
        graphite =
                new GraphiteApi(rooms.series(), bulletin::world, clock, ZoneId.systemDefault(), commons.neighbours());
        told = told();
        server = new HttpServer(routes(), token());
        port = listen();
        LOG.info("agent: starts version={} data={} port={}", options.version(), folders.data(), port);
        begin(first);
    }

    private World world(Map<String, Status> kept, KeptGroups groups) {
        var name = host.network().hostName();
        var id = new Identity(options.folders().data())
                .of(name, Optional.empty(), () -> new NodeId(UUID.randomUUID().toString()));
        var self = Node.named(id, name, settings.settings().zone()).with(profile(name, ""));
        return World.of(self, clock.instant())
                .after(new Event.GroupsDetected(clock.instant(), groups.all()))
                .after(new Event.ChecksRun(clock.instant(), List.copyOf(kept.values())));
    }

    private Profile profile(String name, String address) {
        var now = settings.settings();
        var wanted = options.onlyLocal() ? 0 : options.port().orElse(now.port());
        var profile = now.profile(name, address, wanted);
        var groups = new TreeSet<>(profile.definedGroups());
        groups.addAll(givenGroups);
        return profile.withGroups(groups, profile.detectedGroups());
    }

    private static Histories histories(Folders folders, World first, boolean hands) {
        try {
            return new Histories(folders, first, hands);
        } catch (IOException failed) {
            throw new StartException(
                    "the history in " + folders.data() + " cannot be written: " + DataLock.reason(failed));
        }
    }

    private static Debts debts(Folders folders) {
        try {
            return new Debts(new AtomicFile(folders.data().resolve("debts.json")));
        } catch (IOException failed) {
            throw new StartException("the commands that are owed cannot be read: " + DataLock.reason(failed));
        }
    }

    private GeneratorTurn.Circumstances circumstances() {
        return new GeneratorTurn.Circumstances(
                () -> settings.settings().isOn(Topic.CONFIGURATION_AUTOMATION),
                options.hands(),
                this::knowsItsCluster,
                bulletin::world,
                bulletin::tell,
                options.folders().data().toString());
    }

    /** Whether files may be made of the nodes that are known. */
    private boolean knowsItsCluster() {
        if (cluster.isOpen()) return cluster.isSettled();
        // one that will gossip has not begun; one that does not, and once knew others, knows that it knows them no more
        return options.onlyLocal() ? !cluster.knewOthers(bulletin.world().self()) : !gossips();
    }

    private boolean gossips() {
        return port != 0 && settings.settings().isOn(Topic.SERVICE_DISCOVERY);
    }

    private Sharing sharing(Folders folders) {
        var ground = new Sharing.Ground(
                cluster.streams(),
                this::gossips,
                zoning::isProtected,
                this::knowsItsZone,
                this::serverOrNot,
                this::keysReread);
        try {
            return new Sharing(folders.data().resolve("kv"), kv, bulletin::world, ground, clock);
        } catch (IOException failed) {
            throw new StartException(
                    "what is known of the store in " + folders.data() + " cannot be read: " + DataLock.reason(failed));
        }
    }

    private Commons commons(Folders folders, List<Route> storeCalls) {
        try {
            return new Commons(sharing, storeCalls, cluster.streams(), bulletin::world, folders.data(), clock);
        } catch (IOException failed) {
            throw new StartException(
                    "the places of compliance that are held cannot be read: " + DataLock.reason(failed));
        }
    }

    private Levels levels(Folders folders, ZoneAuthorities authorities, StoredStock stock) {
        var ground = new Levels.Ground(
                bulletin.world().node().name(),
                this::signs,
                zoning::authority,
                zone -> authorities.signer(zone, Levels.PURPOSE),
                this::isAloneInItsZone,
                () -> sharing.shape() != Sharing.Shape.ALONE,
                () -> sharing.isShared() || kv.exists(),
                this::reload,
                clock);
        return new Levels(folders.homes(), Exchange::swap, stock, ground);
    }

    private PackLoans loans(ZoneAuthorities authorities) {
        var ground = new PackLoans.Ground(
                bulletin::world,
                () -> rooms.packs(),
                zoning::authority,
                zone -> authorities.signer(zone, PackLoans.PURPOSE));
        return new PackLoans(ground, cluster.streams());
    }

    private Descent descent(StoredStock stock) {
        var ground = new Descent.Ground(
                bulletin::world,
                zone -> zoning.tree().parent(zone),
                () -> signs(Level.GLOBAL),
                zoning::authority,
                zoning::hasKey);
        return new Descent(ground, stock, cluster.streams());
    }

    private boolean isAloneInItsZone() {
        var now = bulletin.world();
        return now.nodes().values().stream()
                .allMatch(node -> node.id().equals(now.self())
                        || !node.zone().equals(now.node().zone()));
    }

    /** The zone whose authority signs what is published of a level. */
    private String signs(Level level) {
        var ours = bulletin.world().node().zone();
        return level == Level.GLOBAL ? zoning.tree().upwards(ours).getLast() : ours;
    }

    /** Whether one that keeps the store for this zone would be known. */
    private boolean knowsItsZone() {
        return !gossips() || !cluster.knewOthers(bulletin.world().self()) || (cluster.isOpen() && cluster.isSettled());
    }

    private void serverOrNot() {
        givenGroups = sharing.groups();
        describe(bulletin.world().node().address());
    }

    private void keysReread() {
        mirror.again();
        levels.again();
    }

    /** Nobody writes before the agent is built. */
    private void keysChanged(List<Change> changes) {
        mirror.changed(changes);
        levels.changed(changes);
    }

    private void heard(Event event, World world) {
        rooms.generators().hear(event);
        rooms.series().hear(event, world);
        clockwork.hurry(rooms.collectors().wanted(event, world));
    }

    private PackLoader loader() {
        return new PackLoader(host.files(), options.folders().places(options.packs()));
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>(self().routes());
        routes.addAll(commons.routes(told));
        routes.addAll(new EvaluatorApi(rooms.evaluator(), this::scope, this::templates).routes());
        routes.addAll(new PacksApi(
                        rooms::packs,
                        rooms::problems,
                        new PackChanges(host, options.folders().homes(), rooms::packs, levels, loans, this::reload))
                .routes());
        routes.addAll(new LevelsApi(levels).routes());
        routes.addAll(
                new DashboardsApi(rooms::packs, rooms.evaluator(), this::scope, graphite, monitoring(), bulletin::world)
                        .routes());
        routes.addAll(new SeriesApi(rooms.series(), clock).writes());
        routes.addAll(graphite.routes());
        routes.addAll(new TutorialsApi(rooms::packs).routes());
        routes.addAll(views.routes(
                bulletin::world,
                () -> state.equals("ok"),
                rooms,
                this::look,
                this::tellCluster,
                portrait::process,
                host.network(),
                options.version()));
        routes.addAll(
                new GossipApi(bulletin::world, limit -> histories.last(Histories.Room.NODES, limit), cluster).routes());
        routes.addAll(new GeneratorsApi(
                        bulletin::world, rooms.generators(), limit -> histories.last(Histories.Room.GENERATORS, limit))
                .routes());
        routes.addAll(new ZonesApi(zoning, rotation, cluster::report).routes());
        var raft = new RaftApi(sharing);
        routes.addAll(sharing.shared(stored(raft)));
        routes.addAll(raft.own());
        routes.addAll(keys().own());
        routes.addAll(orders.routes(commons.results()));
        return ApiDoc.with(routes, options.version());
    }

    private AgentApi self() {
        return new AgentApi(this, new Parameters(settings, this::settingsChanged), logs);
    }

    /** What this node tells of itself, to other nodes of its zone too where it only reads. */
    private List<Route> told() {
        List<Route> routes = new ArrayList<>(self().told());
        routes.addAll(new DetectionApi(
                        bulletin::world,
                        rooms.collectors(),
                        rooms.detectors(),
                        limit -> histories.last(Histories.Room.COLLECTORS, limit),
                        limit -> histories.last(Histories.Room.DETECTION, limit))
                .routes());
        routes.addAll(monitoring().routes());
        routes.addAll(new TopApi(host, clock, bulletin::world, monitoring(), graphite, options.version()).routes());
        routes.addAll(new ServicesApi(bulletin::world, rooms.services()).routes());
        routes.addAll(new SeriesApi(rooms.series(), clock).reads());
        routes.addAll(new ComplianceApi(
                        bulletin::world,
                        rooms.compliance(),
                        clock,
                        options.version(),
                        limit -> histories.last(Histories.Room.COMPLIANCE, limit))
                .routes());
        return routes;
    }

    private MonitoringApi monitoring() {
        return new MonitoringApi(
                bulletin::world,
                rooms.checks(),
                new ServicesApi(bulletin::world, rooms.services()),
                limit -> histories.last(Histories.Room.MONITORING, limit));
    }

    private KvMetaApi keys() {
        return new KvMetaApi(kv, bulletin.world().node().name(), sharing::told, sharing::restore);
    }

    /** What is answered by whoever has the store. */
    private List<Route> stored(RaftApi raft) {
        List<Route> routes = new ArrayList<>(raft.shared());
        routes.addAll(new KvApi(kv).routes());
        routes.addAll(keys().routes());
        routes.addAll(new ConsulKvApi(kv, bulletin.world().node().name()).routes());
        return routes;
    }

    /** What other agents of the zone may ask of this one's store. */
    private List<Route> storedForAgents() {
        List<Route> routes = new ArrayList<>(stored(new RaftApi(sharing)));
        routes.addAll(KvApi.own(kv));
        return routes;
    }

    /** Runs the checks and services that are due, now. */
    private void look() {
        Clockwork.take(bulletin, clock, rooms.checks());
        bulletin.settled();
        Clockwork.take(bulletin, clock, rooms.services());
        bulletin.settled();
    }

    private ClusterEvent tellCluster(String type, String payload) {
        return cluster.isOpen() ? cluster.tellNow(type, payload) : tellOurselves(type, payload);
    }

    /** Without gossip, the zone is this node. */
    private ClusterEvent tellOurselves(String type, String payload) {
        var self = bulletin.world().node();
        var event = new ClusterEvent(
                UUID.randomUUID().toString(), type, payload, self.id(), clock.instant(), self.zone(), false);
        bulletin.tell(List.of(new Event.EventHeard(event.at(), event)));
        bulletin.settled();
        return event;
    }

    private Scope scope(String pack) {
        return new AskedScope(
                bulletin.world(), host, random, settings.settings().all(), new AskedKeys(sharing.keys()), asked(pack));
    }

    private Map<String, String> templates(String pack) {
        return asked(pack)
                .map(each -> TemplateFiles.of(host.files(), each).texts())
                .orElse(Map.of());
    }

    /** The pack that a person named; empty where none was. */
    private Optional<Pack> asked(String pack) {
        var packs = rooms.packs();
        var found = packs.named(pack);
        if (found.isEmpty() && !pack.isEmpty())
            throw new IllegalArgumentException("there is no pack " + pack
                    + Nearest.hint(
                            pack, packs.inForce().stream().map(Pack::name).toList()));
        return found;
    }

    /** Kept in the data folder, readable by its owner only; made at the first start. */
    private String token() {
        var file = new AtomicFile(options.folders().data().resolve("api.token"));
        try {
            var known = file.read().map(String::strip).filter(text -> text.length() >= 32);
            if (known.isPresent()) return known.get();
            var bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            var fresh = HexFormat.of().formatHex(bytes);
            file.write(fresh + "\n");
            return fresh;
        } catch (IOException failed) {
            throw new StartException("the token in " + file.path() + " cannot be kept: " + DataLock.reason(failed));
        }
    }

    private int listen() {
        var now = settings.settings();
        var wanted = options.port().orElse(now.port());
        try {
            server.listen(options.folders().socket());
            if (options.onlyLocal() || wanted == 0) return 0;
            return server.listen(options.listen().orElse(now.listen()), wanted);
        } catch (IOException failed) {
            close();
            throw new StartException(failed.getMessage() + "; it is taken by " + PortOwner.of(wanted)
                    + ": choose another port with --port, two apart from that of another agent (each takes the port"
                    + " above its own too), or none with --port 0");
        }
    }

    /** One pass in order, so that whoever asks now has an answer: collectors together, then detectors, then checks. */
    private void begin(World first) {
        var change = load();
        var running = change.added().stream()
                .filter(turn -> turn.collector().firstAfter().isZero())
                .map(turn -> Thread.ofVirtual()
                        .name("first " + turn.name())
                        .start(() -> Clockwork.take(bulletin, clock, turn)))
                .toList();
        var limit = System.nanoTime() + FIRST_PASS.toNanos();
        try {
            for (var thread : running) thread.join(Duration.ofNanos(Math.max(1, limit - System.nanoTime())));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        bulletin.settled();
        for (var turn : rooms.turns()) {
            Clockwork.take(bulletin, clock, turn);
            bulletin.settled();
        }
        // a second look soon, because rates need two
        for (var turn : change.added()) {
            var after = turn.collector().firstAfter();
            clockwork.add(turn, after.isZero() ? SECOND_LOOK : after);
        }
        rooms.turns().forEach(clockwork::add);
        clockwork.add(histories.syncing());
        orders.turns().forEach(clockwork::add);
        clockwork.add(keeper);
        clockwork.add(rooms.registry());
        clockwork.add(new ReloadTurn(this::refresh));
        gossip();
        state = "ok";
        // what is in the store may expire though nobody asks for it
        Thread.ofVirtual().name("kv look").start(this::openStore);
        clockwork.add(sharing);
        commons.turns().forEach(clockwork::add);
        clockwork.add(levels);
        clockwork.add(descent);
        LOG.info(
                "agent: ready node={} groups={} checks={}",
                first.node().name(),
                bulletin.world().node().groups(),
                bulletin.world().checks().size());
    }

    private void openStore() {
        sharing.begin();
        if (sharing.shape() == Sharing.Shape.ALONE) kv.look();
    }

    private CollectorTurns.Change load() {
        return rooms.load(settings.problems(), packs -> {
            zoning.load(packs);
            // told before anybody hears of the packs: nothing may be made of keys that were not looked for
            mirror.wants(
                    rooms.keys().flatMap(path -> KeyTree.meant(path).stream()).collect(Collectors.toSet()));
            List<Problem> problems = new ArrayList<>(zoning.problems());
            problems.addAll(levels.problems());
            return problems;
        });
    }

    /** Takes this node's place in its cluster. */
    private void gossip() {
        if (!gossips()) return;
        describe(address(settings.settings()));
        bulletin.settled();
        try {
            var services = new TreeMap<String, Streams.Service>(sharing.services(storedForAgents()));
            var forNodes = new ArrayList<>(told);
            forNodes.addAll(graphite.own());
            services.putAll(commons.services(forNodes, rooms.onward().routes()));
            services.put(ExecService.PURPOSE, orders.service());
            services.put(KeyService.PURPOSE, keyService);
            services.put(Descent.PURPOSE, descent);
            services.put(PackLoans.PURPOSE, loans);
            cluster.open(bulletin, port, services);
        } catch (IOException failed) {
            close();
            throw new StartException(failed.getMessage() + ": choose another port with --port, or none with --port 0");
        }
        clockwork.add(cluster.keeping());
        if (options.autoDetect()) Thread.ofVirtual().name("detection").start(cluster::joinDetected);
    }

    private String address(Settings now) {
        var told = now.gossip().advertise();
        return told.isEmpty() ? Addresses.local(host.network()).orElse("127.0.0.1") : told;
    }

    /** What the configuration says of this node, and where it is. */
    private void describe(String address) {
        var name = bulletin.world().node().name();
        bulletin.tell(List.of(new Event.SelfDescribed(clock.instant(), profile(name, address))));
    }

    /** Looks whether files changed, and reads what did. */
    private void refresh() {
        var other = settings.refresh();
        if (other) settingsChanged();
        else if (rooms.stale() || zoning.stale()) reload();
    }

    private void settingsChanged() {
        logs.level(settings.settings().logLevel());
        describe(bulletin.world().node().address());
        reload();
    }

    @Override
    public synchronized Value.Fields reload() {
        settings.refresh();
        var change = load();
        clockwork.remove(change.gone());
        change.added().forEach(clockwork::add);
        LOG.info(
                "agent: packs were read packs={} problems={}",
                rooms.packs().inForce().size(),
                rooms.problems().size());
        return Value.object()
                .with("packs", rooms.packs().inForce().size())
                .with(
                        "problems",
                        new Value.Items(rooms.problems().stream()
                                .<Value>map(each -> each.toValue())
                                .toList()))
                .end();
    }

    @Override
    public String state() {
        return state;
    }

    @Override
    public Value.Fields info() {
        var where = Value.object()
                .with("port", port)
                .with("socket", options.folders().socket().toString())
                .with("data", options.folders().data().toString())
                .with("is_zone_protected", zoning.isProtected())
                .with("gossip", cluster.state())
                .with("kv", sharing.told())
                .with("zone_leader", Duties.holders(bulletin.world()))
                .end();
        return portrait.info(bulletin.world(), rooms, settings.settings(), logs, where, state, options.version());
    }

    @Override
    public Value.Fields threads() {
        return portrait.threads();
    }

    @Override
    public String dumpMemory() {
        var path = options.folders().data().resolve("memory-" + Instant.now().getEpochSecond() + ".hprof");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(path.toString(), true);
            return path.toString();
        } catch (IOException failed) {
            throw new UncheckedIOException("the memory cannot be written to " + path, failed);
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
    }

    /** Waits until the commands that are owed for generated files have run once more; no longer than a minute. */
    public void awaitOwed() throws InterruptedException {
        rooms.generators().awaitPaid(Duration.ofMinutes(1));
    }

    /** Waits until somebody calls {@link #stop}. */
    public void awaitStop() throws InterruptedException {
        stopping.await();
    }

    /** A few lines for whoever started it. */
    public String summary() {
        var world = bulletin.world();
        return """
            node     %s (%s), groups: %s
            packs    %d, problems: %d
            facts    of %d collectors; checks: %d
            socket   %s%s\
            """.formatted(
                        world.node().name(),
                        world.node().id().uuid(),
                        String.join(", ", world.node().groups()),
                        rooms.packs().inForce().size(),
                        rooms.problems().size(),
                        world.collectors().size(),
                        world.checks().size(),
                        options.folders().socket(),
                        port == 0 ? "" : "\n  http     port " + port + ", see /api");
    }

    public Path socket() {
        return options.folders().socket();
    }

    @Override
    public synchronized void close() {
        if (state.equals("stopped")) return;
        state = "stopped";
        LOG.info("agent: stops");
        server.close();
        orders.close();
        sharing.close();
        kv.close(); // while there are streams: one that leads hands over
        cluster.close();
        clockwork.close();
        rooms.close();
        bulletin.close();
        keeper.write(bulletin.world());
        try {
            Files.deleteIfExists(options.folders().socket());
            histories.close();
            logs.close();
            lock.close();
        } catch (IOException failed) {
            System.err.println("opsbro: while stopping: " + failed);
        }
    }
}

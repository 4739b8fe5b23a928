package org.opsbro.automation.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opsbro.automation.Admission.Here;
import org.opsbro.automation.Errand;
import org.opsbro.automation.NodeRun;
import org.opsbro.host.Commands;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;

/** Agents of one zone inside of this process: orders travel over pipes, commands really run unless they are said to be others. */
final class Fleet implements Streams, AutoCloseable {
    static final String ZONE = "paris";
    private static final int PORT = 6768;

    private final Path folder;
    private final Map<InetSocketAddress, Service> services = new LinkedHashMap<>();
    private final List<ExecService> obeying = new ArrayList<>();
    private final List<Audit> audits = new ArrayList<>();
    private final ZoneAuthorities authorities;
    private final Audit audit;
    private final Exec exec;
    private final Node orderer;
    private World world;
    private Duration patience = Duration.ofSeconds(10);
    private boolean sealed = true;

    Fleet(Path folder) throws IOException {
        this.folder = folder;
        authorities = new ZoneAuthorities(folder, List::of);
        authorities.generate(ZONE, false);
        orderer = node(0, "boss");
        world = World.of(orderer, InstantSource.system().instant());
        audit = new Audit(folder.resolve("audit"), InstantSource.system());
        var here = service(orderer, new LinuxHost().commands(), audit);
        exec = new Exec(this, here, () -> world, authorities, audit, folder.resolve("runs"), InstantSource.system());
        obeying.add(here);
        audits.add(audit);
    }

    Exec exec() {
        return exec;
    }

    Audit audit() {
        return audit;
    }

    Node orderer() {
        return orderer;
    }

    ZoneAuthorities authorities() {
        return authorities;
    }

    Fleet losingPatienceAfter(Duration limit) {
        patience = limit;
        return this;
    }

    Fleet inClear() {
        sealed = false;
        return this;
    }

    private static Node node(int number, String name, String... groups) {
        var profile = Node.named(new NodeId("%032x".formatted(number)), name, ZONE)
                .profile()
                .at("10.0.0." + number, PORT)
                .withGroups(new TreeSet<>(List.of(groups)), new TreeSet<>());
        return Node.named(new NodeId("%032x".formatted(number)), name, ZONE).with(profile);
    }

    /** A node of the world; whether anybody answers there is another matter. */
    Node known(String name, String... groups) {
        var node = node(world.nodes().size(), name, groups);
        var nodes = new LinkedHashMap<>(world.nodes());
        nodes.put(node.id(), node);
        world = new World(world.at(), world.self(), nodes, Map.of(), Map.of(), List.of(), List.of());
        return node;
    }

    Node change(Node node) {
        var nodes = new LinkedHashMap<>(world.nodes());
        nodes.put(node.id(), node);
        world = new World(world.at(), world.self(), nodes, Map.of(), Map.of(), List.of(), List.of());
        return node;
    }

    Node add(String name, String... groups) {
        return add(name, new LinuxHost().commands(), groups);
    }

    Node add(String name, Commands commands, String... groups) {
        var node = known(name, groups);
        try {
            var journal = new Audit(audit(node), InstantSource.system());
            var service = service(node, commands, journal);
            obeying.add(service);
            audits.add(journal);
            return answering(node, service);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path audit(Node node) {
        return folder.resolve("audit-" + node.name());
    }

    Node answering(Node node, Service service) {
        services.put(new InetSocketAddress(node.address(), node.port() + 1), service);
        return node;
    }

    /** As an agent has it that starts again on the same folder. */
    ExecService service(Node node, Commands commands, Audit journal) throws IOException {
        return new ExecService(
                commands,
                () -> new Here(world.nodes().getOrDefault(node.id(), node), true, List.of(ZONE)),
                authorities,
                journal,
                folder.resolve("seen-" + node.name()),
                InstantSource.system());
    }

    @Override
    public Stream open(InetSocketAddress to, String zone, String purpose, Duration limit) throws IOException {
        var service = services.get(to);
        if (service == null || !purpose.equals(ExecService.PURPOSE)) throw new IOException("connection refused");
        var target = world.nodes().values().stream()
                .filter(node -> new InetSocketAddress(node.address(), node.port() + 1).equals(to))
                .findFirst()
                .orElseThrow();
        var ends = Pipe.between(peer(orderer), peer(target), patience);
        Thread.ofVirtual().start(() -> serve(service, ends.other()));
        return ends.one();
    }

    private Peer peer(Node node) {
        return new Peer(node.id(), ZONE, sealed, new InetSocketAddress(node.address(), PORT + 1));
    }

    private static void serve(Service service, Stream stream) {
        try (stream) {
            service.serve(stream);
        } catch (IOException gone) {
            return; // as the server of streams takes it
        }
    }

    static Errand errand(String group, String... words) {
        return new Errand(group, List.of(words), false, Duration.ofSeconds(20), 1024 * 1024);
    }

    static Errand shell(String group, String line) {
        return new Errand(group, List.of(line), true, Duration.ofSeconds(20), 1024 * 1024);
    }

    Run begin(Errand errand) {
        return exec.begin(errand, exec.plan(errand), "alice");
    }

    /** Runs it to its end. */
    Run run(Errand errand) throws Exception {
        return ended(begin(errand));
    }

    static Run ended(Run run) throws Exception {
        for (var at = 0L; !run.over(); at = run.bytes()) await(run, at);
        return run;
    }

    private static void await(Run run, long at) throws Exception {
        try {
            run.behind(at).get(20, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing happened: " + run.toValue().display() + run.nodes(), late);
        }
    }

    static NodeRun only(Run run) {
        if (run.nodes().size() != 1) throw new AssertionError("want one node, found " + run.nodes());
        return run.nodes().getFirst();
    }

    @Override
    public void close() throws IOException {
        exec.close();
        obeying.forEach(ExecService::close);
        for (var each : audits) each.close();
    }
}

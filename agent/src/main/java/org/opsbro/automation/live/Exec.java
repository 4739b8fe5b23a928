package org.opsbro.automation.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.opsbro.automation.Errand;
import org.opsbro.automation.Frame;
import org.opsbro.automation.NodeRun;
import org.opsbro.automation.NodeRun.State;
import org.opsbro.automation.Order;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.Turn;
import org.opsbro.model.World;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders errands: signs one order for each node that is meant and lives, sends {@value #AT_ONCE} together, and gathers what they answer. A run is kept
 * for an hour after its end. As a turn it forgets the older ones.
 */
public final class Exec implements Turn, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exec.class);
    static final int AT_ONCE = 64;
    private static final int RUNS_AT_ONCE = 4;
    private static final int RUNS_KEPT = 100;
    private static final long BYTES_KEPT = 256L * 1024 * 1024;
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ID_BYTES = 8;
    private static final int NONCE_BYTES = 16;

    private final Streams streams;
    private final Streams.Service here;
    private final Supplier<World> world;
    private final Signers signers;
    private final Audit audit;
    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /** Whose keys are here. */
    public interface Signers {
        /** Who may sign orders for the nodes of a zone: its own authority, or one above. */
        Optional<Signer> of(String zone);

        /** Why there is nobody, and what to do. */
        String whyNone(String zone);
    }

    /** The authority of a zone, with its private key. */
    public record Signer(String zone, UnaryOperator<byte[]> sign) {}

    /** An order that cannot be given; the message says why and what to do. */
    public static final class CannotOrder extends RuntimeException {
        private static final long serialVersionUID = 1;

        CannotOrder(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Whom an errand is for.
     *
     * @param targets the living, by name
     * @param skipped those that are meant too, and dead or gone
     */
    public record Plan(List<Node> targets, List<Node> skipped) {}

    /**
     * @param here obeys what this node orders itself
     * @param folder for the results; what is in it goes
     */
    public Exec(
            Streams streams,
            Streams.Service here,
            Supplier<World> world,
            Signers signers,
            Audit audit,
            Path folder,
            InstantSource clock)
            throws IOException {
        this.streams = streams;
        this.here = here;
        this.world = world;
        this.signers = signers;
        this.audit = audit;
        this.folder = Files.createDirectories(folder);
        this.clock = clock;
        try (var left = Files.newDirectoryStream(folder, "*.jsonl")) {
            for (var file : left) Files.delete(file);
        }
    }

    public Plan plan(Errand errand) {
        var meant = world.get().nodes().values().stream()
                .filter(node -> errand.nodes().holds(node))
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
                .toList();
        return new Plan(
                meant.stream().filter(Node::living).toList(),
                meant.stream().filter(node -> !node.living()).toList());
    }

    /**
     * Begins a run on the nodes of a plan, and returns at once.
     *
     * @throws CannotOrder if no key is here, too many runs are under way, or nothing can be written down
     */
    public Run begin(Errand errand, Plan plan, String user) {
        for (var node : plan.targets())
            if (signers.of(node.zone()).isEmpty()) throw new CannotOrder(signers.whyNone(node.zone()));
        var run = opened(errand, plan, user);
        LOG.info(
                "exec: ordered run={} by={} command={} nodes={}",
                run.id(),
                user,
                errand.program(),
                plan.targets().size());
        var places = new Semaphore(AT_ONCE);
        var now = world.get().node();
        for (var target : plan.targets())
            Thread.ofVirtual().name("exec order").start(() -> order(run, now, target, places));
        return run;
    }

    private synchronized Run opened(Errand errand, Plan plan, String user) {
        forget();
        var under = runs.values().stream().filter(run -> !run.over()).count();
        if (under >= RUNS_AT_ONCE)
            throw new CannotOrder(under + " runs are under way, which is the most: wait for one to end, or cancel it");
        var id = hex(ID_BYTES);
        try {
            audit.ordered(id, user, errand, plan.targets().size());
            var run = new Run(id, errand, user, plan.targets(), new RunLog(folder.resolve(id + ".jsonl")), clock);
            runs.put(id, run);
            return run;
        } catch (IOException failed) {
            throw new CannotOrder("the run cannot be written down, so it does not begin: " + failed);
        }
    }

    private String hex(int bytes) {
        var fresh = new byte[bytes];
        random.nextBytes(fresh);
        return HexFormat.of().formatHex(fresh);
    }

    private void order(Run run, Node from, Node target, Semaphore places) {
        NodeRun end;
        places.acquireUninterruptibly();
        try {
            end = ended(run, from, target);
        } catch (RuntimeException bug) {
            LOG.error("exec: an order failed run={} node={}", run.id(), target.id(), bug);
            end = NodeRun.waiting(target).ended(State.LOST, "a bug, see the log: " + bug.getMessage());
        } finally {
            places.release();
        }
        audit.ended(run.id(), run.user(), run.errand(), end);
        run.told(end);
        if (run.over()) audit.sync();
    }

    private NodeRun ended(Run run, Node from, Node target) {
        var waiting = NodeRun.waiting(target);
        if (run.cancelled().getCount() == 0) return waiting.ended(State.CANCELLED, "cancelled before it was asked");
        var signer = signers.of(target.zone());
        if (signer.isEmpty()) return waiting.ended(State.REFUSED, signers.whyNone(target.zone()));
        try (var stream = open(from, target)) {
            var strange = strangeness(stream.peer(), target);
            if (strange.isPresent()) return waiting.ended(State.UNREACHABLE, strange.get());
            if (run.cancelled().getCount() == 0) return waiting.ended(State.CANCELLED, "cancelled before it was asked");
            return new Conversation(stream, signed(run, from, target, signer.get()), waiting, run).held();
        } catch (IOException unreachable) {
            return waiting.ended(State.UNREACHABLE, String.valueOf(unreachable.getMessage()));
        }
    }

    private Stream open(Node from, Node target) throws IOException {
        if (target.id().equals(from.id())) return toOurselves(from);
        if (target.address().isEmpty() || target.port() == 0)
            throw new IOException("the address of " + target.name() + " is not known");
        // model.Profile: streams are one above the port of the gossip
        var address = new InetSocketAddress(target.address(), target.port() + 1);
        return streams.open(address, target.zone(), ExecService.PURPOSE, PATIENCE);
    }

    private Stream toOurselves(Node self) {
        var peer = new Peer(self.id(), self.zone(), true, new InetSocketAddress(0));
        var ends = Pipe.between(peer, peer, PATIENCE);
        Thread.ofVirtual().name("exec here").start(() -> {
            try (var end = ends.other()) {
                here.serve(end);
            } catch (IOException broken) {
                LOG.debug("exec: an order to this node itself broke off reason={}", broken.toString());
            }
        });
        return ends.one();
    }

    private static Optional<String> strangeness(Peer peer, Node target) {
        if (!peer.id().equals(target.id()))
            return Optional.of("at " + peer.address() + " answers another node, " + peer.id());
        return peer.sealed()
                ? Optional.empty()
                : Optional.of("the stream is not encrypted: exec wants a gossip key of the zone on both nodes");
    }

    private Frame.Signed signed(Run run, Node from, Node target, Signer signer) {
        var requester = new Order.Requester(from.id(), from.name(), run.user());
        var notAfter = Instant.ofEpochMilli(clock.millis()).plus(Order.LIFE);
        var order = new Order(
                run.id(),
                target.id(),
                target.zone(),
                signer.zone(),
                run.errand(),
                requester,
                hex(NONCE_BYTES),
                notAfter);
        var bytes = order.bytes();
        return new Frame.Signed(bytes, signer.sign().apply(bytes));
    }

    /** A run that is under way, or ended within the hour. */
    public synchronized Optional<Run> run(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** Those that are known, oldest first. */
    public synchronized List<Run> runs() {
        return List.copyOf(runs.values());
    }

    @Override
    public String name() {
        return "exec/forget";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public List<Event> take(World now) {
        forget();
        return List.of();
    }

    private synchronized void forget() {
        var oldest = clock.instant().minus(KEPT);
        var bytes = 0L;
        var count = 0;
        for (var run : runs().reversed()) {
            bytes += run.bytes();
            var old = run.ended().filter(end -> end.isBefore(oldest)).isPresent();
            if (run.over() && (old || bytes > BYTES_KEPT || ++count > RUNS_KEPT)) forget(run);
        }
    }

    private void forget(Run run) {
        runs.remove(run.id());
        try {
            run.close();
        } catch (IOException failed) {
            LOG.warn("exec: the results of a run cannot be removed run={} reason={}", run.id(), failed.toString());
        }
    }

    /** Cancels what is under way. */
    @Override
    public void close() {
        runs().forEach(Run::cancel);
    }
}

package org.opsbro.agent;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.opsbro.agent.api.ZonesApi;
import org.opsbro.automation.live.Exec.Signer;
import org.opsbro.automation.live.Exec.Signers;
import org.opsbro.discovery.keys.KeyOrder;
import org.opsbro.discovery.keys.KeyOrder.Step;
import org.opsbro.discovery.keys.Rotation;
import org.opsbro.discovery.keys.Rotation.Stand;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.ZoneKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the key of a zone on all its members, from a node that has the zone's authority. It keeps nothing but the key rings themselves: each call asks all
 * members where they stand, and does what is next. The old key stays everywhere until all seal with the new one.
 */
final class KeyRotation implements ZonesApi.Rotations {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
    private static final int NONCE_BYTES = 16;

    private final Zoning zoning;
    private final Signers signers;
    private final KeyCalls calls;
    private final Supplier<World> world;
    private final Function<String, Optional<String>> above;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock one = new ReentrantLock();

    /** @param above the zone above one */
    KeyRotation(
            Zoning zoning,
            Signers signers,
            KeyCalls calls,
            Supplier<World> world,
            Function<String, Optional<String>> above,
            InstantSource clock) {
        this.zoning = zoning;
        this.signers = signers;
        this.calls = calls;
        this.world = world;
        this.above = above;
        this.clock = clock;
    }

    /** Who orders what, of one call. */
    private record Round(String zone, Signer signer, String key, Map<NodeId, Node> members) {}

    @Override
    public Value.Fields rotate(String zone, Optional<String> begun, boolean force) throws IOException {
        if (!one.tryLock()) throw new IOException("a change of keys is under way from this node: wait for its end");
        try {
            var signer = signers.of(zone)
                    .orElseThrow(() -> new IOException(signers.whyNone(zone)
                            + ". Without an authority a key is changed node by node: gossip zone key import --add,"
                            + " use, remove, each on all nodes before the next"));
            var ring = begun.isPresent() ? ring(zone) : begun(zone);
            var members = members(zone);
            var stands = calls.asked(zone, members);
            var now = new Rotation(youngest(ring), stands);
            if (ring.keys().size() == 1) return told(Optional.empty(), now, 0);
            var nodes = members.stream().collect(Collectors.toMap(Node::id, node -> node));
            return advance(new Round(zone, signer, now.key(), nodes), now, force);
        } finally {
            one.unlock();
        }
    }

    private KeyRing ring(String zone) throws IOException {
        var ring = zoning.ring(zone);
        if (ring.keys().isEmpty())
            throw new IOException("the zone " + zone + " has no key here: opsbro gossip zone key generate or import");
        return ring;
    }

    /** The ring with a new key in it: that of a change that stopped, or one that is made now. */
    private KeyRing begun(String zone) throws IOException {
        var ring = ring(zone);
        if (ring.keys().size() > 1) return ring;
        var key = ZoneKey.generate(random, clock.instant());
        LOG.info("keys: a change begins zone={} from={} to={}", zone, ring.ids(), key.id());
        zoning.install(zone, key);
        return zoning.ring(zone);
    }

    private static String youngest(KeyRing ring) {
        return Rotation.youngest(ring.keys().stream()
                .map(key -> new Rotation.Held(key.id(), key.created()))
                .toList());
    }

    /** Of the zone, and the relays above it, which have its key too. */
    private List<Node> members(String zone) {
        var parent = above.apply(zone);
        return world.get().nodes().values().stream()
                .filter(node ->
                        node.zone().equals(zone) || (node.profile().relay() && parent.equals(Optional.of(node.zone()))))
                .filter(node -> node.state() != Node.State.LEAVE)
                .filter(node -> !node.id().equals(world.get().self()))
                .toList();
    }

    /** The first step that is not done everywhere; with force those after it too, where it cannot be done. */
    private Value.Fields advance(Round round, Rotation first, boolean force) throws IOException {
        var rotation = first;
        for (var step : Step.values()) {
            var before = rotation.behind(step).size();
            rotation = ordered(round, step, rotation);
            var behind = rotation.behind(step);
            var moved = before - behind.size();
            if (force && rotation.wouldLoseMost())
                throw new IOException("more than half of the zone would be left behind (" + names(behind)
                        + "): take out those that will not come back by opsbro gossip leave NODE, then go on");
            if ((behind.isEmpty() || force) && ourselves(round, step)) moved++;
            if (moved > 0 || !(behind.isEmpty() || force)) return told(Optional.of(step), rotation, moved);
        }
        return told(Optional.empty(), rotation, 0);
    }

    private static String names(List<Stand> stands) {
        return stands.stream().map(Stand::name).collect(Collectors.joining(", "));
    }

    /** This node does the step last; whether that changed anything. */
    private boolean ourselves(Round round, Step step) throws IOException {
        var before = zoning.ring(round.zone());
        switch (step) {
            case INSTALL -> {}
            case USE -> zoning.changed(round.zone(), ring -> ring.use(round.key()));
            case REMOVE ->
                zoning.changed(
                        round.zone(), ring -> KeyRing.of(ring.find(round.key()).orElseThrow()));
        }
        return !zoning.ring(round.zone()).equals(before);
    }

    /** Orders a step from all that lack it. */
    private Rotation ordered(Round round, Step step, Rotation rotation) {
        var behind = rotation.behind(step);
        var stands = new ArrayList<>(rotation.stands());
        stands.removeAll(behind);
        stands.addAll(KeyCalls.each(behind, stand -> Optional.of(ordered(round, step, stand))));
        return new Rotation(rotation.key(), stands);
    }

    private Stand ordered(Round round, Step step, Stand before) {
        var node = Objects.requireNonNull(round.members().get(before.id()));
        var stand = before;
        for (var id : stand.ordersOf(step, round.key())) {
            var said = calls.said(round.zone(), node, signed(round, step, node, id));
            stand = said.orElse(stand).orBefore(stand);
            if (!stand.reason().isEmpty()) break;
        }
        return stand;
    }

    private byte[] signed(Round round, Step step, Node node, String id) {
        var key = zoning.ring(round.zone()).find(round.key()).orElseThrow();
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var order = new KeyOrder(
                round.zone(),
                round.signer().zone(),
                node.id(),
                world.get().self(),
                step,
                id,
                step == Step.INSTALL ? key.text() : "",
                key.created(),
                HexFormat.of().formatHex(nonce),
                clock.instant().plus(KeyOrder.LIFE));
        return order.signed(round.signer().sign().apply(order.text()));
    }

    private static Value.Fields told(Optional<Step> step, Rotation rotation, int moved) {
        var last = step.orElse(Step.REMOVE);
        return Value.object()
                .with("key", rotation.key())
                .with("step", step.map(Step::word).orElse("done"))
                .with("done", step.isEmpty())
                .with("moved", moved)
                .with("members", rotation.stands().size() + 1)
                .with(
                        "behind",
                        new Value.Items(rotation.behind(last).stream()
                                .<Value>map(stand -> told(
                                        stand, stand.lack(last, rotation.key()).orElse("")))
                                .toList()))
                .end();
    }

    private static Value told(Stand stand, String lacks) {
        return Value.object()
                .with("node", stand.name())
                .with("uuid", stand.id().uuid())
                .with("lacks", lacks)
                .with("reason", stand.reason())
                .end();
    }

    @Override
    public Value.Fields census(String zone) {
        var ring = zoning.ring(zone);
        var members = members(zone);
        var stands = ring.keys().isEmpty() ? List.<Stand>of() : calls.asked(zone, members);
        var ids = new TreeSet<String>();
        ring.keys().forEach(key -> ids.add(key.id()));
        stands.forEach(stand -> stand.keys().ifPresent(ids::addAll));
        var counts = Value.object();
        for (var id : ids) {
            var held = stands.stream().filter(stand -> stand.holds(id)).count()
                    + (ring.find(id).isPresent() ? 1 : 0);
            var sealing = stands.stream().filter(stand -> stand.sealsWith(id)).count()
                    + (ring.primary().filter(key -> key.id().equals(id)).isPresent() ? 1 : 0);
            counts.with(
                    id,
                    Value.object().with("held", held).with("sealing", sealing).end());
        }
        return Value.object()
                .with("members", ring.keys().isEmpty() ? members.size() + 1 : stands.size() + 1)
                .with("by_key", counts.end())
                .with(
                        "silent",
                        new Value.Items(stands.stream()
                                .filter(stand -> stand.keys().isEmpty())
                                .map(stand -> told(stand, "cannot be asked which keys it has"))
                                .toList()))
                .end();
    }
}

package org.opsbro.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/** One machine of the {@link SimulatedNetwork}, its agent and its disk. */
final class SimulatedAgent {
    /** A change of what this agent holds of another, when it came. */
    record Change(long at, NodeId id, Node.State state, String why, boolean quiet) {}

    final SimulatedNetwork network;
    final int index;
    final NodeId id;
    final List<Change> changes = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<String> logs = new ArrayList<>();
    private final SplittableRandom chance;
    private final GossipSettings settings;
    Address address;
    Profile profile;
    Surroundings surroundings = Surroundings.of("internet");
    double inboundLoss;
    boolean recording = true;
    long bytesSent;
    int mostQueued;
    boolean departed;
    boolean forcedOut;
    String lastPayload = "";
    private @Nullable Membership mind;
    private Kept disk = Kept.NOTHING;
    private boolean hostUp = true;
    private long deafUntil;
    private long stillUntil;
    private final List<Runnable> waiting = new ArrayList<>();
    private long wakesAt = Long.MAX_VALUE;
    private long wallOffset;
    private final long bootOffset;
    private long highest;

    SimulatedAgent(SimulatedNetwork network, int index, GossipSettings settings, SplittableRandom chance) {
        this.network = network;
        this.index = index;
        this.settings = settings;
        this.chance = chance;
        this.id = SimulatedNetwork.id(index);
        this.address = new Address("10." + (index >> 16) + "." + (index >> 8 & 255) + "." + (index & 255), 6768);
        this.profile = SimulatedNetwork.profile(index, address);
        this.bootOffset = chance.nextLong(-(1L << 50), 1L << 50);
    }

    String name() {
        return profile.name();
    }

    boolean running() {
        return mind != null && !departed;
    }

    Membership mind() {
        var present = mind;
        if (present == null) throw new IllegalStateException(name() + " does not run");
        return present;
    }

    Moment moment() {
        return new Moment(network.now + bootOffset, SimulatedNetwork.EPOCH.plusNanos(network.now + wallOffset));
    }

    void prepare() {
        departed = false;
        hostUp = true;
        stillUntil = 0;
        waiting.clear();
        wakesAt = Long.MAX_VALUE;
        mind = new Membership(
                id, profile, disk, settings, SimulatedNetwork.SEAL, surroundings, chance.split(), moment());
    }

    void start(Collection<Address> seeds) {
        if (mind == null || departed) prepare();
        carryOut(mind().start(moment(), seeds));
    }

    /** The agent is killed; its host refuses connections. */
    void crash() {
        stop(true);
    }

    /** The host is gone. */
    void vanish() {
        stop(false);
    }

    private void stop(boolean host) {
        if (running()) disk = mind().kept();
        mind = null;
        hostUp = host;
    }

    void loseDisk() {
        disk = Kept.NOTHING;
        events.clear();
        highest = 0;
    }

    void leave() {
        carryOut(mind().leave(moment()));
    }

    /** The process is stopped and goes on later; what comes meanwhile waits in its sockets. */
    void standStill(Duration time) {
        stillUntil = Math.max(stillUntil, network.now + time.toNanos());
        network.at(stillUntil, this::goOn);
    }

    private void goOn() {
        if (network.now < stillUntil) return;
        var all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(Runnable::run);
        wake();
    }

    /** Hears nothing, says everything. */
    void deafen(Duration time) {
        deafUntil = Math.max(deafUntil, network.now + time.toNanos());
    }

    boolean deaf() {
        return network.now < deafUntil;
    }

    void jump(Duration wall) {
        wallOffset += wall.toNanos();
    }

    void moveTo(Address next) {
        var before = address;
        address = next;
        network.move(this, before);
        announce(profile.at(next.ip(), next.port()));
    }

    void announce(Profile next) {
        profile = next;
        carryOut(mind().announce(moment(), next));
    }

    void fire(String type) {
        fire(type, "");
    }

    void fire(String type, String payload) {
        carryOut(mind().fire(moment(), type, payload, false));
    }

    void fireBelow(String type) {
        carryOut(mind().fire(moment(), type, "", true));
    }

    void forceLeave(byte[] order) {
        carryOut(mind().forceLeave(moment(), order));
    }

    void foreign(Message.Foreign... facts) {
        carryOut(mind().foreign(moment(), List.of(facts)));
    }

    void join(SimulatedAgent other) {
        carryOut(mind().join(moment(), List.of(other.address)));
    }

    Node.@Nullable State state(NodeId other) {
        var member = mind().member(other);
        return member == null ? null : member.state();
    }

    long incarnation(NodeId other) {
        var member = mind().member(other);
        return member == null ? -1 : member.incarnation();
    }

    Profile profile(NodeId other) {
        var member = mind().member(other);
        return member == null ? Profile.named("unknown", "") : member.alive().profile();
    }

    void receive(NodeId sender, Address from, List<Message> messages) {
        if (!running() || deaf()) return;
        if (network.now < stillUntil) {
            if (waiting.size() < 500) waiting.add(() -> receive(sender, from, messages));
            return;
        }
        var read = network.encoded ? GossipCodec.read(GossipCodec.write(messages)) : messages;
        carryOut(mind().onPacket(moment(), sender, from, read));
    }

    private void wake() {
        if (!running() || network.now < stillUntil) return;
        wakesAt = Long.MAX_VALUE;
        carryOut(mind().advance(moment()));
    }

    private void plan() {
        if (!running()) return;
        var due = mind().nextDue();
        if (due == Long.MAX_VALUE) return;
        due -= bootOffset;
        if (due >= wakesAt) return;
        wakesAt = Math.max(due, network.now);
        var at = wakesAt;
        network.at(at, () -> {
            if (wakesAt == at) wake();
        });
    }

    void carryOut(List<Effect> effects) {
        for (var effect : effects) carryOut(effect);
        plan();
        if (running()) mostQueued = Math.max(mostQueued, mind().condition().queued());
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send send -> send(send);
            case Effect.StreamPing ping -> streamPing(ping);
            case Effect.Converse conversation -> converse(conversation);
            case Effect.Changed changed -> {
                network.watcher.accept(this, changed.change());
                if (recording) {
                    var after = changed.change().after();
                    var before = changed.change().before();
                    if (before.isEmpty()
                            || before.get().state() != after.state()
                            || !changed.change().why().isEmpty())
                        changes.add(new Change(
                                network.now,
                                after.id(),
                                after.state(),
                                changed.change().why(),
                                changed.quiet()));
                }
            }
            case Effect.Heard heard -> {
                network.listener.accept(this, heard.event());
                events.add(heard.event().type());
                lastPayload = heard.event().payload();
            }
            case Effect.RaisedIncarnation raised -> {
                if (raised.incarnation() <= highest)
                    throw new AssertionError(name() + " falls from " + highest + " to " + raised.incarnation());
                highest = raised.incarnation();
                disk = disk.withIncarnation(highest);
            }
            case Effect.Departed ignored -> {
                disk = mind().kept().withIncarnation(highest);
                departed = true;
                hostUp = true;
            }
            case Effect.Log log -> {
                if (recording) logs.add(log.text());
            }
            case Effect.Isolated ignored -> {}
            case Effect.Forgotten ignored -> {}
            case Effect.Pinged ignored -> {}
            case Effect.Across ignored -> {}
            case Effect.Detected ignored -> {}
            case Effect.ForcedOut ignored -> forcedOut = true;
        }
    }

    private void send(Effect.Send send) {
        var bytes = SimulatedNetwork.SEAL;
        for (var message : send.messages()) bytes += network.size(message);
        if (bytes > settings.packetBytes())
            throw new AssertionError(name() + " sends " + bytes + " bytes: " + send.messages());
        bytesSent += bytes + SimulatedNetwork.UDP_IP;
        network.send(this, send.to(), send.messages(), bytes);
    }

    private void streamPing(Effect.StreamPing ping) {
        var target = network.at(ping.to());
        bytesSent += 200;
        if (target == null || deaf()) return;
        var back = network.roundTrip(this, target);
        if (back < 0 || (!target.hostUp && !target.running())) {
            network.at(network.now + ping.patience().toNanos(), () -> answer(ping, StreamAnswer.SILENT));
            return;
        }
        network.at(network.now + back, () -> {
            if (!target.running()) answer(ping, StreamAnswer.REFUSED);
            else if (!target.deaf() && network.now >= target.stillUntil) {
                var more = network.roundTrip(this, target);
                if (more >= 0) network.at(network.now + more, () -> answer(ping, StreamAnswer.ANSWERED));
            }
        });
    }

    private void answer(Effect.StreamPing ping, StreamAnswer answer) {
        if (running() && network.now >= stillUntil && !deaf())
            carryOut(mind().onStreamPing(moment(), ping.sequence(), answer));
    }

    private void converse(Effect.Converse conversation) {
        var target = network.at(conversation.to());
        bytesSent += SimulatedNetwork.STREAM;
        if (target == null) end(conversation, false);
        else hand(this, target, List.of(conversation.opening()), this, conversation);
    }

    private static void hand(
            SimulatedAgent from, SimulatedAgent to, List<Sync> frames, SimulatedAgent opener, Effect.Converse what) {
        var network = from.network;
        var wait = network.roundTrip(from, to);
        if (wait < 0 || !to.running() || to.deaf() || from.deaf() || network.now < to.stillUntil) {
            network.at(network.now + 3_000_000_000L, () -> opener.end(what, false));
            return;
        }
        List<Sync> read = new ArrayList<>();
        for (var frame : frames)
            for (var bytes : SyncCodec.frames(frame)) {
                from.bytesSent += bytes.length + 30;
                if (network.encoded) read.add(SyncCodec.read(bytes));
            }
        if (!network.encoded) read.addAll(frames);
        network.at(network.now + wait, () -> {
            if (!to.running() || to.deaf()) {
                opener.end(what, false);
                return;
            }
            List<Sync> replies = new ArrayList<>();
            for (var frame : read) {
                var answer = to.mind().onSync(to.moment(), from.id, from.address, frame);
                replies.addAll(answer.replies());
                to.carryOut(answer.effects());
            }
            if (replies.isEmpty()) opener.end(what, true);
            else hand(to, from, replies, opener, what);
        });
    }

    private void end(Effect.Converse conversation, boolean ok) {
        if (running()) carryOut(mind().onConversationEnd(moment(), conversation, ok));
    }
}

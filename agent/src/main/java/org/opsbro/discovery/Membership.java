package org.opsbro.discovery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.discovery.Message.Ack;
import org.opsbro.discovery.Message.Alive;
import org.opsbro.discovery.Message.Dead;
import org.opsbro.discovery.Message.Detect;
import org.opsbro.discovery.Message.DetectAnswer;
import org.opsbro.discovery.Message.EventNotice;
import org.opsbro.discovery.Message.ForcedLeave;
import org.opsbro.discovery.Message.Foreign;
import org.opsbro.discovery.Message.IndirectPing;
import org.opsbro.discovery.Message.Leave;
import org.opsbro.discovery.Message.Nack;
import org.opsbro.discovery.Message.Ping;
import org.opsbro.discovery.Message.Suspect;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.GroupName;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/**
 * Who is in the zone, as one agent knows it: SWIM with Lifeguard's and our own refinements, as a state machine without clock, thread or socket.
 *
 * <p>One thread owns it. It calls {@link #onPacket} for each packet, {@link #advance} when {@link #nextDue} is reached, and the other methods for what
 * people and streams do; each returns {@link Effect}s, to be carried out in order. After a wait it reads all sockets before it calls {@code advance}: a
 * process that stood still must not take its own pause for the silence of others.
 *
 * <p>Only members that {@code admits} lets in are known, probed and judged: those of our own zone, or the relays at both ends of a link between zones.
 * Nodes of other zones come in by {@link #foreign} and are passed on, never judged.
 */
public final class Membership {
    /** A wait that was longer than asked for by so much was a pause of ours. */
    private static final long PAUSE = 1_000_000_000L;

    /** After such a pause others may hold us for dead. */
    private static final long LONG_PAUSE = 5_000_000_000L;

    private static final long ANNOUNCE_EVERY = 1_000_000_000L;
    private static final int MOST_REMINDED = 256;
    private static final int MOST_ORDERS = 256;

    private final Common common;
    private final Judge judge;
    private final Pulls pulls;
    private final Prober prober;
    private final EventPulls eventPulls;
    private final EventLog events;
    private final Foreigners foreigners;
    private final Reconciler reconciler;
    private final OldPlaces places;
    private final Detection detection;
    private final Pings pings;
    private final Housekeeping housekeeping;
    private final Surroundings surroundings;
    private final Map<NodeId, Long> remindedAt = new HashMap<>();
    /** The last that were obeyed, by whom they sent out: it has to hear of them itself. */
    private final LinkedHashMap<NodeId, ForcedLeave> orders = new LinkedHashMap<>();

    private Optional<Profile> announced = Optional.empty();
    private long lastAnnounced = Long.MIN_VALUE / 2;
    private long paused;
    private boolean gone;

    /**
     * @param id ours
     * @param profile what we tell of ourselves, with address and port
     * @param kept from the run before, {@link Kept#NOTHING} without one
     * @param sealBytes what the seal adds to each packet
     */
    public Membership(
            NodeId id,
            Profile profile,
            Kept kept,
            GossipSettings settings,
            int sealBytes,
            Surroundings surroundings,
            RandomGenerator chance,
            Moment now) {
        var self = new Self(id, chance.nextInt(), kept.incarnation() + 1, Profiles.fitting(profile));
        this.surroundings = surroundings;
        this.common = new Common(settings, chance, surroundings::isMember, sealBytes, self, now);
        this.pulls = new Pulls(common);
        this.foreigners = new Foreigners(common, surroundings::isForeign);
        this.judge = new Judge(common, pulls, foreigners);
        this.prober = new Prober(common, judge);
        this.eventPulls = new EventPulls(common);
        this.events = new EventLog(common, surroundings, eventPulls);
        this.reconciler = new Reconciler(common, judge, events, foreigners);
        this.places = new OldPlaces(common, reconciler);
        this.detection = new Detection(common, surroundings);
        this.pings = new Pings(common);
        this.housekeeping = new Housekeeping(common, judge, events, places, foreigners);
        housekeeping.take(kept);
    }

    /**
     * Begins: tells the raised incarnation, which is to be kept on disk before anything is sent, and joins the seeds and whoever was known before.
     *
     * @param seeds from the configuration; tried again whenever nobody is known to live
     */
    public List<Effect> start(Moment now, Collection<Address> seeds) {
        enter(now);
        common.out.add(new Effect.RaisedIncarnation(common.self.incarnation()));
        housekeeping.start();
        places.seed(seeds);
        prober.start();
        reconciler.start();
        places.start();
        return common.out.taken();
    }

    /**
     * A packet that was opened with the zone's key.
     *
     * @param sender whose key sealed it
     * @param from where it came from: answers go there
     */
    public List<Effect> onPacket(Moment now, NodeId sender, Address from, List<Message> messages) {
        enter(now);
        if (gone || common.self.is(sender)) return List.of();
        heard();
        List<Message> reply = new ArrayList<>(2);
        for (var message : messages) on(message, from, reply);
        if (judge.takeOthersBehind()) reply.add(common.self.inline());
        remind(sender, reply);
        if (!reply.isEmpty()) common.send(from, reply.toArray(Message[]::new));
        return common.out.taken();
    }

    /**
     * A packet that was opened with the key of another zone that this node has: only detection passes, all else goes over links.
     *
     * @param zone whose key sealed it
     */
    public List<Effect> onPacketAcross(Moment now, String zone, Address from, List<Message> messages) {
        enter(now);
        if (gone) return List.of();
        for (var message : messages) {
            if (message instanceof Detect detect) detection.onDetect(detect, from, Optional.of(zone));
            if (message instanceof DetectAnswer answer) detection.onAnswer(answer, from);
        }
        return common.out.taken();
    }

    private void on(Message message, Address from, List<Message> reply) {
        switch (message) {
            case Ping ping -> {
                if (ping.target() == common.self.hash() || ping.target() == 0)
                    reply.add(new Ack(ping.sequence(), reconciler.view()));
            }
            case Ack ack -> onAck(ack, from);
            case Nack nack -> prober.onNack(nack.sequence());
            case IndirectPing asked -> prober.onIndirectPing(asked, from);
            case Alive alive -> judge.alive(alive, from);
            case Suspect suspect -> judge.suspect(suspect);
            case Dead dead -> judge.dead(dead);
            case Leave leave -> judge.leave(leave, "left");
            case ForcedLeave forced -> obey(forced);
            case EventNotice event -> events.hear(event, from);
            case Foreign foreign -> foreigners.hear(foreign);
            case Detect detect -> detection.onDetect(detect, from);
            case DetectAnswer answer -> detection.onAnswer(answer, from);
        }
    }

    private void onAck(Ack ack, Address from) {
        var sequence = ack.sequence();
        prober.onAck(sequence);
        judge.suspicions().onAck(sequence);
        pings.onAck(sequence);
        for (var place : places.onAck(sequence)) reconciler.join(place);
        if (ack.view() != 0) reconciler.onView(ack.view(), from);
    }

    private void heard() {
        if (common.hearing.heard(common.now, common.roster.living())) {
            common.out.add(new Effect.Isolated(false));
            reconciler.catchUp();
        }
    }

    /** Whoever talks to us and is held for dead is told so, that it can refute; once a second. */
    private void remind(NodeId sender, List<Message> reply) {
        var member = common.roster.get(sender);
        if (member == null || member.state() == Node.State.ALIVE) return;
        var last = remindedAt.get(sender);
        if (last != null && common.now - last < ANNOUNCE_EVERY) return;
        if (remindedAt.size() >= MOST_REMINDED) remindedAt.clear();
        remindedAt.put(sender, common.now);
        reply.add(orderAbout(member).<Message>map(order -> order).orElseGet(() -> judge.verdictOn(member)));
    }

    /** The order that took a node out, while it holds: against the bare word that it has left it would protest. */
    private Optional<ForcedLeave> orderAbout(Member member) {
        if (member.state() != Node.State.LEAVE) return Optional.empty();
        return Optional.ofNullable(orders.get(member.id()))
                .filter(order -> surroundings.proven(order, common.wall).isPresent());
    }

    private void obey(ForcedLeave forced) {
        var proven = surroundings.proven(forced, common.wall);
        if (proven.isEmpty()) {
            common.counters.badOrders++;
            return;
        }
        var order = proven.get();
        if (!common.self.is(order.id())) {
            if (!judge.leave(order, "forced out")) return;
            common.tell(order.id(), forced);
            orders.putLast(order.id(), forced);
            if (orders.size() > MOST_ORDERS) orders.pollFirstEntry();
        } else if (!common.self.leaving() && order.incarnation() >= common.self.incarnation()) {
            common.out.warn("membership: a signed order makes this agent leave the zone");
            // should we come back, then by a word that is newer than the order
            if (order.incarnation() > common.self.incarnation())
                common.out.add(new Effect.RaisedIncarnation(order.incarnation()));
            common.out.add(new Effect.ForcedOut(forced));
            depart();
        }
    }

    /** The answer to {@link Effect.StreamPing}. */
    public List<Effect> onStreamPing(Moment now, int sequence, StreamAnswer answer) {
        enter(now);
        if (gone) return List.of();
        // a host that refuses is a network that works
        if (answer != StreamAnswer.SILENT) heard();
        prober.onStreamPing(sequence, answer);
        return common.out.taken();
    }

    /** What to send back over the stream, nothing at the end of the conversation, and what else is to be done. */
    public record Answer(List<Sync> replies, List<Effect> effects) {
        public Answer {
            replies = List.copyOf(replies);
            effects = List.copyOf(effects);
        }
    }

    /**
     * A frame of push/pull, on a stream that either side opened.
     *
     * @param from where the other agent's gossip is reached
     */
    public Answer onSync(Moment now, NodeId sender, Address from, Sync sync) {
        enter(now);
        if (gone) return new Answer(List.of(), List.of());
        heard();
        var replies = reconciler.on(sync, sender, from);
        judge.takeOthersBehind();
        return new Answer(replies, common.out.taken());
    }

    /** @param ok whether the other end was reached and the conversation came to its end */
    public List<Effect> onConversationEnd(Moment now, Effect.Converse conversation, boolean ok) {
        enter(now);
        if (gone) return List.of();
        switch (conversation.why()) {
            case Effect.Converse.JOIN -> {
                if (ok) joined();
            }
            case Effect.Converse.PUSH_PULL -> {
                if (ok) reconciler.succeeded();
                else reconciler.failed();
            }
            default -> {}
        }
        return common.out.taken();
    }

    private void joined() {
        places.joined();
        reconciler.joined();
        common.tell(common.self.id(), common.self.inline());
    }

    /** When {@link #advance} is to be called, in nanoseconds of {@link Moment#nanos}; may change with every call. */
    public long nextDue() {
        var next = common.alarms.next();
        return next == Alarms.NEVER ? next : next + paused;
    }

    /** Does what is due. To be called soon after {@link #nextDue}, and after each batch of packets. */
    public List<Effect> advance(Moment now) {
        enter(now);
        while (common.alarms.next() <= common.now) run(common.alarms.first());
        if (common.hearing.begins(common.now, common.roster.living())) common.out.add(new Effect.Isolated(true));
        return common.out.taken();
    }

    private void run(Alarm alarm) {
        switch (alarm) {
            case PROBE -> prober.onAlarm();
            case RELAY -> prober.onRelayAlarm();
            case GOSSIP -> common.gossip();
            case SYNC -> reconciler.onAlarm();
            case SUSPICION -> judge.suspicions().onAlarm();
            case PULL -> pulls.onAlarm();
            case EVENT -> eventPulls.onAlarm();
            case RETRY -> places.onAlarm();
            case ANNOUNCE -> tellAnnounced();
            case DETECT -> detection.onAlarm();
            case PING -> pings.onAlarm();
            case KEEPING -> housekeeping.onAlarm();
            case DEPART -> {
                gone = true;
                common.alarms.clear();
                common.out.add(new Effect.Departed());
            }
        }
    }

    /** Joins whoever is there. */
    public List<Effect> join(Moment now, Collection<Address> addresses) {
        enter(now);
        for (var address : addresses) reconciler.join(address);
        return common.out.taken();
    }

    /** Tells that we go; {@link Effect.Departed} follows when that was told often enough. */
    public List<Effect> leave(Moment now) {
        enter(now);
        if (!gone && !common.self.leaving()) depart();
        return common.out.taken();
    }

    private void depart() {
        var self = common.self;
        self.leave();
        for (var alarm : Alarm.values()) if (alarm != Alarm.GOSSIP) common.alarms.set(alarm, Alarms.NEVER);
        var goodbye = new Leave(self.id(), self.incarnation());
        common.tell(self.id(), goodbye);
        var rounds = common.settings.transmissions(common.members()) / common.settings.fanOut() + 2;
        var wait = common.roster.living() == 0
                ? 0
                : rounds * common.settings.gossipInterval().toNanos();
        common.alarms.set(Alarm.DEPART, common.now + wait);
    }

    /**
     * Sends another out, dead or living.
     *
     * @param order signed; proven as if it had come from elsewhere
     */
    public List<Effect> forceLeave(Moment now, byte[] order) {
        enter(now);
        var forced = new ForcedLeave(order);
        obey(forced);
        // those who hear of it do not gossip with whom it sends out any more
        surroundings
                .proven(forced, common.wall)
                .flatMap(leave -> common.roster.find(leave.id()))
                .ifPresent(member -> common.send(member.address(), forced));
        return common.out.taken();
    }

    /** Our profile is this now: told to all, at most once a second. Who leaves says nothing more: it would take back the goodbye. */
    public List<Effect> announce(Moment now, Profile profile) {
        enter(now);
        if (gone || common.self.leaving()) return List.of();
        var fitting = Profiles.fitting(profile);
        if (!fitting.equals(profile))
            common.out.warn("membership: our profile is too large and was cut: " + Profiles.LIMITS);
        announced = fitting.equals(common.self.profile()) ? Optional.empty() : Optional.of(fitting);
        if (announced.isPresent())
            common.alarms.setBy(Alarm.ANNOUNCE, Math.max(common.now, lastAnnounced + ANNOUNCE_EVERY));
        return advance(now);
    }

    private void tellAnnounced() {
        common.alarms.set(Alarm.ANNOUNCE, Alarms.NEVER);
        if (announced.isEmpty()) return;
        lastAnnounced = common.now;
        common.self.tell(announced.get());
        announced = Optional.empty();
        common.tell(common.self.id(), common.self.inline());
    }

    /**
     * Tells an event to the whole zone; {@link Effect.Heard} comes back for it.
     *
     * @param subZones whether the zones below hear it too
     * @throws IllegalArgumentException if the type is no name or the payload too long
     */
    public List<Effect> fire(Moment now, String type, String payload, boolean subZones) {
        enter(now);
        if (!GroupName.isOne(type))
            throw new IllegalArgumentException("want a type of letters, digits and _ - . : up to "
                    + ClusterEvent.MAX_TYPE + " characters, found " + type);
        var bytes = payload.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Message.MAX_PAYLOAD)
            throw new IllegalArgumentException("the payload has " + bytes + " bytes, an event carries at most "
                    + Message.MAX_PAYLOAD + ": put it under a key of the KV store and send the key");
        events.fire(type, payload, subZones);
        return common.out.taken();
    }

    /** Pings one node directly; {@link Effect.Pinged} follows. */
    public List<Effect> ping(Moment now, NodeId target) {
        enter(now);
        pings.ping(target);
        return common.out.taken();
    }

    /** A request for detection, to be sent to the broadcast addresses; {@link Effect.Detected} follows for each who answers. */
    public Message.Detect detect(int nonce) {
        return detection.request(nonce);
    }

    /** Nodes of other zones, from the link to them; those with a higher version than known are kept and told on in our zone. */
    public List<Effect> foreign(Moment now, Collection<Foreign> facts) {
        enter(now);
        facts.forEach(foreigners::hear);
        return common.out.taken();
    }

    /** The link to a zone is lost, or there again: its nodes are what was last heard of them. Not told to others. */
    public List<Effect> foreignStale(Moment now, String zone, boolean stale) {
        enter(now);
        foreigners.stale(zone, stale);
        return common.out.taken();
    }

    /** Forgets all nodes of the zones that the test picks. */
    public List<Effect> forgetForeign(Moment now, Predicate<String> zone) {
        enter(now);
        foreigners.forget(zone);
        return common.out.taken();
    }

    /** Events that came down over the link to the zone above; those that are new here are told on in our zone. */
    public List<Effect> fromAbove(Moment now, Collection<EventNotice> heard) {
        enter(now);
        for (var event : heard) events.hear(event, OldPlaces.NOWHERE);
        return common.out.taken();
    }

    /** All that a link carries; the same as the last where nothing of it differs. */
    public LinkTalk.Knowledge knowledge(LinkTalk.@Nullable Knowledge last) {
        var stamp = Hashes.of(reconciler.view(), events.downwardsSum());
        if (last != null && last.stamp() == stamp) return last;
        return new LinkTalk.Knowledge(stamp, records(), foreigners.facts(), events.downwards(), common.now + paused);
    }

    /** All that is known of our own members, ourselves first: what a link carries upward. */
    List<MemberRecord> records() {
        List<MemberRecord> records = new ArrayList<>(common.roster.size() + 1);
        records.add(new MemberRecord(common.self.whole(), Node.State.ALIVE, common.self.incarnation(), 0));
        common.roster.forEach(member -> records.add(member.record()));
        return records;
    }

    /** All other nodes: members, then nodes of other zones. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(common.roster.size() + foreigners.size());
        common.roster.forEach(member -> nodes.add(member.node()));
        nodes.addAll(foreigners.nodes());
        return nodes;
    }

    @Nullable
    Member member(NodeId id) {
        return common.roster.get(id);
    }

    public Optional<Node> node(NodeId id) {
        return common.roster.find(id).map(Member::node);
    }

    /** As if it had joined long ago: for a simulation that begins in the middle. */
    void knows(Iterable<MemberRecord> records) {
        for (var record : records)
            if (!common.self.is(record.id()))
                common.roster.add(new Member(record.alive(), record.state(), record.incarnation(), record.since()));
        places.joined();
    }

    /** Whether it comes and goes too often to tell each time. */
    public boolean flaps(NodeId id) {
        return judge.flaps(id);
    }

    public long incarnation() {
        return common.self.incarnation();
    }

    /** What the next run begins with. */
    public Kept kept() {
        return housekeeping.kept();
    }

    public Condition condition() {
        return new Condition(
                common.members(),
                common.roster.count(Node.State.SUSPECT),
                common.roster.count(Node.State.DEAD),
                common.roster.count(Node.State.LEAVE),
                foreigners.size(),
                common.health.score(),
                common.isolated(),
                common.broadcasts.size(),
                common.counters.notAdmitted,
                common.counters.tooMany,
                common.counters.doubted,
                common.counters.badOrders,
                common.counters.refusedPings,
                judge.flapping());
    }

    /** Sets the time. Where the wait was much longer than asked for, the pause was ours: it does not count. */
    private void enter(Moment moment) {
        common.wall = moment.wall();
        var now = moment.nanos() - paused;
        var due = common.alarms.next();
        var late = due == Alarms.NEVER ? 0 : now - due;
        if (late > PAUSE) {
            paused += late;
            now -= late;
            common.health.change(2);
            common.out.warn("membership: this agent stood still for " + late / 1_000_000 + " ms");
            if (late > LONG_PAUSE) reconciler.catchUp();
        }
        common.now = Math.max(common.now, now);
    }
}

package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opsbro.discovery.LinkFrame.Ask;
import org.opsbro.discovery.LinkFrame.Beat;
import org.opsbro.discovery.LinkFrame.Echo;
import org.opsbro.discovery.LinkFrame.Events;
import org.opsbro.discovery.LinkFrame.Have;
import org.opsbro.discovery.LinkFrame.Order;
import org.opsbro.discovery.LinkFrame.Tell;
import org.opsbro.discovery.Message.EventNotice;
import org.opsbro.discovery.Message.Foreign;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.model.NodeId;

/**
 * One end of a link between two zones, after the upper relay has proven itself: what is to be said when, and what may be heard. No clock, no socket; one
 * thread owns it.
 *
 * <p>Up go all records of the lower zone and of those below it; down go who and where the relays of the upper one are, and events that are for the zones
 * below. What the other end may not tell is dropped and counted, whatever our own gossip would say of it.
 */
public final class LinkTalk {
    private static final long BEAT = 2_000_000_000L;
    /** Without an echo for so long it is not ok, and after {@link #LOST} it is broken off. */
    private static final long LATE = 3 * BEAT + 1_000_000_000L;

    private static final long LOST = 30_000_000_000L;
    /** What is under way settles in less. */
    private static final long SETTLED = 10_000_000_000L;

    private static final long ASK_EVERY = 60_000_000_000L;
    /** Facts told in one turn: what is more waits for the next. */
    private static final int MOST_AT_ONCE = 4096;

    /** Events told in one turn, and the letters of their payloads. */
    static final int MOST_EVENTS_AT_ONCE = 32;

    private static final int MOST_LETTERS_AT_ONCE = 256 * 1024;
    /** Events heard in a minute: more than a link that keeps to the above tells. */
    static final int MOST_EVENTS_A_MINUTE = 4000;

    private static final long MINUTE = 60_000_000_000L;

    private final boolean upper;
    private final String ours;
    private final String other;
    private final Map<NodeId, Long> told = new HashMap<>();
    private boolean asked;
    private long knownStamp;
    private boolean more;
    private long sumOfOurs;
    private long sumOfTheirs;
    private long summedStamp;
    private long differsSince = Long.MAX_VALUE;
    private long lastAsk;
    private long lastBeat;
    private long lastEcho;
    private long roundTrip = -1;
    private int sequence;
    private boolean awaiting;
    private final Set<Long> toldEvents = new HashSet<>();
    private long eventsStamp;
    private boolean moreEvents;
    private long minuteBegan;
    private int heardInMinute;
    private long refused;
    private String refusedZone = "";
    private long refusedEvents;

    /**
     * All that an agent knows.
     *
     * @param stamp differs when anything of it does
     * @param events for the zones below
     * @param at when the events were as old as they say, as {@link Moment#nanos}
     */
    public record Knowledge(
            long stamp, List<MemberRecord> members, List<Foreign> foreign, List<EventNotice> events, long at) {
        public Knowledge {
            events = List.copyOf(events);
            members = List.copyOf(members);
            foreign = List.copyOf(foreign);
        }
    }

    /** What to say, what was heard that may be, and the events and orders that came down. */
    public record Step(List<LinkFrame> frames, List<Foreign> heard, List<EventNotice> events, List<byte[]> orders) {
        static final Step NOTHING = say(List.of());

        static Step say(List<LinkFrame> frames) {
            return new Step(frames, List.of(), List.of(), List.of());
        }

        static Step say(LinkFrame frame) {
            return say(List.of(frame));
        }
    }

    /**
     * @param upper whether we are in the upper of the two zones
     * @param ours our zone
     * @param other the zone at the other end
     */
    public LinkTalk(boolean upper, String ours, String other, Moment now) {
        this.upper = upper;
        this.ours = ours;
        this.other = other;
        this.lastBeat = now.nanos() - BEAT;
        this.lastEcho = now.nanos();
        this.lastAsk = now.nanos();
    }

    /** The first word of both. */
    public LinkFrame begin(Knowledge known, ZoneTree tree) {
        return have(known, tree);
    }

    /** What came. */
    public Step on(Moment now, LinkFrame frame, Knowledge known, ZoneTree tree) {
        return switch (frame) {
            case Have have -> onHave(now, have, known, tree);
            case Tell tell -> new Step(List.of(), permitted(tell.facts(), tree), List.of(), List.of());
            case Events told -> new Step(List.of(), List.of(), permittedEvents(now, told.events(), tree), List.of());
            case Beat beat -> onBeat(now, beat);
            case Echo echo -> {
                onEcho(now, echo);
                yield Step.NOTHING;
            }
            case Ask ignored -> Step.say(have(known, tree));
            case Order order ->
                upper ? Step.NOTHING : new Step(List.of(), List.of(), List.of(), List.of(order.order()));
            case LinkFrame.Challenge ignored -> Step.NOTHING;
            case LinkFrame.Proof ignored -> Step.NOTHING;
            case LinkFrame.Refused ignored -> Step.NOTHING;
        };
    }

    /** Time passed: to be called about once a second. */
    public List<LinkFrame> tick(Moment now, Knowledge known, ZoneTree tree) {
        List<LinkFrame> frames = new ArrayList<>();
        if (asked && (known.stamp() != knownStamp || more)) {
            var news = news(now, known, tree);
            if (!news.isEmpty()) frames.add(new Tell(news));
        }
        if (upper && asked && (known.stamp() != eventsStamp || moreEvents)) {
            var events = newEvents(now, known);
            if (!events.isEmpty()) frames.add(new Events(events));
        }
        if (now.nanos() - lastBeat >= BEAT) {
            lastBeat = now.nanos();
            awaiting = true;
            if (known.stamp() != summedStamp) sumOfTheirs = sum(theirs(known, tree));
            summedStamp = known.stamp();
            frames.add(new Beat(++sequence, sumOfTheirs));
        }
        return frames;
    }

    private Step onHave(Moment now, Have have, Knowledge known, ZoneTree tree) {
        asked = true;
        lastAsk = now.nanos();
        differsSince = Long.MAX_VALUE;
        Map<Long, Long> theirs = new HashMap<>();
        for (var i = 0; i < have.digests().length; i += 2) theirs.put(have.digests()[i], have.digests()[i + 1]);
        toldEvents.clear();
        for (var key : have.events()) toldEvents.add(key);
        moreEvents = true;
        told.clear();
        known.members().forEach(record -> take(record.id(), theirs));
        known.foreign().forEach(fact -> take(fact.record().id(), theirs));
        var news = news(now, known, tree);
        return news.isEmpty() ? Step.NOTHING : Step.say(new Tell(news));
    }

    private void take(NodeId id, Map<Long, Long> theirs) {
        var version = theirs.get(Hashes.of(id));
        if (version != null) told.put(id, version);
    }

    /** What the other end does not have yet, as far as we know. */
    private List<Foreign> news(Moment now, Knowledge known, ZoneTree tree) {
        knownStamp = known.stamp();
        more = false;
        sumOfOurs = 0;
        List<Foreign> news = new ArrayList<>();
        for (var fact : ours(now, known, tree)) {
            sumOfOurs += part(fact);
            var last = told.get(fact.record().id());
            if (last != null && last >= fact.version()) continue;
            if (news.size() == MOST_AT_ONCE) {
                more = true;
                continue;
            }
            told.put(fact.record().id(), fact.version());
            news.add(fact);
        }
        return news;
    }

    /** Events that the other end does not have yet, as far as we know; what is more than passes at once waits for the next turn. */
    private List<EventNotice> newEvents(Moment now, Knowledge known) {
        eventsStamp = known.stamp();
        moreEvents = false;
        List<EventNotice> events = new ArrayList<>();
        var letters = 0L;
        for (var event : known.events()) {
            if (toldEvents.contains(event.key())) continue;
            letters += event.payload().length();
            moreEvents = events.size() == MOST_EVENTS_AT_ONCE || letters > MOST_LETTERS_AT_ONCE;
            if (moreEvents) break;
            events.add(event.aged(event.age() + Math.max(0, now.nanos() - known.at()) / 1_000_000));
            toldEvents.add(event.key());
        }
        if (toldEvents.size() > 2 * EventLog.MOST_KNOWN)
            toldEvents.retainAll(known.events().stream().map(EventNotice::key).collect(Collectors.toSet()));
        return events;
    }

    /** Events come down only, whole, and of a zone above ours; what comes faster than a link tells is not heard. */
    private List<EventNotice> permittedEvents(Moment now, List<EventNotice> events, ZoneTree tree) {
        if (now.nanos() - minuteBegan > MINUTE) {
            minuteBegan = now.nanos();
            heardInMinute = 0;
        }
        List<EventNotice> permitted = new ArrayList<>();
        for (var event : events) {
            var may = !upper && event.subZones() && event.whole() && tree.hears(ours, event.zone());
            if (may && ++heardInMinute <= MOST_EVENTS_A_MINUTE) permitted.add(event);
            else refusedEvents++;
        }
        return permitted;
    }

    /** What may be told over this link. */
    private List<Foreign> ours(Moment now, Knowledge known, ZoneTree tree) {
        List<Foreign> ours = new ArrayList<>();
        for (var record : known.members())
            if (!upper) ours.add(Copies.up(record));
            else if (record.alive().profile().relay()) ours.add(Copies.down(record));
            else if (told.containsKey(record.id())) ours.add(Copies.resigned(record, now.wall()));
        if (!upper) for (var fact : known.foreign()) if (tree.isBelow(fact.zone(), this.ours)) ours.add(fact);
        return ours;
    }

    /** What we have of what the other end may tell. */
    private List<Foreign> theirs(Knowledge known, ZoneTree tree) {
        return known.foreign().stream().filter(fact -> mayTell(fact, tree)).toList();
    }

    private boolean mayTell(Foreign fact, ZoneTree tree) {
        var profile = fact.record().alive().profile();
        return upper ? tree.isToldUp(other, profile) : profile.zone().equals(other) && profile.relay();
    }

    private List<Foreign> permitted(List<Foreign> facts, ZoneTree tree) {
        List<Foreign> permitted = new ArrayList<>();
        for (var fact : facts)
            if (mayTell(fact, tree)) permitted.add(fact);
            else {
                refused++;
                refusedZone = fact.zone();
            }
        return permitted;
    }

    private Have have(Knowledge known, ZoneTree tree) {
        var theirs = theirs(known, tree);
        var digests = new long[2 * theirs.size()];
        for (var i = 0; i < theirs.size(); i++) {
            digests[2 * i] = Hashes.of(theirs.get(i).record().id());
            digests[2 * i + 1] = theirs.get(i).version();
        }
        var events = upper
                ? new long[0]
                : known.events().stream().mapToLong(EventNotice::key).toArray();
        return new Have(digests, events);
    }

    private Step onBeat(Moment now, Beat beat) {
        List<LinkFrame> frames = new ArrayList<>();
        frames.add(new Echo(beat.sequence()));
        if (beat.sum() == sumOfOurs) differsSince = Long.MAX_VALUE;
        else if (differsSince == Long.MAX_VALUE) differsSince = now.nanos();
        else if (now.nanos() - differsSince > SETTLED && now.nanos() - lastAsk > ASK_EVERY) {
            lastAsk = now.nanos();
            frames.add(new Ask());
        }
        return Step.say(frames);
    }

    private void onEcho(Moment now, Echo echo) {
        lastEcho = now.nanos();
        if (!awaiting || echo.sequence() != sequence) return;
        awaiting = false;
        roundTrip = now.nanos() - lastBeat;
    }

    private static long sum(List<Foreign> facts) {
        var sum = 0L;
        for (var fact : facts) sum += part(fact);
        return sum;
    }

    private static long part(Foreign fact) {
        return Hashes.of(Hashes.of(fact.record().id()), Hashes.of(fact.version(), 7));
    }

    /** Whether the other end answers in time. */
    public boolean ok(Moment now) {
        return now.nanos() - lastEcho <= LATE;
    }

    /** Whether it has been silent for so long that the link is to be ended. */
    public boolean lost(Moment now) {
        return now.nanos() - lastEcho > LOST;
    }

    /** Nanoseconds of the last beat, there and back; empty until the first echo. */
    public Optional<Long> roundTrip() {
        return roundTrip < 0 ? Optional.empty() : Optional.of(roundTrip);
    }

    /** Events that the other end may not tell, or too many of them. */
    public long refusedEvents() {
        return refusedEvents;
    }

    /** Facts of nodes that the other end may not tell of. */
    public long refused() {
        return refused;
    }

    /** The zone of the last such fact. */
    public String refusedZone() {
        return refusedZone;
    }
}

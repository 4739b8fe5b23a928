package org.opsbro.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.discovery.Message.EventNotice;
import org.opsbro.model.ClusterEvent;

/** The events of the last minutes, each once: those of our zone, and those of zones above that are for the zones below them. */
final class EventLog {
    /** More than these in {@link GossipSettings#keepEvents} push out the oldest. */
    static final int MOST_KNOWN = 1000;

    /** Not compared by push/pull any more: clocks and ages differ a little. */
    private static final long MARGIN = 30_000;

    /** Bytes of payloads; more than these push out the oldest. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private record Known(EventNotice event, long born, int bytes) {}

    /** Zones of which it is kept how old what was pushed out is. */
    private static final int MOST_FLOORS = 64;

    private final Common common;
    private final Surroundings surroundings;
    private final EventPulls pulls;
    private final LinkedHashMap<Long, Known> known = new LinkedHashMap<>();
    private long lamport;
    private long sequence;
    private int bytes;
    /** Events pushed out before their time, by zone, for each zone has its own clock: none as old as these is taken again. */
    private final Map<String, Long> floors = new HashMap<>();

    EventLog(Common common, Surroundings surroundings, EventPulls pulls) {
        this.common = common;
        this.surroundings = surroundings;
        this.pulls = pulls;
        // a number of this run, for the clocks begin at 0 again
        this.sequence = (common.self.boot() & 0x7fff_ffffL) << 20;
    }

    ClusterEvent fire(String type, String payload, boolean subZones) {
        var zone = common.self.profile().zone();
        var event = new EventNotice(common.self.id(), ++lamport, ++sequence, type, payload, 0, zone, subZones);
        return keep(event);
    }

    /** @param from who told it: who has the whole of it */
    void hear(EventNotice event, Address from) {
        var key = event.key();
        if (event.age() > keepMillis() || event.lamport() <= floor(event) || known.containsKey(key)) return;
        if (!isHeard(event)) {
            common.counters.notAdmitted++;
            return;
        }
        if (!event.whole()) {
            pulls.want(key, event, from);
            return;
        }
        pulls.done(key);
        keep(event);
    }

    private boolean isHeard(EventNotice event) {
        var zone = event.zone();
        return zone.equals(common.self.profile().zone()) || (event.subZones() && surroundings.hears(zone));
    }

    private long floor(EventNotice event) {
        return floors.getOrDefault(event.zone(), -1L);
    }

    private ClusterEvent keep(EventNotice event) {
        tidy();
        lamport = Math.max(lamport, event.lamport());
        know(event, event.age());
        while (known.size() > MOST_KNOWN || bytes > MOST_BYTES) {
            var oldest = known.pollFirstEntry().getValue();
            if (floors.size() >= MOST_FLOORS) floors.clear();
            floors.merge(oldest.event().zone(), oldest.event().lamport(), Math::max);
            bytes -= oldest.bytes();
        }
        // told on when we have all of it, so that those we tell can pull it from us
        common.tell(event.key(), event.inline());
        var heard = new ClusterEvent(
                event.id(),
                event.type(),
                event.payload(),
                event.origin(),
                common.wall.minusMillis(event.age()),
                event.zone(),
                event.subZones());
        common.out.add(new Effect.Heard(heard));
        return heard;
    }

    private void know(EventNotice event, long age) {
        var each = new Known(event, common.now - age * 1_000_000, event.bytes());
        known.put(event.key(), each);
        bytes += each.bytes();
    }

    /** Those of the run before, which are known and not news. */
    void take(List<EventNotice> events, Duration since) {
        var passed = Math.max(0, since.toMillis());
        for (var event : events) {
            var age = event.age() + passed;
            if (age > keepMillis() || known.size() >= MOST_KNOWN || bytes >= MOST_BYTES || !event.whole()) continue;
            lamport = Math.max(lamport, event.lamport());
            // those of another zone, where this node was before, stay there
            if (isHeard(event) && !known.containsKey(event.key())) know(event, age);
        }
    }

    List<EventNotice> kept() {
        tidy();
        return without(Set.of());
    }

    void tidy() {
        known.values().removeIf(each -> {
            var old = age(each) > keepMillis();
            if (old) bytes -= each.bytes();
            return old;
        });
    }

    long sum() {
        var sum = 0L;
        for (var entry : known.entrySet())
            if (age(entry.getValue()) < keepMillis() - MARGIN) sum += Hashes.mixed(entry.getKey());
        return sum;
    }

    long[] hashes() {
        return known.keySet().stream().mapToLong(key -> key).toArray();
    }

    List<Long> lacking(long[] theirs) {
        List<Long> lacking = new ArrayList<>();
        for (var hash : theirs) if (!known.containsKey(hash)) lacking.add(hash);
        return lacking;
    }

    /** All but those of these hashes. */
    List<EventNotice> without(Set<Long> theirs) {
        List<EventNotice> events = new ArrayList<>();
        for (var entry : known.entrySet()) if (!theirs.contains(entry.getKey())) events.add(aged(entry.getValue()));
        return events;
    }

    List<EventNotice> of(List<Long> hashes) {
        List<EventNotice> events = new ArrayList<>();
        for (var hash : hashes) {
            var each = known.get(hash);
            if (each != null) events.add(aged(each));
        }
        return events;
    }

    private EventNotice aged(Known each) {
        return each.event().aged(Math.max(0, age(each)));
    }

    private long age(Known each) {
        return (common.now - each.born()) / 1_000_000;
    }

    private long keepMillis() {
        return common.settings.keepEvents().toMillis();
    }

    /** Those that are for the zones below, too. */
    List<EventNotice> downwards() {
        List<EventNotice> events = new ArrayList<>();
        for (var each : known.values())
            if (each.event().subZones() && age(each) <= keepMillis()) events.add(aged(each));
        return events;
    }

    /** Differs when {@link #downwards} does, but for ages. */
    long downwardsSum() {
        var sum = 0L;
        for (var each : known.values())
            if (each.event().subZones()) sum += Hashes.mixed(each.event().key());
        return sum;
    }
}

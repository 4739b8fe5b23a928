package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.discovery.Message.EventNotice;
import org.opsbro.model.NodeId;

/** Events that were told in brief and are to be pulled over a stream: from whoever told of them, then from their origin; push/pull brings what is left. */
final class EventPulls {
    private static final int MOST = 256;
    private static final int TRIES = 3;
    private static final long PATIENCE = 2_000_000_000L;

    /** So long the same is not asked for again. */
    private static final long GIVEN_UP = 60_000_000_000L;

    private static final class Wanted {
        final NodeId origin;
        final Address first;
        int tries;
        long due;

        Wanted(NodeId origin, Address first, long due) {
            this.origin = origin;
            this.first = first;
            this.due = due;
        }
    }

    private final Common common;
    private final Map<Long, Wanted> all = new LinkedHashMap<>();

    EventPulls(Common common) {
        this.common = common;
    }

    /** @param from who told of it, and has it */
    void want(long key, EventNotice event, Address from) {
        if (all.size() >= MOST || all.containsKey(key)) return;
        all.put(key, new Wanted(event.origin(), from, common.now));
        wake();
    }

    void done(long key) {
        if (all.remove(key) != null) wake();
    }

    void onAlarm() {
        Map<Address, List<Long>> asked = new LinkedHashMap<>();
        for (var entry : List.copyOf(all.entrySet())) {
            var wanted = entry.getValue();
            if (wanted.due > common.now) continue;
            if (wanted.tries > TRIES) all.remove(entry.getKey());
            else ask(entry.getKey(), wanted, asked);
        }
        asked.forEach((to, keys) -> common.converse(to, Sync.Records.wantingEvents(keys), Effect.Converse.EVENT));
        wake();
    }

    private void ask(long key, Wanted wanted, Map<Address, List<Long>> asked) {
        if (wanted.tries++ == TRIES) {
            wanted.due = common.now + GIVEN_UP;
            return;
        }
        var origin = common.roster.get(wanted.origin);
        var from = wanted.tries == 1 || origin == null ? wanted.first : origin.address();
        asked.computeIfAbsent(from, ignored -> new ArrayList<>()).add(key);
        wanted.due = common.now + PATIENCE + common.chanceOf(PATIENCE);
    }

    private void wake() {
        var next = Alarms.NEVER;
        for (var wanted : all.values()) next = Math.min(next, wanted.due);
        common.alarms.set(Alarm.EVENT, next);
    }
}

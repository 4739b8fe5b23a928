package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.model.NodeId;

/** Whole profiles that are to be pulled over a stream: from whoever told of them, then from the node itself; push/pull brings what is left. */
final class Pulls {
    private static final int MOST = 1024;
    private static final int TRIES = 3;
    private static final long SOON = 20_000_000L;
    private static final long PATIENCE = 1_000_000_000L;

    private static final class Wanted {
        final Address first;
        int tries;
        long due;

        Wanted(Address first, long due) {
            this.first = first;
            this.due = due;
        }
    }

    private final Common common;
    private final Map<NodeId, Wanted> all = new LinkedHashMap<>();

    Pulls(Common common) {
        this.common = common;
    }

    void want(Member member, Address from) {
        if (all.size() >= MOST) return;
        // a moment later others may be wanted from the same agent
        all.put(member.id(), new Wanted(from, common.now + SOON));
        wake();
    }

    void done(NodeId id) {
        if (all.remove(id) != null) wake();
    }

    void onAlarm() {
        Map<Address, List<Long>> asked = new LinkedHashMap<>();
        for (var entry : List.copyOf(all.entrySet())) {
            if (entry.getValue().due > common.now) continue;
            var member = common.roster.get(entry.getKey());
            if (member == null || !member.living() || member.alive().whole()) all.remove(entry.getKey());
            else ask(member, entry.getValue(), asked);
        }
        asked.forEach((to, ids) -> common.converse(to, Sync.Records.wanting(ids), Effect.Converse.PROFILE));
        wake();
    }

    private void ask(Member member, Wanted wanted, Map<Address, List<Long>> asked) {
        if (wanted.tries == TRIES) {
            all.remove(member.id());
            common.tell(member.id(), Self.inline(member.alive()));
            return;
        }
        var from = wanted.tries == 0 ? wanted.first : member.address();
        asked.computeIfAbsent(from, ignored -> new ArrayList<>()).add(Hashes.of(member.id()));
        wanted.tries++;
        wanted.due = common.now + PATIENCE + common.chanceOf(PATIENCE);
    }

    private void wake() {
        var next = Alarms.NEVER;
        for (var wanted : all.values()) next = Math.min(next, wanted.due);
        common.alarms.set(Alarm.PULL, next);
    }
}

package org.opsbro.discovery;

import java.util.Arrays;

/** When each part of the mind wants to be woken: one time for each, by the clock that only goes forward. */
@SuppressWarnings("EnumOrdinal") // an index into our own array, of which there is one for each agent
final class Alarms {
    enum Alarm {
        PROBE,
        GOSSIP,
        SYNC,
        SUSPICION,
        RELAY,
        PULL,
        EVENT,
        RETRY,
        ANNOUNCE,
        DETECT,
        PING,
        DEPART,
        KEEPING
    }

    static final long NEVER = Long.MAX_VALUE;

    private static final Alarm[] ALL = Alarm.values();

    private final long[] due = new long[ALL.length];

    Alarms() {
        Arrays.fill(due, NEVER);
    }

    void set(Alarm alarm, long at) {
        due[alarm.ordinal()] = at;
    }

    /** Sets it unless it is due earlier. */
    void setBy(Alarm alarm, long at) {
        if (at < due[alarm.ordinal()]) due[alarm.ordinal()] = at;
    }

    long of(Alarm alarm) {
        return due[alarm.ordinal()];
    }

    void clear() {
        Arrays.fill(due, NEVER);
    }

    long next() {
        var next = NEVER;
        for (var each : due) next = Math.min(next, each);
        return next;
    }

    /** The one that is due first; it is unset by {@link #set} only. */
    Alarm first() {
        var first = 0;
        for (var i = 1; i < due.length; i++) if (due[i] < due[first]) first = i;
        return ALL[first];
    }
}

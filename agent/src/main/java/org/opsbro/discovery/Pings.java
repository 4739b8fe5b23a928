package org.opsbro.discovery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.discovery.Message.Ping;
import org.opsbro.model.NodeId;

/** Pings that people ask for. */
final class Pings {
    private static final int MOST = 64;
    private static final long PATIENCE = 3_000_000_000L;

    private record Asked(NodeId target, long at) {}

    private final Common common;
    private final Map<Integer, Asked> asked = new LinkedHashMap<>();

    Pings(Common common) {
        this.common = common;
    }

    void ping(NodeId target) {
        var member = common.roster.get(target);
        if (member == null || asked.size() >= MOST) {
            common.out.add(new Effect.Pinged(target, false, Duration.ZERO));
            return;
        }
        var sequence = common.nextSequence();
        asked.put(sequence, new Asked(target, common.now));
        common.send(member.address(), new Ping(sequence, Hashes.of(target)));
        wake();
    }

    void onAck(int sequence) {
        var ping = asked.remove(sequence);
        if (ping == null) return;
        common.out.add(new Effect.Pinged(ping.target(), true, Duration.ofNanos(common.now - ping.at())));
        wake();
    }

    void onAlarm() {
        asked.values().removeIf(ping -> {
            var late = ping.at() + PATIENCE <= common.now;
            if (late) common.out.add(new Effect.Pinged(ping.target(), false, Duration.ofNanos(PATIENCE)));
            return late;
        });
        wake();
    }

    private void wake() {
        var next = Alarms.NEVER;
        for (var ping : asked.values()) next = Math.min(next, ping.at() + PATIENCE);
        common.alarms.set(Alarm.PING, next);
    }
}

package org.opsbro.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.discovery.Message.Ack;
import org.opsbro.discovery.Message.IndirectPing;
import org.opsbro.discovery.Message.Nack;
import org.opsbro.discovery.Message.Ping;
import org.opsbro.model.Node;

/** Pings one member after another; asks others to ping who does not answer; pings for others. */
final class Prober {
    /** Pings for others at a time. */
    private static final int MOST_RELAYS = 64;

    private enum Phase {
        IDLE,
        PINGED,
        ASKED
    }

    private static final class Relay {
        final int sequence;
        final int theirs;
        final Address asker;
        final Member target;
        long due;
        boolean nacked;

        Relay(int sequence, int theirs, Address asker, Member target, long due) {
            this.sequence = sequence;
            this.theirs = theirs;
            this.asker = asker;
            this.target = target;
            this.due = due;
        }
    }

    private final Common common;
    private final Judge judge;
    private final List<Relay> relays = new ArrayList<>();
    private Phase phase = Phase.IDLE;
    private @Nullable Member target;
    private int sequence;
    private long began;
    private long deadline;
    private int nacksExpected;
    private int nacks;
    private boolean refused;

    Prober(Common common, Judge judge) {
        this.common = common;
        this.judge = judge;
    }

    void start() {
        common.alarms.set(Alarm.PROBE, common.now + common.chanceOf(interval()));
    }

    void onAlarm() {
        switch (phase) {
            case IDLE -> probe();
            case PINGED -> askOthers();
            case ASKED -> fail();
        }
    }

    private void probe() {
        began = common.now;
        target = common.roster.next();
        if (target == null) {
            common.alarms.set(Alarm.PROBE, common.now + interval());
            return;
        }
        sequence = common.nextSequence();
        refused = false;
        nacks = 0;
        nacksExpected = 0;
        phase = Phase.PINGED;
        deadline = common.now + common.health.stretched(interval());
        ping(target, sequence);
        common.alarms.set(Alarm.PROBE, common.now + common.health.stretched(timeout()));
    }

    /** A suspect is told so with the ping (Lifeguard's buddy system), and can refute at once. */
    private void ping(Member member, int number) {
        var ping = new Ping(number, Hashes.of(member.id()));
        if (member.state() == Node.State.SUSPECT) common.send(member.address(), ping, judge.verdictOn(member));
        else common.send(member.address(), ping);
    }

    private void askOthers() {
        var asked = target;
        if (asked == null || !asked.living()) {
            rest();
            return;
        }
        phase = Phase.ASKED;
        var helpers = common.roster.some(
                common.settings.indirectProbes(), member -> member.state() == Node.State.ALIVE && member != asked);
        for (var helper : helpers) common.send(helper.address(), new IndirectPing(sequence, asked.id()));
        nacksExpected = helpers.size();
        var patience = Math.max(deadline - common.now, 1);
        common.out.add(new Effect.StreamPing(sequence, asked.address(), asked.id(), Duration.ofNanos(patience)));
        common.alarms.set(Alarm.PROBE, deadline);
    }

    private void fail() {
        var failed = target;
        // who gets no nack either may be the one who is cut off
        common.health.change(nacksExpected > 0 ? nacksExpected - nacks : 1);
        rest();
        if (failed != null && failed.living() && !common.isolated()) judge.accuse(failed, refused);
    }

    private void rest() {
        phase = Phase.IDLE;
        target = null;
        common.alarms.set(Alarm.PROBE, Math.max(common.now, began + common.health.stretched(interval())));
    }

    private void succeed() {
        var answered = target;
        common.health.change(-1);
        if (answered != null) judge.suspicions().answered(answered.id());
        rest();
    }

    void onAck(int number) {
        if (phase != Phase.IDLE && number == sequence) {
            succeed();
            return;
        }
        for (var relay : relays)
            if (relay.sequence == number) {
                passOn(relay);
                return;
            }
    }

    void onNack(int number) {
        if (phase == Phase.ASKED && number == sequence) nacks = Math.min(nacks + 1, nacksExpected);
    }

    /** Somebody asks us to ping for him. Only members are pinged, at the place that we know. */
    void onIndirectPing(IndirectPing asked, Address asker) {
        var member = common.roster.get(asked.target());
        if (member == null || relays.size() >= MOST_RELAYS) {
            common.counters.refusedPings++;
            return;
        }
        var relay = new Relay(common.nextSequence(), asked.sequence(), asker, member, common.now + nackAfter());
        relays.add(relay);
        ping(member, relay.sequence);
        wakeRelays();
    }

    void onRelayAlarm() {
        for (var relay : List.copyOf(relays)) {
            if (relay.due > common.now) continue;
            if (relay.nacked) relays.remove(relay);
            else nack(relay);
        }
        wakeRelays();
    }

    private void nack(Relay relay) {
        relay.nacked = true;
        relay.due = common.now + 2 * interval();
        common.send(relay.asker, new Nack(relay.theirs));
        if (relay.target.living())
            common.out.add(new Effect.StreamPing(
                    relay.sequence, relay.target.address(), relay.target.id(), Duration.ofNanos(interval())));
    }

    private void passOn(Relay relay) {
        common.send(relay.asker, new Ack(relay.theirs, 0));
        relays.remove(relay);
        wakeRelays();
    }

    void onStreamPing(int number, StreamAnswer answer) {
        if (phase != Phase.IDLE && number == sequence) ownStream(answer);
        else
            for (var relay : relays)
                if (relay.sequence == number) {
                    relayStream(relay, answer);
                    return;
                }
    }

    private void ownStream(StreamAnswer answer) {
        switch (answer) {
            case ANSWERED -> {
                if (target != null)
                    common.out.warn("probe: " + common.name(target.id())
                            + " answers over TCP and not over UDP: is UDP blocked between us? at=" + target.address());
                succeed();
            }
            case REFUSED -> refused = true;
            case SILENT -> {}
        }
    }

    private void relayStream(Relay relay, StreamAnswer answer) {
        switch (answer) {
            case ANSWERED -> passOn(relay);
            case REFUSED -> {
                if (relay.target.living()) judge.accuse(relay.target, true);
                relays.remove(relay);
                wakeRelays();
            }
            case SILENT -> {}
        }
    }

    private void wakeRelays() {
        var next = Alarms.NEVER;
        for (var relay : relays) next = Math.min(next, relay.due);
        common.alarms.set(Alarm.RELAY, next);
    }

    /** Early enough for the asker's deadline, as far as we know it. */
    private long nackAfter() {
        return Math.min(timeout() * 4 / 5, (interval() - timeout()) * 3 / 5);
    }

    private long interval() {
        return common.settings.probeInterval().toNanos();
    }

    private long timeout() {
        return common.settings.probeTimeout().toNanos();
    }
}

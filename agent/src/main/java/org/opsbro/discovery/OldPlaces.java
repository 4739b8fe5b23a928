package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.discovery.Message.Dead;
import org.opsbro.discovery.Message.Ping;
import org.opsbro.model.Node;

/**
 * Addresses where members are or once were, tried for ever at a low rate: a cluster that was split for a week grows together by itself. While we are
 * alone they are tried often.
 */
final class OldPlaces {
    /** Of members that are no longer listed. */
    private static final int MOST_FORGOTTEN = 1000;

    /** The rate is that of a cluster of so many: a larger one shares the work. */
    private static final int SHARED_ABOVE = 32;

    /** No address at all. */
    static final Address NOWHERE = new Address("0.0.0.0", 1);

    private static final int AT_ONCE = 3;
    private static final long FIRST_WAIT = 1_000_000_000L;

    private final Common common;
    private final Reconciler reconciler;
    private final LinkedHashSet<Address> seeds = new LinkedHashSet<>();
    private final LinkedHashSet<Address> forgotten = new LinkedHashSet<>();
    private long wait = FIRST_WAIT;
    private int sequence;
    private Address asked = NOWHERE;

    private boolean joined;

    OldPlaces(Common common, Reconciler reconciler) {
        this.common = common;
        this.reconciler = reconciler;
    }

    void start() {
        common.alarms.set(Alarm.RETRY, common.now);
    }

    /** Configured: joined at the start, and tried whenever we are alone. */
    void seed(Collection<Address> addresses) {
        seeds.addAll(addresses);
    }

    /** Somebody was reached. */
    void joined() {
        joined = true;
    }

    void forget(Member member) {
        if (member.state() != Node.State.DEAD) return;
        forgotten.add(member.address());
        if (forgotten.size() > MOST_FORGOTTEN) forgotten.removeFirst();
    }

    /** What the next start shall try. */
    List<Address> kept() {
        return List.copyOf(forgotten);
    }

    void keep(Collection<Address> addresses) {
        for (var address : addresses) if (forgotten.size() < MOST_FORGOTTEN) forgotten.add(address);
    }

    void onAlarm() {
        if (!joined || common.roster.living() == 0) {
            tryAll();
            return;
        }
        wait = FIRST_WAIT;
        tryOne();
        common.alarms.set(Alarm.RETRY, common.now + every() * 3 / 4 + common.chanceOf(every() / 2));
    }

    /** Some by chance; the pauses double up to the usual rate. */
    private void tryAll() {
        List<Address> places = places();
        for (var i = 0; i < AT_ONCE && !places.isEmpty(); i++) {
            var place = places.remove(common.chance.nextInt(places.size()));
            reconciler.join(place);
        }
        common.alarms.set(Alarm.RETRY, common.now + wait / 2 + common.chanceOf(wait));
        wait = Math.min(2 * wait, common.settings.retryKnown().toNanos());
    }

    private void tryOne() {
        var dead = common.roster.some(1, member -> member.state() == Node.State.DEAD);
        var others = strangers();
        var count = common.roster.count(Node.State.DEAD) + others.size();
        if (count == 0) return;
        sequence = common.nextSequence();
        if (!dead.isEmpty() && common.chance.nextInt(count) >= others.size()) {
            var member = dead.getFirst();
            asked = member.address();
            common.send(
                    asked,
                    new Ping(sequence, Hashes.of(member.id())),
                    new Dead(member.id(), member.incarnation(), common.self.id(), false));
        } else if (!others.isEmpty()) {
            asked = others.get(common.chance.nextInt(others.size()));
            common.send(asked, new Ping(sequence, 0));
        }
    }

    /** @return whom to meet again: an old place answered; empty mostly */
    List<Address> onAck(int number) {
        if (number != sequence || sequence == 0) return List.of();
        sequence = 0;
        return List.of(asked);
    }

    private List<Address> places() {
        Set<Address> places = new LinkedHashSet<>(seeds);
        places.addAll(forgotten);
        common.roster.forEach(member -> {
            if (member.state() != Node.State.LEAVE) places.add(member.address());
        });
        places.remove(own());
        return new ArrayList<>(places);
    }

    /** Seeds and forgotten places where no member is known to live. */
    private List<Address> strangers() {
        List<Address> strangers = new ArrayList<>();
        if (seeds.isEmpty() && forgotten.isEmpty()) return strangers;
        Set<Address> lived = new HashSet<>();
        common.roster.forEach(member -> {
            if (member.living()) lived.add(member.address());
        });
        lived.add(own());
        for (var place : seeds) if (!lived.contains(place)) strangers.add(place);
        for (var place : forgotten) if (!lived.contains(place) && !seeds.contains(place)) strangers.add(place);
        return strangers;
    }

    private Address own() {
        var profile = common.self.profile();
        return Address.isTold(profile) ? Address.of(profile) : NOWHERE;
    }

    private long every() {
        return common.settings.retryKnown().toNanos() * Math.max(1, common.members() / SHARED_ABOVE);
    }
}

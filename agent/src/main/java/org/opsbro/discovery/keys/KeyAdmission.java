package org.opsbro.discovery.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.NodeId;

/**
 * Which orders about keys are obeyed here, and each only once. It forgets with a restart, so orders that are older than this agent are not obeyed; nor are
 * those that may be among the forgotten ones (a clock that went back makes them look good again). For one thread at a time.
 */
public final class KeyAdmission {
    private static final int MOST = 4096;
    private final NodeId self;
    private final Map<String, Instant> obeyed = new HashMap<>();
    private Instant floor;

    /** @param started orders that were made before are not obeyed */
    public KeyAdmission(NodeId self, Instant started) {
        this.self = self;
        this.floor = started;
    }

    /**
     * Why an order whose signature is good is not obeyed; if it may be, it is remembered.
     *
     * @param sender the other end of the stream
     * @param zone whose key sealed the stream
     * @param authorities the zones whose authorities may order that zone
     */
    public Optional<String> objection(
            KeyOrder order, NodeId sender, String zone, List<String> authorities, Instant now) {
        var objection = strangeness(order, sender, zone, authorities)
                .or(() -> lateness(order, now))
                .or(() -> repetition(order));
        if (objection.isEmpty()) {
            forget(now);
            obeyed.put(order.nonce(), order.notAfter());
        }
        return objection;
    }

    private Optional<String> strangeness(KeyOrder order, NodeId sender, String zone, List<String> authorities) {
        if (!order.zone().equals(zone))
            return Optional.of("the order is for the zone " + order.zone() + ", and came sealed for " + zone);
        if (!authorities.contains(order.authority()))
            return Optional.of("the zone " + order.authority() + " may not order the zone " + zone);
        if (!order.target().equals(self))
            return Optional.of("the order is for the node " + order.target() + ", and this is " + self);
        if (!order.requester().equals(sender))
            return Optional.of("the order is of the node " + order.requester() + ", and " + sender + " brought it");
        return Optional.empty();
    }

    private static Optional<String> lateness(KeyOrder order, Instant now) {
        var late = now.isAfter(order.notAfter());
        if (!late && !order.made().isAfter(now.plus(KeyOrder.LIFE))) return Optional.empty();
        var seconds = Duration.between(order.made(), now).toSeconds();
        return Optional.of("the order was made " + (late ? seconds + " s ago" : -seconds + " s in the future")
                + " by the clock of the node that gave it, and is good for " + KeyOrder.LIFE.toSeconds()
                + " s: compare the clocks of both nodes (here it is " + now + ")");
    }

    private Optional<String> repetition(KeyOrder order) {
        if (obeyed.containsKey(order.nonce())) return Optional.of("this order was obeyed before: it is for once");
        if (!order.made().isAfter(floor))
            return Optional.of("the order was made before this agent started, or before what it remembers (" + floor
                    + "): give it again");
        if (obeyed.size() >= MOST)
            return Optional.of("more than " + MOST + " orders came within " + KeyOrder.LIFE.multipliedBy(2));
        return Optional.empty();
    }

    private void forget(Instant now) {
        obeyed.values().stream()
                .filter(notAfter -> notAfter.isBefore(now))
                .map(notAfter -> notAfter.minus(KeyOrder.LIFE))
                .filter(made -> made.isAfter(floor))
                .max(Instant::compareTo)
                .ifPresent(made -> floor = made);
        obeyed.values().removeIf(notAfter -> notAfter.isBefore(now));
    }
}

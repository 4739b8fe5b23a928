package org.opsbro.automation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Malformed;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** Whether an order is obeyed here. The signature comes before whatever else a sender could find out with orders of its own making. */
public sealed interface Admission {
    record Admitted(Order order) implements Admission {}

    /** @param order what was ordered, where that could be read; unless signed is true it may have been made up by anybody */
    record Refused(String reason, Optional<Order> order, boolean signed) implements Admission {}

    /**
     * Where the question is asked.
     *
     * @param node this node
     * @param on whether configuration automation is on
     * @param obeyed the zones whose authorities this node obeys: its own, then those above
     */
    record Here(Node node, boolean on, List<String> obeyed) {}

    /** What is known of the authorities of zones. */
    interface Authorities {
        /** Why no key of the zone can be used here; empty if one can. */
        Optional<String> missing(String zone);

        boolean signed(String zone, byte[] text, byte[] signature);
    }

    /** @param sender who the other end of the stream is */
    static Admission of(
            Frame.Signed frame, Here here, NodeId sender, Authorities authorities, SeenOrders seen, Instant now) {
        if (!here.on()) return refused("configuration automation is switched off on this node");
        Order order;
        try {
            order = Order.read(frame.order());
        } catch (Malformed broken) {
            return refused("this is no order: " + broken.getMessage());
        }
        var stranger = strangeness(order, here, authorities);
        if (stranger.isPresent()) return new Refused(stranger.get(), Optional.of(order), false);
        if (!authorities.signed(order.authority(), frame.order(), frame.signature()))
            return new Refused(
                    "the order is not signed by the authority of the zone " + order.authority()
                            + " as this node knows it: compare the public keys of both nodes",
                    Optional.of(order),
                    false);
        return unfitness(order, here, sender, now)
                .or(() -> seen.refusal(order))
                .<Admission>map(reason -> new Refused(reason, Optional.of(order), true))
                .orElseGet(() -> new Admitted(order));
    }

    private static Refused refused(String reason) {
        return new Refused(reason, Optional.empty(), false);
    }

    private static Optional<String> strangeness(Order order, Here here, Authorities authorities) {
        if (!order.zone().equals(here.node().zone()))
            return Optional.of("the order is for the zone " + order.zone() + ", and this node is in "
                    + here.node().zone());
        if (!here.obeyed().contains(order.authority()))
            return Optional.of("this node does not obey the zone " + order.authority() + ": only "
                    + String.join(", ", here.obeyed()));
        return authorities.missing(order.authority()).map(reason -> "exec is off on this node: " + reason);
    }

    private static Optional<String> unfitness(Order order, Here here, NodeId sender, Instant now) {
        if (!order.target().equals(here.node().id()))
            return Optional.of("the order is for the node " + order.target() + ", and this is "
                    + here.node().id());
        if (!order.requester().node().equals(sender))
            return Optional.of(
                    "the order is of the node " + order.requester().node() + ", and " + sender + " brought it");
        var late = lateness(order, now);
        if (late.isPresent()) return late;
        var nodes = order.errand().nodes();
        return nodes.holds(here.node()) ? Optional.empty() : Optional.of(nodes.refusal());
    }

    private static Optional<String> lateness(Order order, Instant now) {
        var over = now.isAfter(order.notAfter());
        if (!over && !now.plus(SeenOrders.FURTHEST).isBefore(order.notAfter())) return Optional.empty();
        var seconds = Duration.between(order.made(), now).toMillis() / 1000.0;
        return Optional.of("the order was made " + (over ? seconds + " s ago" : -seconds + " s in the future")
                + " by the clock of " + order.requester().name() + ", and is good for " + Order.LIFE.toSeconds()
                + " s: compare the clocks of both nodes (here it is " + now + ")");
    }
}

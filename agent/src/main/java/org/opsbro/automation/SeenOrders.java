package org.opsbro.automation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Value;

/**
 * The orders that were taken, so that none is taken twice: those that are still good by nonce, and the youngest of those that were forgotten, because
 * whatever is no younger may have been among them (a clock that went back makes old orders look good again).
 */
public record SeenOrders(Map<String, Instant> notAfterByNonce, Instant forgotten) {
    /** How far ahead of the clock an order may end: its life, and as much for clocks that differ. */
    static final Duration FURTHEST = Order.LIFE.multipliedBy(2);

    private static final int MOST = 4096;

    public static final SeenOrders NONE = new SeenOrders(Map.of(), Instant.EPOCH);

    public SeenOrders {
        notAfterByNonce = Map.copyOf(notAfterByNonce);
    }

    /** What is known when what was seen is lost: any order that is good now may have been taken already. */
    public static SeenOrders unknown(Instant now) {
        return new SeenOrders(Map.of(), now.plus(FURTHEST));
    }

    /** Why an order may not be taken; empty if it may. */
    Optional<String> refusal(Order order) {
        if (notAfterByNonce.containsKey(order.nonce()))
            return Optional.of("this order was taken before: it is for once");
        if (!order.notAfter().isAfter(forgotten))
            return Optional.of("this order may have been taken before: the clock of this node went back, or its memory"
                    + " of orders was lost; orders made from " + forgotten.minus(Order.LIFE) + " on are taken");
        if (notAfterByNonce.size() >= MOST)
            return Optional.of("more than " + MOST + " orders came within " + FURTHEST.toSeconds() + " s");
        return Optional.empty();
    }

    /** With one more, without those that are over. */
    public SeenOrders with(Order order, Instant now) {
        Map<String, Instant> kept = new LinkedHashMap<>();
        var youngest = forgotten;
        for (var seen : notAfterByNonce.entrySet()) {
            if (!seen.getValue().isBefore(now)) kept.put(seen.getKey(), seen.getValue());
            else if (seen.getValue().isAfter(youngest)) youngest = seen.getValue();
        }
        kept.put(order.nonce(), order.notAfter());
        return new SeenOrders(kept, youngest);
    }

    /** Keys forgotten, seen (by nonce). */
    public Value.Fields toValue() {
        var seen = Value.object();
        notAfterByNonce.forEach((nonce, notAfter) -> seen.with(nonce, notAfter.toString()));
        return Value.object()
                .with("forgotten", forgotten.toString())
                .with("seen", seen.end())
                .end();
    }

    /** @throws java.time.format.DateTimeParseException if it is none */
    public static SeenOrders from(Value.Fields value) {
        Map<String, Instant> seen = new LinkedHashMap<>();
        if (value.get("seen") instanceof Value.Fields all)
            all.forEach((nonce, notAfter) -> seen.put(nonce, Instant.parse(notAfter.display())));
        return new SeenOrders(seen, Instant.parse(value.get("forgotten").display()));
    }
}

package org.opsbro.automation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.opsbro.automation.Order.Requester;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/** Orders of a small zone: web-1 orders, db-1 obeys. */
public final class Orders {
    public static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    public static final Node WEB = Node.named(new NodeId("aaaa"), "web-1", "paris");
    public static final Node DB = Node.named(new NodeId("bbbb"), "db-1", "paris")
            .withDefinedGroups(new java.util.TreeSet<>(List.of("db", "linux")));

    private Orders() {}

    public static Errand errand(String group, String... words) {
        return new Errand(group, List.of(words), false, Duration.ofSeconds(30), 1024 * 1024);
    }

    public static Order order(Errand errand) {
        return new Order(
                "0123abcd",
                DB.id(),
                "paris",
                "paris",
                errand,
                new Requester(WEB.id(), WEB.name(), "alice"),
                "00112233445566778899aabbccddeeff",
                NOW.plus(Order.LIFE));
    }

    static Order order() {
        return order(errand("db & linux", "uptime", "-p"));
    }

    static Order with(Order order, NodeId target, String zone, String authority, NodeId from, Instant notAfter) {
        var requester = new Requester(from, "web-1", "alice");
        return new Order(order.run(), target, zone, authority, order.errand(), requester, order.nonce(), notAfter);
    }
}

package org.opsbro.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.discovery.Message;
import org.opsbro.model.GroupName;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;

/**
 * Orders that take a node out of its zone, signed by the authority of the zone or of one above: JSON with zone, node, incarnation, until (seconds of the
 * epoch), authority (the zone that signed), by (the name of the node that orders) and signature (base64). Whoever only has the key of the zone cannot make one.
 */
final class Dismissals {
    private static final Duration VALID = Duration.ofMinutes(10);
    private final ZoneAuthorities authorities;
    private final Function<String, List<String>> upwards;

    /** @param upwards a zone, then those above it */
    Dismissals(ZoneAuthorities authorities, Function<String, List<String>> upwards) {
        this.authorities = authorities;
        this.upwards = upwards;
    }

    /**
     * @param by the name of this node
     * @throws IOException if this node has no authority over the zone
     */
    byte[] of(Node node, String by, Instant now) throws IOException {
        var signer = authorities.of(node.zone()).orElseThrow(() -> new IOException(authorities.whyNone(node.zone())));
        var until = now.plus(VALID).getEpochSecond();
        var text = text(node.zone(), node.id().uuid(), node.incarnation(), until, by);
        return Json.write(Value.object()
                        .with("zone", node.zone())
                        .with("node", node.id().uuid())
                        .with("incarnation", node.incarnation())
                        .with("until", until)
                        .with("authority", signer.zone())
                        .with("by", by)
                        .with(
                                "signature",
                                Base64.getEncoder().encodeToString(signer.sign().apply(text)))
                        .end())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The zone that an order is for; whether it holds is another question. */
    static Optional<String> zoneOf(byte[] order) {
        try {
            return Optional.of(Json.readObject(new String(order, StandardCharsets.UTF_8))
                            .get("zone")
                            .display())
                    .filter(GroupName::isOne);
        } catch (Json.NotJson malformed) {
            return Optional.empty();
        }
    }

    /** Whom it takes out, up to which incarnation; empty if it does not hold here and now. */
    Optional<Message.Leave> proven(byte[] order, String zone, Instant now) {
        try {
            var fields = Json.readObject(new String(order, StandardCharsets.UTF_8));
            if (!(fields.get("incarnation") instanceof Value.Int(long incarnation))
                    || !(fields.get("until") instanceof Value.Int(long until))) return Optional.empty();
            var node = fields.get("node").display();
            var authority = fields.get("authority").display();
            var late = now.getEpochSecond() > until
                    || until > now.plus(VALID.multipliedBy(2)).getEpochSecond();
            if (late
                    || !fields.get("zone").equals(Value.of(zone))
                    || !upwards.apply(zone).contains(authority)) return Optional.empty();
            var signature = Base64.getDecoder().decode(fields.get("signature").display());
            var by = fields.get("by").display();
            if (!authorities.signed(authority, text(zone, node, incarnation, until, by), signature))
                return Optional.empty();
            return Optional.of(new Message.Leave(new NodeId(node), incarnation));
        } catch (Json.NotJson | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Who gave an order that was proven, for people. */
    static String by(Message.ForcedLeave order) {
        try {
            var fields = Json.readObject(new String(order.order(), StandardCharsets.UTF_8));
            return fields.get("by").display() + ", with the authority of the zone "
                    + fields.get("authority").display();
        } catch (Json.NotJson impossible) {
            return "somebody with the authority of the zone";
        }
    }

    private static byte[] text(String zone, String node, long incarnation, long until, String by) {
        return String.join(
                        "\n", "opsbro forced leave", zone, node, Long.toString(incarnation), Long.toString(until), by)
                .getBytes(StandardCharsets.UTF_8);
    }
}

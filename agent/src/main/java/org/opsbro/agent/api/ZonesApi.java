package org.opsbro.agent.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Zones and the keys that protect their gossip. A key itself is answered once, to whoever generates it on this machine. */
public final class ZonesApi {
    private final Zones zones;

    /** What is done with zones and keys. IllegalArgumentException and IOException say why something is not done. */
    public interface Zones {
        /** By name: parent, sub-zones, is_our_zone, have_gossip_key, public_key. */
        Value.Fields all();

        /** Moves this node to another zone, and keeps that in {@code agent.yml}. */
        Value.Fields change(String zone) throws IOException;

        /** Keys of a zone, without the secrets: id, created, primary. */
        Value.Fields keys(String zone);

        /** A first key; another one only where the old ones may be erased. Answers zone, id and key. */
        Value.Fields generate(String zone, boolean erase) throws IOException;

        /** Takes a key that another node generated. Answers zone and id. */
        Value.Fields take(String zone, String key, boolean erase) throws IOException;

        /**
         * Brings a new key to all members of our zone, step by step: install, use, remove; all three where no step is named. Answers the steps, and
         * for each the members that did not follow.
         */
        Value.Fields rotate(Optional<String> step, boolean force) throws IOException;
    }

    public ZonesApi(Zones zones) {
        this.zones = zones;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/agent/zones",
                        "The tree of zones, and which have a key here",
                        Access.OPEN,
                        request -> Reply.json(zones.all())),
                new Route(
                        "PUT",
                        "/agent/zone",
                        "Moves this node to another zone: {\"zone\": …}",
                        Access.TOKEN,
                        request -> Reply.json(zones.change(Bodies.text(Bodies.fields(request), "zone")))),
                new Route(
                        "GET",
                        "/agent/zones/{zone}/keys",
                        "Keys of the gossip of a zone: id, created, primary; never the secrets",
                        Access.TOKEN,
                        request -> Reply.json(zones.keys(request.variable("zone")))),
                new Route(
                        "POST",
                        "/agent/zones/{zone}/key/generate",
                        "Makes the first key of a zone, or with {\"erase\": true} a new one in place of all others",
                        Access.LOCAL,
                        request -> Reply.json(zones.generate(request.variable("zone"), isTrue(request, "erase")))),
                new Route(
                        "POST",
                        "/agent/zones/{zone}/key/import",
                        "Takes a key of another node: {\"key\": \"base64\", \"erase\": false}",
                        Access.LOCAL,
                        request -> Reply.json(zones.take(
                                request.variable("zone"),
                                Bodies.text(Bodies.fields(request), "key"),
                                isTrue(request, "erase")))),
                new Route(
                        "POST",
                        "/agent/zones/key/rotate",
                        "Brings a new key to all members: {\"step\": install, use or remove; \"force\": false}",
                        Access.LOCAL,
                        this::rotate));
    }

    private Reply rotate(Request request) {
        try {
            return Reply.json(zones.rotate(Bodies.find(Bodies.fields(request), "step"), isTrue(request, "force")));
        } catch (IOException failed) {
            return Reply.error(502, String.valueOf(failed.getMessage()));
        }
    }

    private static boolean isTrue(Request request, String key) {
        return Bodies.fields(request).get(key).equals(Value.TRUE);
    }
}

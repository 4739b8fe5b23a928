package org.opsbro.agent.api;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Zones and the keys that protect their gossip. A key itself is answered once, to whoever generates it on this machine. */
public final class ZonesApi {
    private final Zones zones;
    private final Function<String, Value.Fields> report;

    /** What becomes of the keys that are there when another is taken. */
    public enum Taking {
        /** There are none, or it is refused. */
        FIRST,
        /** They stay, and the new one opens only, until it is used. */
        ADD,
        /** They are forgotten. */
        ERASE
    }

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

        /** Takes a key that another node generated: the only one, in place of all others, or beside them. Answers zone and id. */
        Value.Fields take(String zone, String key, Taking how) throws IOException;

        /** Seals with a key that is there already; answers as {@link #keys}. */
        Value.Fields use(String zone, String id) throws IOException;

        /** Opens no longer with a key that does not seal; answers as {@link #keys}. */
        Value.Fields remove(String zone, String id) throws IOException;
    }

    /** @param report what is known of a zone beside the configuration: nodes, links, problems */
    public ZonesApi(Zones zones, Function<String, Value.Fields> report) {
        this.zones = zones;
        this.report = report;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/agent/zones",
                        "The tree of zones: nodes, keys, links, certificates, and what is wrong",
                        Access.OPEN,
                        request -> Reply.json(all())),
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
                        "Takes a key of another node: {\"key\": \"base64\", \"add\": false, \"erase\": false}",
                        Access.LOCAL,
                        request -> Reply.json(zones.take(
                                request.variable("zone"),
                                Bodies.text(Bodies.fields(request), "key"),
                                taking(request)))),
                new Route(
                        "POST",
                        "/agent/zones/{zone}/key/use",
                        "Seals with another key from now on: {\"id\": …}",
                        Access.LOCAL,
                        request -> Reply.json(
                                zones.use(request.variable("zone"), Bodies.text(Bodies.fields(request), "id")))),
                new Route(
                        "POST",
                        "/agent/zones/{zone}/key/remove",
                        "Opens no longer with a key: {\"id\": …}",
                        Access.LOCAL,
                        request -> Reply.json(
                                zones.remove(request.variable("zone"), Bodies.text(Bodies.fields(request), "id")))));
    }

    private Value.Fields all() {
        var all = Value.object();
        var known = zones.all();
        for (var name : known.keys())
            if (known.get(name) instanceof Value.Fields zone) {
                var fields = Value.object();
                zone.forEach(fields::with);
                report.apply(name).forEach(fields::with);
                all.with(name, fields.end());
            }
        return all.end();
    }

    private static Taking taking(Request request) {
        if (isTrue(request, "erase")) return Taking.ERASE;
        return isTrue(request, "add") ? Taking.ADD : Taking.FIRST;
    }

    private static boolean isTrue(Request request, String key) {
        return Bodies.fields(request).get(key).equals(Value.TRUE);
    }
}

package org.opsbro.agent.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Zones and the keys that protect their gossip. A key itself is answered once, to whoever generates it on this machine. */
public final class ZonesApi {
    private final Zones zones;
    private final Rotations rotations;
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

    /** The change of a key on all members of a zone. */
    public interface Rotations {
        /**
         * Goes one step on, or begins. Answers key (the new one), step (install, use, remove or done), done, moved (how many members it changed), members
         * and behind (node, uuid, lacks, reason). IOException says why nothing is done.
         *
         * @param begun the new key where a change that was begun is to be brought to its end, so that none begins after it
         * @param force whether members that are behind are left behind
         */
        Value.Fields rotate(String zone, Optional<String> begun, boolean force) throws IOException;

        /** Asks all members: members, by_key (held, sealing: how many members), silent (node, uuid, lacks, reason). */
        Value.Fields census(String zone);
    }

    /** @param report what is known of a zone beside the configuration: nodes, links, problems */
    public ZonesApi(Zones zones, Rotations rotations, Function<String, Value.Fields> report) {
        this.zones = zones;
        this.rotations = rotations;
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
                        "GET",
                        "/agent/zones/{zone}/keys/members",
                        "Asks the members of a zone which keys they have, and counts: by_key, members, silent",
                        Access.TOKEN,
                        request -> Reply.json(rotations.census(request.variable("zone")))),
                new Route(
                        "POST",
                        "/agent/zones/{zone}/key/rotate",
                        "Goes one step on in a change of the key on all members, or begins one:"
                                + " {\"begun\": id of the new key, \"force\": false}; to be called until done",
                        Access.LOCAL,
                        this::rotate),
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

    private Reply rotate(Request request) {
        try {
            var begun = Bodies.find(Bodies.fields(request), "begun");
            return Reply.json(rotations.rotate(request.variable("zone"), begun, isTrue(request, "force")));
        } catch (IOException refused) {
            return Reply.error(409, String.valueOf(refused.getMessage()));
        }
    }

    private static Taking taking(Request request) {
        if (isTrue(request, "erase")) return Taking.ERASE;
        return isTrue(request, "add") ? Taking.ADD : Taking.FIRST;
    }

    private static boolean isTrue(Request request, String key) {
        return Bodies.isTrue(Bodies.fields(request), key);
    }
}

package org.opsbro.agent.api;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.automation.live.ZoneAuthorities.Known;
import org.opsbro.model.Value;
import org.opsbro.wire.BadKey;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Who may order the nodes of a zone. What changes that is for the Unix socket only: a key of somebody else's would run their commands here. */
public final class AuthorityApi {
    private final ZoneAuthorities authorities;
    private final Supplier<String> ours;

    /** @param ours the zone of this node, which is meant where none is named */
    public AuthorityApi(ZoneAuthorities authorities, Supplier<String> ours) {
        this.authorities = authorities;
        this.ours = ours;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/agent/authorities",
                        "Authorities of zones that are known here, with their public keys",
                        Access.TOKEN,
                        request -> Reply.json(new Value.Items(authorities.all().stream()
                                .<Value>map(AuthorityApi::value)
                                .toList()))),
                new Route(
                        "POST",
                        "/agent/authorities/generate",
                        "Makes the authority of a zone, both keys: {\"zone\": …, \"erase\": true}",
                        Access.LOCAL,
                        this::generate),
                new Route(
                        "POST",
                        "/agent/authorities/import",
                        "Takes the public key, or the file of the private one: {\"key\": …, \"zone\": …, \"erase\": true}",
                        Access.LOCAL,
                        this::take),
                new Route(
                        "POST",
                        "/agent/authorities/remove",
                        "Takes the keys of a zone away from this node: {\"zone\": …}",
                        Access.LOCAL,
                        this::remove));
    }

    private Reply generate(Request request) throws IOException {
        var body = Bodies.fields(request);
        return Reply.json(value(authorities.generate(zone(body), erase(body))));
    }

    private Reply take(Request request) throws IOException {
        var body = Bodies.fields(request);
        try {
            return Reply.json(value(authorities.take(zone(body), Bodies.text(body, "key"), erase(body))));
        } catch (BadKey bad) {
            return Reply.error(400, String.valueOf(bad.getMessage()));
        }
    }

    private Reply remove(Request request) throws IOException {
        var zone = zone(Bodies.fields(request));
        return authorities.remove(zone)
                ? Reply.json(
                        Value.object().with("zone", zone).with("removed", true).end())
                : Reply.notFound("there is no key of an authority of the zone " + zone + " on this node");
    }

    private String zone(Value.Fields body) {
        return Bodies.find(body, "zone").orElseGet(ours);
    }

    private static boolean erase(Value.Fields body) {
        return Value.TRUE.equals(body.get("erase"));
    }

    private static Value value(Known known) {
        return Value.object()
                .with("zone", known.zone())
                .with("public_key", known.publicKey())
                .with("orders", known.orders())
                .with("problem", known.problem())
                .end();
    }
}

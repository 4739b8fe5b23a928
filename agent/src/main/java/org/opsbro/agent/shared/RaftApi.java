package org.opsbro.agent.shared;

import java.util.List;
import org.opsbro.agent.api.Deed;
import org.opsbro.model.Json;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Who has the store of the zone. */
public final class RaftApi {
    private final Sharing sharing;

    public RaftApi(Sharing sharing) {
        this.sharing = sharing;
    }

    /** What this agent answers itself. */
    public List<Route> own() {
        return List.of(
                new Route(
                        "POST",
                        "/raft/found",
                        "Makes the store of this node the one of its zone",
                        Access.TOKEN,
                        request -> Deed.answer(sharing::found)),
                new Route(
                        "POST",
                        "/raft/join",
                        "Makes this node one of those that have the store of the zone: {\"discard\": true} puts its own"
                                + " aside",
                        Access.TOKEN,
                        request -> Deed.answer(() ->
                                sharing.join(fields(request).get("discard").equals(Value.TRUE)))),
                new Route(
                        "POST",
                        "/raft/leave",
                        "Makes this node none of those that have the store of the zone",
                        Access.TOKEN,
                        request -> Deed.answer(sharing::leave)));
    }

    /** What those answer who have the store, the leader where something is changed. */
    public List<Route> shared() {
        return List.of(
                new Route(
                        "GET",
                        "/raft",
                        "Who has the store of the zone, who leads, and how far each is",
                        Access.OPEN,
                        request -> Reply.json(sharing.state())),
                new Route(
                        "POST",
                        "/raft/members",
                        "Lets a node follow: {\"node\": ID}; used by the agents",
                        Access.TOKEN,
                        request -> sharing.voters().add(new NodeId(text(request)))),
                new Route(
                        "DELETE",
                        "/raft/members/{id}",
                        "Takes a node out of those that have the store, one that will not come back",
                        Access.TOKEN,
                        request -> sharing.voters().remove(new NodeId(request.variable("id")))));
    }

    private static Value.Fields fields(Request request) {
        if (request.body().length == 0) return Value.Fields.EMPTY;
        try {
            return Json.readObject(request.text());
        } catch (Json.NotJson broken) {
            throw new IllegalArgumentException("the body cannot be read: " + broken.getMessage(), broken);
        }
    }

    private static String text(Request request) {
        var node = fields(request).get("node");
        if (!(node instanceof Value.Text text)) throw new IllegalArgumentException("want {\"node\": ID}");
        return text.text();
    }
}

package org.opsbro.agent.levels;

import java.util.List;
import org.opsbro.agent.api.Deed;
import org.opsbro.model.Level;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** The levels that nodes share. What is signed in the name of a zone is asked for on the Unix socket only, as its orders are. */
public final class LevelsApi {
    private final Levels levels;

    public LevelsApi(Levels levels) {
        this.levels = levels;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/levels",
                        "The levels global and zone: what is published of each, and how it is with it on this node",
                        Access.TOKEN,
                        request -> Reply.json(levels.state())),
                new Route(
                        "POST",
                        "/levels/{level}/publish",
                        "Makes what lies in this node's folder of a level that of all nodes; signed here",
                        Access.LOCAL,
                        request -> Deed.answer(() -> levels.publish(level(request)))),
                new Route(
                        "POST",
                        "/levels/{level}/revert",
                        "Puts what was edited in this node's folder of a level aside",
                        Access.TOKEN,
                        request -> Deed.answer(() -> levels.revert(level(request)))));
    }

    private static Level level(Request request) {
        var word = request.variable("level");
        return Level.named(word)
                .orElseThrow(() -> new IllegalArgumentException("want the level zone or global, found " + word));
    }
}

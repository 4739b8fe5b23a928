package org.opsbro.agent.api;

import java.util.function.Function;
import org.opsbro.model.Nearest;
import org.opsbro.model.Node;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;

/** The one node that a caller means. */
public final class OneNode {
    private OneNode() {}

    /** What is answered of the node of an id, a name, a display name or an address: 404 if there is none, 409 if there are several. */
    public static Reply called(World now, String wanted, Function<Node, Reply> answer) {
        var found = now.called(wanted);
        if (found.size() > 1)
            return Reply.error(
                    409,
                    wanted + " is the name of " + found.size()
                            + " nodes: say which by its id, see gossip members --detail");
        if (found.isEmpty()) {
            var names = now.nodes().values().stream().map(Node::name).toList();
            return Reply.notFound("there is no node " + wanted + Nearest.hint(wanted, names));
        }
        return answer.apply(found.getFirst());
    }
}

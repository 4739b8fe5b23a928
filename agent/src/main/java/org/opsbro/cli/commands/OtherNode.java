package org.opsbro.cli.commands;

import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Session;

/** Commands that tell of this node, and of another one of its zone where {@code --node} names one. */
final class OtherNode {
    private OtherNode() {}

    static Arguments declare(Arguments arguments) {
        return arguments.option("--node", "NODE", "of another node of the zone: its name, display name, address or id");
    }

    /** The call, of the node that was named. */
    static String call(Session session, String target) {
        return session.given().find("--node").map(node -> of(node, target)).orElse(target);
    }

    static String of(String node, String target) {
        return target + (target.contains("?") ? "&" : "?") + "node=" + AgentClient.encoded(node);
    }
}

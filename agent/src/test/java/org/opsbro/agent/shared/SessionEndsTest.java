package org.opsbro.agent.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;
import org.opsbro.model.World;

class SessionEndsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    private static Node node(String id, String name, String zone, Node.State state, Instant since) {
        return new Node(new NodeId(id), Profile.named(name, zone), state, 1, since, false);
    }

    private static World world(Node... others) {
        var world = World.of(node("a1", "a", "lan", Node.State.ALIVE, NOW), NOW);
        var nodes = new java.util.HashMap<>(world.nodes());
        for (var other : others) nodes.put(other.id(), other);
        return new World(NOW, world.self(), nodes, world.collectors(), world.checks(), world.problems(), world.heard());
    }

    @Test
    void a_node_that_left_is_gone_and_one_that_died_is_after_a_while() {
        assertThat(SessionEnds.isGone("b", world(node("b2", "b", "lan", Node.State.LEAVE, NOW))))
                .isTrue();
        assertThat(SessionEnds.isGone("b", world(node("b2", "b", "lan", Node.State.DEAD, NOW.minusSeconds(15)))))
                .isTrue();
        assertThat(SessionEnds.isGone("b", world(node("b2", "b", "lan", Node.State.DEAD, NOW.minusSeconds(14)))))
                .isFalse();
        assertThat(SessionEnds.isGone("b", world(node("b2", "b", "lan", Node.State.SUSPECT, NOW.minusSeconds(90)))))
                .isFalse();
    }

    @Test
    void a_name_that_lives_once_more_or_that_nobody_has_is_not_gone() {
        var dead = node("b2", "b", "lan", Node.State.DEAD, NOW.minusSeconds(99));

        assertThat(SessionEnds.isGone("b", world(dead, node("b3", "b", "lan", Node.State.ALIVE, NOW))))
                .isFalse();
        assertThat(SessionEnds.isGone("a client of Consul", world(dead))).isFalse();
        assertThat(SessionEnds.isGone("c", world(node("c3", "c", "dmz", Node.State.DEAD, NOW.minusSeconds(99)))))
                .isFalse();
    }
}

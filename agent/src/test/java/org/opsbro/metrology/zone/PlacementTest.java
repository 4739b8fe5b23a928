package org.opsbro.metrology.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;

class PlacementTest {
    private static final int NAMES = 20_000;

    private static Placement of(int from, int until) {
        return new Placement(IntStream.range(from, until)
                .mapToObj(i -> new NodeId("node-" + i))
                .toList());
    }

    private static NodeId owner(Placement placement, int name) {
        return placement.owner("shop." + name + ".orders").orElseThrow();
    }

    @Test
    void each_has_about_as_many_names_as_the_others() {
        for (var nodes : List.of(2, 3, 10, 50)) {
            var counts = new HashMap<NodeId, Integer>();
            for (var name = 0; name < NAMES; name++) counts.merge(owner(of(0, nodes), name), 1, Integer::sum);

            assertThat(counts).hasSize(nodes);
            assertThat(counts.values())
                    .allSatisfy(
                            count -> assertThat((double) count * nodes / NAMES).isBetween(0.75, 1.25));
        }
    }

    @Test
    void only_the_share_of_one_that_goes_or_comes_moves() {
        var all = of(0, 10);
        var without = of(1, 10);
        for (var name = 0; name < NAMES; name++) {
            var before = owner(all, name);
            if (before.equals(new NodeId("node-0")))
                assertThat(without.owners()).contains(owner(without, name));
            else assertThat(owner(without, name)).isEqualTo(before);
        }
    }

    @Test
    void it_does_not_matter_in_which_order_the_nodes_became_known() {
        var ids = new ArrayList<>(of(0, 10).owners());
        Collections.shuffle(ids, new java.util.Random(new SplittableRandom(7).nextLong()));

        assertThat(new Placement(ids)).isEqualTo(of(0, 10));
        // agents of other versions must choose the same
        assertThat(of(0, 10).owner("stats.orders").orElseThrow().uuid()).isEqualTo("node-8");
    }

    @Test
    void owners_are_the_nodes_of_the_group_that_live_in_this_zone() {
        var nodes = new HashMap<NodeId, Node>();
        for (var state : Node.State.values()) {
            var id = new NodeId(state.word());
            nodes.put(id, node(id, "lan", "ts").withState(state, Instant.EPOCH));
        }
        var far = new NodeId("far");
        nodes.put(far, node(far, "dmz", "ts"));
        var other = new NodeId("other");
        nodes.put(other, node(other, "lan", "web"));

        var placement = Placement.of(new World(Instant.EPOCH, other, nodes, Map.of(), Map.of(), List.of(), List.of()));

        assertThat(placement.owners()).containsExactly(new NodeId("alive"), new NodeId("suspect"));
        assertThat(Placement.NONE.owner("a")).isEmpty();
    }

    private static Node node(NodeId id, String zone, String group) {
        return Node.named(id, id.uuid(), zone).withDefinedGroups(new TreeSet<>(Set.of(group)));
    }
}

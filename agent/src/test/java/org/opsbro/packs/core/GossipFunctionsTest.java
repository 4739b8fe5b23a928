package org.opsbro.packs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.CheckState;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.NodeService;
import org.opsbro.model.Value;
import org.opsbro.model.World;

class GossipFunctionsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Host HOST = new LinuxHost();
    private final Evaluator evaluator = new Evaluator(List.of(new BasicFunctions(), new GossipFunctions()));
    private World world = World.of(node(0, "paris", Node.State.ALIVE, "watch"), NOON);

    private static Node node(int number, String zone, Node.State state, String... groups) {
        var plain = Node.named(new NodeId("id-" + number), "n" + number, zone);
        return plain.withDetectedGroups(new TreeSet<>(List.of(groups))).withState(state, NOON);
    }

    private void know(Node... nodes) {
        List<Event.NodeChange> changes = new ArrayList<>();
        for (var node : nodes) changes.add(new Event.NodeChange(Optional.empty(), node, ""));
        world = world.after(new Event.NodesChanged(NOON, changes));
    }

    private Value value(String expression) {
        return evaluator.compile(expression).evaluate(new Asking(world));
    }

    private record Asking(World world) implements Scope {
        @Override
        public Value.Fields root(String name) {
            return Value.Fields.EMPTY;
        }

        @Override
        public Host host() {
            return HOST;
        }

        @Override
        public RandomGenerator random() {
            return new SplittableRandom(1);
        }
    }

    @Test
    void nodes_are_counted_and_listed_by_group_state_zone_and_service() {
        var offering = node(4, "lyon", Node.State.ALIVE, "web");
        know(
                node(1, "paris", Node.State.ALIVE, "web"),
                node(2, "paris", Node.State.SUSPECT, "web"),
                node(3, "paris", Node.State.DEAD, "web"),
                offering.with(offering.profile()
                        .withServices(
                                Map.of("shop", new NodeService("shop", 80, CheckState.WARNING, new TreeSet<>())))));

        assertThat(value("gossip_count_nodes()")).isEqualTo(Value.of(5));
        assertThat(value("gossip_count_nodes('web')")).isEqualTo(Value.of(4));
        assertThat(value("gossip_count_nodes('web', 'living')")).isEqualTo(Value.of(3));
        assertThat(value("gossip_count_nodes(group='web', state='living', zone='paris') >= 2"))
                .isEqualTo(Value.TRUE);
        assertThat(value("gossip_list_nodes(state='dead')")).isEqualTo(Json.read("[\"n3\"]"));
        assertThat(value("gossip_list_nodes(service='shop')")).isEqualTo(Json.read("[\"n4\"]"));
        assertThat(value("gossip_get_zone('id-4')")).isEqualTo(Value.of("lyon"));
        assertThatThrownBy(() -> value("gossip_count_nodes(state='alife')")).hasMessageContaining("or living");
        assertThatThrownBy(() -> value("gossip_get_zone('id-9')")).hasMessageContaining("there is no node id-9");
    }

    @Test
    void a_count_follows_the_nodes() {
        know(node(1, "paris", Node.State.ALIVE, "web"));
        assertThat(value("gossip_count_nodes('web', 'alive')")).isEqualTo(Value.of(1));
        know(node(1, "paris", Node.State.DEAD, "web"));
        assertThat(value("gossip_count_nodes('web', 'alive')")).isEqualTo(Value.of(0));
        assertThat(value("gossip_list_nodes('web')")).isEqualTo(Json.read("[\"n1\"]"));
        world = world.after(new Event.NodesGone(NOON, Set.of(new NodeId("id-1"))));
        assertThat(value("gossip_list_nodes('web')")).isEqualTo(Value.Items.EMPTY);
    }

    @Test
    void whatever_comes_goes_and_changes_the_count_is_true() {
        var random = new SplittableRandom(7);
        var states = List.copyOf(EnumSet.allOf(Node.State.class));
        for (var round = 0; round < 300; round++) {
            var number = 1 + random.nextInt(40);
            if (random.nextInt(4) == 0)
                world = world.after(new Event.NodesGone(NOON, Set.of(new NodeId("id-" + number))));
            else know(node(number, "paris", states.get(random.nextInt(states.size())), "g" + random.nextInt(3)));
            var truth = world.nodes().values().stream()
                    .filter(node -> node.living() && node.isIn("g1"))
                    .count();
            assertThat(value("gossip_count_nodes('g1', 'living')")).isEqualTo(Value.of(truth));
        }
    }

    @Test
    void events_are_known_by_their_type() {
        assertThat(value("gossip_have_event_type('deploy')")).isEqualTo(Value.FALSE);
        world = world.after(
                new Event.EventHeard(NOON, new ClusterEvent("1", "deploy", "", world.self(), NOON, "internet", false)));
        assertThat(value("gossip_have_event_type('deploy')")).isEqualTo(Value.TRUE);
    }
}

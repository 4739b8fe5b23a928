package org.opsbro.detection.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Event;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.PaperFiles;

class DetectorTurnTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final DetectorTurn turn = new DetectorTurn(
            new Evaluator(ServiceLoader.load(FunctionLibrary.class)),
            new LinuxHost(),
            () -> NOON,
            new SplittableRandom(1));
    private World world = World.of(Node.named(new NodeId("aa"), "n", "internet"), NOON);

    private void detector(String condition) {
        var files = new PaperFiles();
        files.put("/global/p/package.yml", "name: p\n");
        files.put(
                "/global/p/detectors/d.yml",
                "detector:\n  interval: 1h\n  apply_if: \"" + condition + "\"\n  add_groups: [seen]\n");
        turn.packs(new PackLoader(files, List.of(new PackLoader.Place(Level.GLOBAL, "/global"))).load());
    }

    private SortedSet<String> groups() {
        for (var event : turn.take(world)) world = world.after(event);
        return world.node().detectedGroups();
    }

    @Test
    void who_asks_for_nodes_is_asked_again_when_they_change() {
        detector("gossip_count_nodes(state='living') >= 2");
        assertThat(groups()).isEmpty();
        var other = Node.named(new NodeId("bb"), "m", "internet");
        world = world.after(new Event.NodesChanged(NOON, List.of(new Event.NodeChange(Optional.empty(), other, ""))));
        assertThat(groups()).containsExactly("seen");
        var dead = other.withState(Node.State.DEAD, NOON);
        world = world.after(new Event.NodesChanged(NOON, List.of(new Event.NodeChange(Optional.of(other), dead, ""))));
        assertThat(groups()).isEmpty();
    }

    @Test
    void who_reads_a_key_is_asked_again_when_it_changes() {
        detector("{{kv.roles.web||'no'}} == 'yes'");
        assertThat(groups()).isEmpty();
        world = world.after(new Event.KeysChanged(NOON, KeyTree.of(Map.of("roles/web", Value.of("yes")))));
        assertThat(groups()).containsExactly("seen");
        world = world.after(new Event.KeysChanged(NOON, KeyTree.EMPTY));
        assertThat(groups()).isEmpty();
    }

    @Test
    void who_asks_for_events_is_asked_again_when_one_is_heard() {
        detector("gossip_have_event_type('deploy')");
        assertThat(groups()).isEmpty();
        world = world.after(
                new Event.EventHeard(NOON, new ClusterEvent("1", "deploy", "", world.self(), NOON, "internet", false)));
        assertThat(groups()).containsExactly("seen");
    }
}

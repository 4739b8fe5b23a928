package org.opsbro.detection.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.Collected;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.CollectorReport;
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
    private static final Evaluator EVALUATOR = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path data;

    private DetectorTurn turn = new DetectorTurn(EVALUATOR, new LinuxHost(), () -> NOON, new SplittableRandom(1));
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

    /** A new agent on the same disk: its world knows what was kept, and nothing else. */
    private void restart(String condition) {
        var kept = new KeptGroups(data);
        turn = new DetectorTurn(
                EVALUATOR, new LinuxHost(), () -> NOON, new SplittableRandom(1), kept, name -> name.equals("ps"));
        world = World.of(Node.named(new NodeId("aa"), "n", "internet"), NOON)
                .after(new Event.GroupsDetected(NOON, kept.all()));
        detector(condition);
    }

    private String reason() {
        return Objects.requireNonNull(turn.state().get("p/d")).reason();
    }

    private void collected(Collected said) {
        var report = CollectorTurn.report(said, CollectorReport.pending("ps", "linux"), NOON, Duration.ZERO);
        world = world.after(new Event.FactsCollected(NOON, report));
    }

    private static Collected processes(String... names) {
        return new Collected.Facts(
                Value.object().with("names", Value.texts(List.of(names))).end());
    }

    @Test
    void a_group_outlives_a_restart_until_what_its_detector_reads_has_answered() {
        var runs = "'nginx' in {{collector.ps.names||[]}}";
        restart(runs);
        assertThat(groups()).isEmpty();
        collected(processes("nginx"));
        assertThat(groups()).containsExactly("seen");

        restart(runs);
        assertThat(groups()).containsExactly("seen");
        assertThat(reason()).startsWith("as before the restart");
        collected(new Collected.Failed("no /proc"));
        assertThat(groups()).containsExactly("seen");
        collected(processes("sshd"));
        assertThat(groups()).isEmpty();

        restart(runs);
        assertThat(groups()).isEmpty();
    }

    @Test
    void who_stays_while_it_is_installed_stays_over_a_restart_too() {
        var installed = "'nginx' in {{collector.ps.names||[]}} or (is_in_group('seen') and file_exists('/bin/sh'))";
        restart(installed);
        collected(processes("nginx"));
        assertThat(groups()).containsExactly("seen");

        restart(installed);
        collected(processes("sshd"));

        assertThat(groups()).containsExactly("seen");
        assertThat(reason()).isEmpty();
    }

    @Test
    void a_detector_that_is_gone_gives_nothing_any_more_and_a_damaged_file_is_none() throws Exception {
        Files.writeString(data.resolve("groups.json"), "{\"p/other\": [\"other\"], \"p/d\": [\"seen\", \"n o\", 7]}");
        restart("'x' in {{collector.ps.names||[]}}");
        assertThat(world.node().detectedGroups()).containsExactly("other", "seen");
        assertThat(groups()).containsExactly("seen");

        Files.writeString(data.resolve("groups.json"), "{\"p/d\": [\"se");
        restart("'x' in {{collector.ps.names||[]}}");

        assertThat(groups()).isEmpty();
    }
}

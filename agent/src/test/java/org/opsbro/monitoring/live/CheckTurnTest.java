package org.opsbro.monitoring.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.model.CheckState;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Problem;
import org.opsbro.model.Status;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.Retention;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;
import org.opsbro.pack.PaperFiles;

class CheckTurnTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final Evaluator evaluator = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
    private final PaperFiles files = new PaperFiles();
    private final MovedHost host = new MovedHost();
    private final List<Event> told = Collections.synchronizedList(new ArrayList<>());
    private CheckTurn turn = turn(Map.of());
    private World world = world("web");

    private CheckTurn turn(Map<String, Status> kept) {
        return new CheckTurn(evaluator, host, () -> NOON, new SplittableRandom(1), () -> true, told::addAll, kept);
    }

    private static World world(String... groups) {
        var self = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e01");
        var all = new TreeSet<>(List.of(groups));
        return World.of(Node.named(self, "n", "internet").withDetectedGroups(all), NOON);
    }

    private void load(int load) {
        var facts = Json.readObject("{\"load1\": " + load + "}");
        world = world.after(new Event.FactsCollected(
                NOON,
                new CollectorReport(
                        "loadaverage", "linux", CollectorReport.State.OK, "", facts, NOON, NOON, Duration.ZERO)));
    }

    private Packs packs(String... checks) {
        files.put("/global/p/package.yml", "name: p\n");
        for (var i = 0; i < checks.length; i++)
            files.put("/global/p/monitoring/c" + i + ".yml", "check:\n" + checks[i].indent(2));
        loader = new PackLoader(files, List.of(new PackLoader.Place(Level.GLOBAL, "/global")));
        var packs = loader.load();
        turn.packs(packs);
        return packs;
    }

    private PackLoader loader = new PackLoader(files, List.of());

    private void pass(int seconds) {
        for (var i = 0; i < seconds; i++) {
            host.pass(Duration.ofSeconds(1));
            for (var event : turn.take(world)) {
                told.add(event);
                world = world.after(event);
            }
        }
    }

    private Status status(String name) {
        var status = world.checks().get("p/" + name);
        assertThat(status).as("%s among %s", name, world.checks().keySet()).isNotNull();
        return Objects.requireNonNull(status);
    }

    private static final String LOAD = """
        if_group: web
        interval: 5s
        max_attempts: 3
        retry_interval: 2s
        variables:
          load: "{{collector.loadaverage.load1}}"
        critical_if: "{{variables.load}} > 10"
        critical_output: "'CRITICAL: load is %d' % {{variables.load}}"
        warning_if: "{{variables.load}} > 5"
        ok_output: "'OK: load is %d' % {{variables.load}}"
        """;

    @Test
    void a_check_is_judged_by_its_expressions() {
        packs(LOAD);
        load(3);
        pass(1);
        assertThat(status("c0").state()).isEqualTo(CheckState.OK);
        assertThat(status("c0").output()).isEqualTo("OK: load is 3");

        load(7);
        pass(6);
        assertThat(status("c0").state()).isEqualTo(CheckState.WARNING);
        assertThat(status("c0").output()).isEqualTo("this holds: {{variables.load}} > 5");
    }

    @Test
    void a_problem_is_hard_after_its_attempts_and_gone_at_once() {
        packs(LOAD);
        load(3);
        pass(1);
        load(20);
        pass(6);
        assertThat(status("c0").hardState()).isEqualTo(CheckState.OK);
        assertThat(status("c0").attempt()).isEqualTo(1);
        pass(3);
        assertThat(status("c0").attempt()).isEqualTo(2);
        pass(3);
        assertThat(status("c0").hardState()).isEqualTo(CheckState.CRITICAL);
        load(1);
        pass(6);
        assertThat(status("c0").hardState()).isEqualTo(CheckState.OK);
        assertThat(told.stream().filter(Event.CheckChanged.class::isInstance)).hasSize(4);
    }

    private void others(int living) {
        List<Event.NodeChange> changes = new ArrayList<>();
        for (var i = 0; i < 3; i++) {
            var node = Node.named(new NodeId("other-" + i), "o" + i, "internet")
                    .withState(i < living ? Node.State.ALIVE : Node.State.DEAD, NOON);
            changes.add(new Event.NodeChange(Optional.empty(), node, ""));
        }
        world = world.after(new Event.NodesChanged(NOON, changes));
    }

    @Test
    void a_check_over_other_nodes_looks_when_they_change_and_waits_for_its_interval_to_confirm() {
        packs("if_group: web\ninterval: 60s\nmax_attempts: 2\ncritical_if: gossip_count_nodes(state='living') < 3\n");
        others(3);
        pass(1);
        assertThat(status("c0").state()).isEqualTo(CheckState.OK);
        others(1);
        pass(1);
        assertThat(status("c0").state()).isEqualTo(CheckState.CRITICAL);
        others(0);
        pass(1);
        others(1);
        pass(1);
        assertThat(status("c0").hard()).isFalse();
        pass(70);
        assertThat(status("c0").hard()).isTrue();
        others(2);
        pass(1);
        assertThat(status("c0").hardState()).isEqualTo(CheckState.OK);
    }

    @Test
    void a_missing_value_is_pending_for_a_while_and_then_unknown() {
        packs(LOAD);
        pass(5);
        assertThat(world.checks()).isEmpty();
        pass(30);
        assertThat(status("c0").state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(status("c0").output()).contains("{{collector.loadaverage.load1}} is undefined");
    }

    @Test
    void a_check_goes_with_its_group() {
        packs(LOAD);
        load(1);
        pass(1);
        assertThat(world.checks()).hasSize(1);
        world = world.after(new Event.GroupsDetected(NOON, new TreeSet<>(List.of("db"))));
        pass(1);
        assertThat(world.checks()).isEmpty();
    }

    @Test
    void a_state_that_changes_all_the_time_flaps() {
        packs(LOAD);
        for (var i = 0; i < 12; i++) {
            load(i % 2 == 0 ? 1 : 20);
            pass(6);
        }
        assertThat(status("c0").flapping()).isTrue();
        load(1);
        pass(6 * 25);
        assertThat(status("c0").flapping()).isFalse();
    }

    @Test
    void plugins_run_on_their_own_and_take_values_as_words() {
        packs(
                """
                if_group: '*'
                script: /usr/lib/nagios/plugins/check_dummy $state | 0$ 'two words {{node.name}};x'
                state: 2
                """,
                "if_group: '*'\nscript: \"echo 'fine | a=1' && exit 0\"\n",
                "if_group: '*'\ninterval: 1s\ntimeout: 1s\nscript: sleep 30\n");
        pass(1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        told.stream().filter(Event.ChecksRun.class::isInstance).count() == 3);
        for (var event : List.copyOf(told)) world = world.after(event);

        assertThat(status("c0").output()).isEqualTo("CRITICAL: two words n;x");
        assertThat(status("c1").performance()).hasSize(1);
        assertThat(status("c2").output()).isEqualTo("the plugin did not end within 1.0 s");
    }

    @Test
    void states_are_kept_over_a_restart() {
        packs(LOAD);
        load(20);
        pass(10);
        var kept = Retention.read(
                Json.readObject(Json.write(Retention.written(world.checks().values()))));
        assertThat(kept).isEqualTo(world.checks());
        turn = turn(kept);
        packs(LOAD);
        var before = status("c0").since();
        pass(1);
        assertThat(status("c0").since()).isEqualTo(before);
        assertThat(status("c0").hard()).isTrue();
    }

    @Test
    void what_is_wrong_is_told_with_its_place_and_only_that_check_is_off() {
        packs(
                LOAD,
                "interval: 5s\ncritical_iff: 'True'\n",
                "critical_if: 'maxx([1]) > 0'\n",
                "script: check_x $nope$\n",
                "interval: 10\ncritical_if: 'True'\n");
        assertThat(turn.checks()).hasSize(1);
        assertThat(loader.problems())
                .extracting(Problem::toString)
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("/global/p/monitoring/c1.yml:3:")
                        .contains("critical_iff")
                        .contains("did you mean critical_if?"))
                .anySatisfy(problem -> assertThat(problem).contains("there is no function maxx: did you mean max?"))
                .anySatisfy(problem -> assertThat(problem).contains("$nope$ has no value"))
                .anySatisfy(problem -> assertThat(problem).contains("c4.yml").contains("with a unit"));
    }

    @Test
    void a_check_that_reads_a_key_looks_when_it_changes_and_not_before_its_time_for_others() {
        packs("interval: 1h\nif_group: web\ncritical_if: \"{{kv.site.open||'yes'}} == 'no'\"\n");
        pass(2);
        assertThat(status("c0").state()).isEqualTo(CheckState.OK);

        world = world.after(new Event.KeysChanged(NOON, KeyTree.of(Map.of("site/open", Value.of("no")))));
        pass(1);
        assertThat(status("c0").state()).isEqualTo(CheckState.CRITICAL);
        assertThat(turn.checks().getFirst().keys()).containsExactly(List.of("site", "open"));

        told.clear();
        world = world.after(
                new Event.KeysChanged(NOON, KeyTree.of(Map.of("site/open", Value.of("no"), "other", Value.of("x")))));
        pass(1);
        assertThat(told).isEmpty();
    }
}

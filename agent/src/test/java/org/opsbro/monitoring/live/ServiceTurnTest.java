package org.opsbro.monitoring.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.NodeService;
import org.opsbro.model.Problem;
import org.opsbro.model.Status;
import org.opsbro.model.World;
import org.opsbro.monitoring.Check;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.PaperFiles;

class ServiceTurnTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String THREE = "checks: [a, b, other/c]\nif_group: web\n";
    private final Evaluator evaluator = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
    private final PaperFiles files = new PaperFiles();
    private final PackLoader loader = new PackLoader(files, List.of(new PackLoader.Place(Level.GLOBAL, "/global")));
    private final LinuxHost host = new LinuxHost();
    private final ServiceTurn turn = new ServiceTurn(evaluator, host, () -> NOON, new SplittableRandom(1), () -> true);
    private World world = World.of(
            Node.named(new NodeId("aa"), "n", "internet").withDetectedGroups(new TreeSet<>(List.of("web"))), NOON);

    private void service(String name, String text) {
        files.put("/global/p/package.yml", "name: p\nparameters:\n  port: {type: int, default: 8080}\n");
        files.put("/global/p/monitoring/" + name + ".yml", "service:\n" + text.indent(2));
        turn.packs(loader.load());
    }

    private void ran(String check, CheckState state) {
        var before = world.checks().getOrDefault(check, Status.pending(check, check, 1, NOON));
        var status =
                new Status(check, check, state, state, 1, 1, false, NOON, NOON, before.took(), "", "", List.of(), "");
        world = world.after(new Event.ChecksRun(NOON, List.of(status)));
    }

    private List<Event> pass() {
        var events = turn.take(world);
        for (var event : events) world = world.after(event);
        return events;
    }

    private NodeService offered(String name) {
        pass();
        return Objects.requireNonNull(world.node().services().get(name));
    }

    private String why(String name) {
        return Objects.requireNonNull(turn.state().get(name)).availability().why();
    }

    @Test
    void without_an_expression_a_service_is_as_the_worst_of_its_checks() {
        service("shop", THREE + "port: 8443\ntags: [v2]\n");
        assertThat(offered("shop").state()).isEqualTo(CheckState.PENDING);
        ran("p/a", CheckState.OK);
        ran("p/b", CheckState.OK);
        ran("other/c", CheckState.OK);
        assertThat(offered("shop"))
                .isEqualTo(new NodeService("shop", 8443, CheckState.OK, new TreeSet<>(List.of("v2"))));
        ran("p/b", CheckState.WARNING);
        assertThat(offered("shop").passes()).isTrue();
        ran("other/c", CheckState.CRITICAL);
        assertThat(offered("shop").state()).isEqualTo(CheckState.CRITICAL);
        assertThat(why("shop")).isEqualTo("p/b is warning, other/c is critical");
    }

    @Test
    void with_an_expression_it_is_available_or_not_and_warns_while_some_check_is_not_ok() {
        service("shop", THREE + "available_if: passes('a') and at_least(2)\n");
        ran("p/a", CheckState.OK);
        ran("p/b", CheckState.OK);
        ran("other/c", CheckState.CRITICAL);
        assertThat(offered("shop").state()).isEqualTo(CheckState.WARNING);
        ran("p/b", CheckState.UNKNOWN);
        assertThat(offered("shop").state()).isEqualTo(CheckState.CRITICAL);
        assertThat(why("shop")).startsWith("this does not hold: passes('a') and at_least(2); p/b is unknown");
        ran("p/b", CheckState.OK);
        ran("other/c", CheckState.OK);
        assertThat(offered("shop").state()).isEqualTo(CheckState.OK);
    }

    @Test
    void weights_are_arithmetic() {
        service("shop", THREE + "available_if: 2 * passes('a') + passes('b') + passes('other/c') >= 2\n");
        ran("p/a", CheckState.CRITICAL);
        ran("p/b", CheckState.OK);
        ran("other/c", CheckState.OK);
        assertThat(offered("shop").passes()).isTrue();
        ran("other/c", CheckState.CRITICAL);
        assertThat(offered("shop").passes()).isFalse();
        ran("p/a", CheckState.OK);
        assertThat(offered("shop").passes()).isTrue();
    }

    @Test
    void it_is_told_only_when_it_changes_and_goes_with_its_group() {
        service("shop", THREE);
        assertThat(pass()).hasSize(1);
        assertThat(pass()).isEmpty();
        world = world.after(new Event.GroupsDetected(NOON, new TreeSet<>(List.of("db"))));
        assertThat(pass()).hasSize(1);
        assertThat(world.node().services()).isEmpty();
    }

    @Test
    void a_check_written_in_it_has_its_group_and_runs_as_all_others() {
        service("shop", "if_group: web\nport: '{{parameters.port}}'\ncheck:\n  interval: 1s\n  critical_if: '1 > 2'\n");
        var checks =
                new CheckTurn(evaluator, host, () -> NOON, new SplittableRandom(1), () -> true, events -> {}, Map.of());
        checks.packs(loader.load());
        assertThat(checks.checks()).extracting(Check::id).containsExactly("p/shop");
        for (var event : checks.take(world)) world = world.after(event);

        assertThat(offered("shop")).isEqualTo(new NodeService("shop", 8080, CheckState.OK, new TreeSet<>()));
    }

    @Test
    void what_cannot_be_told_is_unknown_with_its_reason() {
        service("shop", "if_group: web\ncheck: a\nport: '{{collector.nothing.port}}'\n");
        assertThat(offered("shop").state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(why("shop")).contains("{{collector.nothing.port}} is undefined");
        service("second", "name: shop\nif_group: web\ncheck: a\n");
        assertThat(offered("shop").state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(why("shop")).isEqualTo("both p/second and p/shop are called shop: give one another name");
    }

    @Test
    void what_is_wrong_is_told_with_its_place() {
        service("shop", "name: a shop\nport: 70000\nchek: a\ntags: ['x y']\n");
        assertThat(turn.services()).isEmpty();
        assertThat(loader.problems())
                .extracting(Problem::toString)
                .anySatisfy(
                        problem -> assertThat(problem).contains("shop.yml:2:").contains("\"a shop\""))
                .anySatisfy(problem -> assertThat(problem).contains("from 1 to 65535"))
                .anySatisfy(problem -> assertThat(problem).contains("did you mean check?"))
                .anySatisfy(problem -> assertThat(problem).contains("needs check or checks"))
                .anySatisfy(problem -> assertThat(problem).contains("\"x y\""));
    }
}

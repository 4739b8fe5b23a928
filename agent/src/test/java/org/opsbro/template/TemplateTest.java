package org.opsbro.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.packs.core.BasicFunctions;

class TemplateTest {
    private static final Evaluator EVALUATOR = new Evaluator(List.of(new BasicFunctions()));

    private static World world() {
        var world = World.of(node(2, "web-2", "web"), Instant.EPOCH);
        return world.after(new Event.NodesChanged(
                Instant.EPOCH,
                List.of(
                        change(node(3, "db-1", "db")),
                        change(node(1, "web-1", "web")),
                        change(dead(4, "web-3", "web")))));
    }

    private static Event.NodeChange change(Node node) {
        return new Event.NodeChange(java.util.Optional.empty(), node, "");
    }

    private static Node dead(int number, String name, String group) {
        return node(number, name, group).withState(Node.State.DEAD, Instant.EPOCH);
    }

    private static Node node(int number, String name, String group) {
        return Node.named(new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0a7c8a1d9e0" + number), name, "internet")
                .withDefinedGroups(new TreeSet<>(List.of(group)));
    }

    private record Facts(World world) implements Scope {
        @Override
        public Value.Fields root(String name) {
            return switch (name) {
                case "collector" -> Json.readObject("{\"disks\": {\"/\": {\"used\": 12}}}");
                case "kv" -> Json.readObject("{\"color\": \"blue\"}");
                default -> Value.Fields.EMPTY;
            };
        }

        @Override
        public Host host() {
            throw new EvaluationException("no machine in this test");
        }

        @Override
        public RandomGenerator random() {
            return new SplittableRandom(1);
        }
    }

    private static String rendered(String text) {
        return Template.parse("test.j2", text, EVALUATOR).render(new Facts(world()));
    }

    @Test
    void the_alive_nodes_of_a_group_come_in_the_order_of_their_uuids() {
        var text = "{% for node in ok_nodes(group='web') %}\n{{ loop.index }} {{ node.name }}\n{% endfor %}\n";

        assertThat(rendered(text)).isEqualTo("1 web-1\n2 web-2\n");
        assertThat(rendered("{{ nodes|length }} {{ groups.db[0].name }} {{ node.name }}"))
                .isEqualTo("4 db-1 web-2");
    }

    @Test
    void a_group_without_alive_nodes_is_an_error_where_it_is_asked_for() {
        assertThat(rendered("{% for n in ok_nodes('cache') %}x{% else %}none{% endfor %}"))
                .isEqualTo("none");
        assertThatThrownBy(() -> rendered("{% for n in ok_nodes('cache', if_none='raise') %}x{% endfor %}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("no node is alive in the group cache");
    }

    @Test
    void what_is_undefined_is_told_with_its_place() {
        assertThatThrownBy(() -> rendered("line one\n  {{ node.nam }}\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessage("""
                        test.j2:2:6: there is no 'nam' here: did you mean name?
                            {{ node.nam }}
                               ^""");
        assertThatThrownBy(() -> rendered("{{ nodess }}"))
                .hasMessageContaining("test.j2:1:4: 'nodess' is undefined: did you mean nodes?");
    }

    @Test
    void a_default_stands_for_what_is_not_there() {
        assertThat(rendered("{{ kv.color||'red' }} {{ kv.size||'small' }} {{ collector.disks['/'].used }}"))
                .isEqualTo("blue small 12");
    }

    @Test
    void a_template_tells_what_it_reads() {
        var text =
                "{% for n in ok_nodes('web') %}{{ n.name }}{{ collector.disks['/'].used }}{% endfor %}{{ kv['a/b'] }}{{ nodes|length }}";

        assertThat(Template.parse("t", text, EVALUATOR).dependencies())
                .contains(
                        new Dependency(Dependency.FUNCTION, List.of("ok_nodes")),
                        new Dependency("collector", List.of("disks", "/", "used")),
                        new Dependency("kv", List.of("a/b")),
                        new Dependency("nodes", List.of()));
    }

    @Test
    void templates_of_a_pack_include_each_other_and_nothing_else() {
        var pack = Templates.of(
                Map.of(
                        "main", "{% include 'part' %}!{% include 'none' ignore missing %}",
                        "part", "{% set x = 1 %}{{ node.name }}",
                        "lost", "{% include '../etc/passwd' %}",
                        "loop", "{% include 'loop' %}"),
                EVALUATOR);

        assertThat(pack.template("main").render(new Facts(world()))).isEqualTo("web-2!");
        assertThatThrownBy(() -> pack.template("lost").render(new Facts(world())))
                .hasMessageContaining("lost:1:12: there is no template \"../etc/passwd\" in this pack");
        assertThatThrownBy(() -> pack.template("loop").render(new Facts(world())))
                .hasMessageContaining("within each other");
    }
}

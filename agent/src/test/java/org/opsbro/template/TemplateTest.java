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
import org.opsbro.detection.PaperHost;
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
        public String note(String root, List<String> path) {
            return root.equals("collector") ? "of this test" : "";
        }

        @Override
        public Host host() {
            return PaperHost.of(Map.of());
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

    @Test
    void what_is_wrong_in_the_templates_of_a_pack_is_told_before_one_is_rendered() {
        var pack = Templates.of(
                Map.of(
                        "a.j2", "x\n{% if false %}{% include 'part.j2' %}{% endif %}",
                        "b.j2", "{% from 'mcro.j2' import m %}{% import 'macro.j2' as n %}{{ n.m() }}",
                        "c.j2", "{% include ['one', 'two'] %}{% include ['one', 'macro.j2'] %}",
                        "d.j2", "{% include 'none' ignore missing %}{% include node.name %}",
                        "e.j2", "\n{% for %}",
                        "macro.j2", "{% macro m() %}{% endmacro %}"),
                EVALUATOR);

        assertThat(pack.problems())
                .extracting(each -> each.source() + ": " + each.reason())
                .containsExactly(
                        "a.j2:2:26: there is no template \"part.j2\" in this pack",
                        "b.j2:1:9: there is no template \"mcro.j2\" in this pack: did you mean macro.j2?",
                        "c.j2:1:12: none of these templates is in this pack",
                        "e.j2:2:8: want a name to set, found the end of the tag");
    }

    @Test
    void a_macro_hides_the_function_of_its_name_where_it_is_known() {
        assertThat(rendered("{% macro max(a, b) %}<{{ a }}{{ b }}>{% endmacro %}{{ max(1, b=2) }}"))
                .isEqualTo("<12>");
        assertThat(rendered("{{ max(1, 2) }}{% macro max(a) %}<{{ a }}>{% endmacro %}{{ max(3) }}"))
                .isEqualTo("2<3>");
        assertThat(rendered("{% macro twice(len) %}{{ len('a') }}{% endmacro %}{% macro b(x) %}b{{ x }}{% endmacro %}"
                        + "{{ twice(b) }}{{ len('abc') }}"))
                .isEqualTo("ba3");
        assertThat(rendered("{% for ok_nodes in [1] %}{{ ok_nodes }}{% endfor %}{{ ok_nodes('web')|length }}"
                        + "{{ ok_nodes(group='db')|length }}"))
                .isEqualTo("121");
        assertThatThrownBy(() -> rendered("{% set max = 1 %}\n{{ max(1, 2) }}"))
                .hasMessageContaining("test.j2:2:4: 1 (integer) cannot be called");
        assertThatThrownBy(() -> rendered("{% for len in [] %}{% endfor %}{{ len(1) }}"))
                .hasMessageContaining("1 (integer) has no length");
        assertThatThrownBy(() -> rendered("{% for len in [] %}{% endfor %}{{ len('a', sep=1) }}"))
                .hasMessageContaining("want len(value): it has no argument sep");
    }

    @Test
    void a_function_that_may_be_hidden_counts_among_what_the_template_reads() {
        var text = "{% for ok_nodes in [] %}{% endfor %}{{ ok_nodes('web')|length }}";

        assertThat(Template.parse("t", text, EVALUATOR).dependencies())
                .containsExactly(new Dependency(Dependency.FUNCTION, List.of("ok_nodes")));
    }

    @Test
    void a_trace_tells_each_expression_with_its_place_up_to_the_failure() {
        var pack = Templates.of(
                Map.of("main", "{% include 'part' %}\n{{ node.nam }}", "part", "{{ collector.disks['/'].used + 1 }}"),
                EVALUATOR);

        var trace = pack.template("main").trace(Inputs.of(new Facts(world())));

        assertThat(trace.output()).isEqualTo("13");
        assertThat(trace.seen())
                .extracting(each -> each.at() + " " + each.explanation().text() + " "
                        + each.explanation().value().display())
                .startsWith("main:1:12 'part' part", "part:1:4 collector.disks['/'].used + 1 13");
        assertThat(trace.seen().get(1).explanation().parts())
                .extracting(each ->
                        each.text() + " " + each.note() + " " + each.parts().size())
                .containsExactly("collector.disks['/'].used of this test 0", "1  0");
        assertThat(trace.failure())
                .get()
                .extracting(each -> each.source().toString())
                .isEqualTo("main:2:4");
    }
}

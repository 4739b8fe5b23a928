package org.opsbro.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.render.Curve;
import org.opsbro.metrology.render.Span;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;

class WidgetsTest {
    private static final Value.Fields FACTS = read("""
            {"disks": {"/": {"used": 40, "kind": "ext4"}, "/var": {"used": 90.5, "kind": "xfs"}}, "top": [{"pid": 7}], "load": 1.5,
             "name": "web"}""");

    private static final Value.Fields CHECKS = read("""
            {"a/fine": {"name": "a/fine", "state": "ok", "since": "", "flapping": false, "output": "good"},
             "a/late": {"name": "a/late", "state": "pending", "since": "", "flapping": false, "output": ""},
             "b/bad": {"name": "b/bad", "state": "critical", "since": "", "flapping": false, "output": "broken"},
             "b/soon": {"name": "b/soon", "state": "warning", "since": "", "flapping": false, "output": "soon"}}""");

    private static Value.Fields read(String json) {
        try {
            return Json.readObject(json);
        } catch (Json.NotJson wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private record Facts() implements Scope {
        @Override
        public Value.Fields root(String name) {
            return name.equals("collector") ? FACTS : Value.Fields.EMPTY;
        }

        @Override
        public World world() {
            return World.of(Node.named(new NodeId("aa"), "web-1", "internet"), Instant.EPOCH);
        }

        @Override
        public Host host() {
            throw new IllegalStateException("no widget of this test asks the machine");
        }

        @Override
        public RandomGenerator random() {
            return new SplittableRandom(1);
        }
    }

    private static List<Curve> rendered(Map<String, List<String>> said) {
        var target = said.getOrDefault("target", List.of("none")).getFirst();
        if (target.equals("broken(")) throw new BadTarget("want ) at the end");
        if (target.equals("none")) return List.of();
        return List.of(
                Curve.of(target + " " + said.get("from"), new Span(100, 130, 10), new double[] {1, Double.NaN, 3}, 0));
    }

    private static Value told(String json) {
        return new Widgets(new Evaluator(List.of()), WidgetsTest::rendered, () -> CHECKS, "web 1.lan")
                .told(read(json), new Facts());
    }

    private static void tells(String widget, String answer) {
        assertThat(Json.pretty(told(widget))).isEqualTo(Json.pretty(read(answer)));
    }

    @Test
    void a_figure_has_its_value_and_limits_that_are_expressions_too() {
        tells(
                "{'donut': {'title': 'T', 'value': '{{collector.load}} * 2', 'unit': '%', 'warning': '1 + 1', 'critical': 90}}"
                        .replace('\'', '"'),
                "{\"kind\": \"donut\", \"title\": \"T\", \"unit\": \"%\", \"warning\": 2, \"critical\": 90, \"value\": 3.0}");
    }

    @Test
    void an_error_of_one_widget_stops_no_other() {
        tells(
                "{'vertical_split': [{'text': {'title': 'A', 'value': '1 +'}}, {'text': {'title': 'B', 'value': '2'}}]}"
                        .replace('\'', '"'),
                "{'kind': 'vertical_split', 'parts': [{'kind': 'text', 'title': 'A', 'unit': '', 'error': 'want a value, found the end'}, {'kind': 'text', 'title': 'B', 'unit': '', 'value': 2}]}"
                        .replace('\'', '"'));
    }

    private static String error(String widget) {
        return ((Value.Fields) told(widget.replace('\'', '"'))).get("error").display();
    }

    @Test
    void what_is_wrong_is_told_in_words() {
        assertThat(error("{'donut': {'title': 'T', 'value': '{{collector.name}}'}}"))
                .isEqualTo("value is web, want a number");
        assertThat(error("{'donut': {'title': 'T'}}")).isEqualTo("want value, an expression");
        assertThat(error("{'text': {'title': 'T', 'value': '{{collector.nothing}}'}}"))
                .contains("nothing");
        assertThat(error("{'donat': {'title': 'T', 'value': 1}}"))
                .isEqualTo("there is no widget donat: did you mean donut?");
        assertThat(error("{'chart': {'title': 'T'}}")).isEqualTo("want target: a series, or a function of Graphite");
        assertThat(error("{'chart': {'title': 'T', 'target': 'broken('}}")).isEqualTo("want ) at the end");
        assertThat(error("{'chart': {'title': 'T', 'target': 'none'}}")).isEqualTo("no series is called none");
        assertThat(error("{'table': {'title': 'T', 'value': '3'}}")).startsWith("value is 3, want a map");
        assertThat(error("{'checks': {'title': 'T', 'rows': 1000}}")).isEqualTo("rows is 1000, want 0 to 100");
        assertThat(error("{'donut': 7}")).isEqualTo("want title and value below donut");
    }

    @Test
    void splits_end_somewhere() {
        var deep =
                "{\"vertical_split\": [".repeat(50) + "{\"text\": {\"title\": \"T\", \"value\": 1}}" + "]}".repeat(50);

        assertThat(Json.write(told(deep))).contains("want one split or widget here");
    }

    @Test
    void a_chart_has_series_with_gaps_and_this_node_stands_for_its_name() {
        tells(
                "{'chart': {'title': 'T', 'target': '$node.load', 'from': '-6h'}}".replace('\'', '"'),
                ("{'kind': 'chart', 'title': 'T', 'unit': '', 'from': '-6h', 'series': [{'name': 'web_1_lan.load [-6h]', 'start': 100,"
                                + " 'step': 10, 'values': [1.0, null, 3.0]}]}")
                        .replace('\'', '"'));
    }

    @Test
    void a_table_has_the_columns_that_are_wanted_and_the_largest_first() {
        tells(
                "{'table': {'title': 'T', 'value': '{{collector.disks}}', 'columns': ['used'], 'sort': 'used', 'rows': 1}}"
                        .replace('\'', '"'),
                "{'kind': 'table', 'title': 'T', 'unit': '', 'columns': ['used'], 'rows': [{'name': '/var', 'cells': [90.5]}]}"
                        .replace('\'', '"'));
        assertThat(Json.write(told("{\"table\": {\"title\": \"T\", \"value\": \"{{collector.top}}\"}}")))
                .contains("\"columns\":[\"pid\"]")
                .contains("{\"name\":\"\",\"cells\":[7]}");
    }

    @Test
    void checks_are_counted_and_the_worst_stand_first() {
        var told = Json.write(told("{\"checks\": {\"title\": \"T\"}}"));

        assertThat(told).contains("\"counts\":{\"critical\":1,\"ok\":1,\"pending\":1,\"warning\":1}");
        assertThat(told.indexOf("b/bad")).isLessThan(told.indexOf("b/soon")).isPositive();
        assertThat(told.indexOf("b/soon")).isLessThan(told.indexOf("a/late"));
        assertThat(told.indexOf("a/late")).isLessThan(told.indexOf("a/fine"));
    }

    @Test
    void checks_may_be_those_of_some_packs_and_only_what_is_wrong() {
        assertThat(Json.write(told("{\"checks\": {\"title\": \"T\", \"packs\": \"a\"}}")))
                .doesNotContain("b/");
        assertThat(Json.write(told("{\"checks\": {\"title\": \"T\", \"only\": \"problems\"}}")))
                .contains("b/soon")
                .doesNotContain("a/fine\"")
                .contains("\"ok\":1");
    }
}

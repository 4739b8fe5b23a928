package org.opsbro.metrology.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Level;
import org.opsbro.model.ModuleReport.State;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PaperPacks;

/** Over real HTTP, with a Grafana as its documentation of the HTTP API tells it: see {@link PaperGrafana}. */
@Timeout(120)
class GrafanaSyncTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final Map<String, Value> parameters = new HashMap<>();
    private final Map<NodeId, Node> nodes = new HashMap<>();
    private PaperGrafana grafana;
    private long nanos;
    private GrafanaSync sync;

    @BeforeEach
    void start() throws IOException {
        grafana = new PaperGrafana("secret");
        sync = new GrafanaSync(new LinuxHost().network(), () -> nanos);
        parameters.put("url", Value.of(grafana.url()));
        parameters.put("api_key", Value.of("secret"));
        parameters.put("enabled_if_group", Value.of("grafana"));
        node("aa", "web-1", "10.0.0.1", "grafana");
        node("bb", "web-2", "10.0.0.2");
    }

    @AfterEach
    void stop() {
        grafana.close();
    }

    private void node(String id, String name, String address, String... groups) {
        var node = Node.named(new NodeId(id), name, "internet");
        node = node.with(node.profile().at(address, 6768)).withDefinedGroups(new TreeSet<>(Set.of(groups)));
        nodes.put(node.id(), node);
    }

    private World world() {
        return new World(
                NOON,
                new NodeId("aa"),
                Map.copyOf(nodes),
                Map.of(),
                Map.of(),
                java.util.List.of(),
                java.util.List.of());
    }

    private void turn() {
        sync.packs(PaperPacks.of("grafana", Level.GLOBAL, parameters));
        sync.take(world());
    }

    private String log() {
        return sync.report().log();
    }

    private long count(String counter) {
        return ((Value.Int) sync.report().counters().get(counter)).number();
    }

    /** Names and URLs of those that Grafana has. */
    private Map<String, String> sources() {
        return grafana.sources().stream()
                .collect(Collectors.toMap(
                        each -> each.get("name").display(),
                        each -> each.get("url").display()));
    }

    @Test
    void each_node_has_a_data_source_and_the_cluster_one() {
        turn();

        assertThat(sync.report().state()).as(log()).isEqualTo(State.STARTED);
        assertThat(sources())
                .isEqualTo(Map.of(
                        "web-1--opsbro--aa", "http://10.0.0.1:6768",
                        "web-2--opsbro--bb", "http://10.0.0.2:6768",
                        "cluster--opsbro--internet", "http://10.0.0.1:6768"));
        var one = grafana.sources().getFirst();
        assertThat(one.get("type").display()).isEqualTo("graphite");
        assertThat(((Value.Fields) one.get("jsonData")).get("graphiteVersion").display())
                .isEqualTo("1.1");
        assertThat(grafana.dashboard("opsbro-nodes").orElseThrow().get("title").display())
                .isEqualTo("OpsBro nodes");
    }

    @Test
    void what_is_as_it_should_be_is_not_written_again() {
        turn();
        var writes = grafana.writes();

        turn();
        turn();

        assertThat(writes).isEqualTo(4);
        assertThat(grafana.writes()).isEqualTo(writes);
        assertThat(count("turns")).isEqualTo(3);
    }

    @Test
    void a_node_that_moved_is_followed_and_one_that_left_is_removed() {
        turn();
        node("bb", "web-2", "10.0.0.9");
        turn();
        assertThat(sources()).containsEntry("web-2--opsbro--bb", "http://10.0.0.9:6768");

        nodes.computeIfPresent(new NodeId("bb"), (id, node) -> node.withState(Node.State.LEAVE, NOON));
        turn();

        assertThat(sources()).doesNotContainKey("web-2--opsbro--bb").hasSize(2);
        assertThat(count("removed")).isEqualTo(1);
    }

    @Test
    void a_node_that_nobody_knows_yet_is_waited_for() {
        turn();
        nodes.remove(new NodeId("bb"));
        turn();
        nanos += TimeUnit.MINUTES.toNanos(9);
        turn();
        assertThat(sources()).containsKey("web-2--opsbro--bb");

        nanos += TimeUnit.MINUTES.toNanos(2);
        turn();

        assertThat(sources()).doesNotContainKey("web-2--opsbro--bb");
    }

    @Test
    void what_others_made_stays_as_it_is() {
        grafana.add("production", "graphite", Map.of());
        grafana.add("old--opsbro--cc", "graphite", Map.of("opsbroZone", "dmz"));
        grafana.add("mine--opsbro--dd", "prometheus", Map.of("opsbroZone", "internet"));
        grafana.add("noted--opsbro--ee", "graphite", Map.of());

        turn();
        nanos += TimeUnit.HOURS.toNanos(1);
        turn();

        assertThat(sources())
                .containsKeys("production", "old--opsbro--cc", "mine--opsbro--dd", "noted--opsbro--ee")
                .hasSize(7);
    }

    @Test
    void a_name_that_is_taken_is_told_and_the_others_are_made() {
        grafana.add("web-2--opsbro--bb", "prometheus", Map.of());

        turn();

        assertThat(sources()).containsKeys("web-1--opsbro--aa", "cluster--opsbro--internet");
        assertThat(log()).contains("(409)", "name already exists");
        assertThat(sync.report().state()).isEqualTo(State.STARTED);
    }

    @Test
    void a_dashboard_that_people_changed_is_left_and_an_older_one_of_ours_is_replaced() {
        turn();
        grafana.retitle("opsbro-nodes", "Ours");
        turn();
        assertThat(grafana.dashboard("opsbro-nodes").orElseThrow().get("title").display())
                .isEqualTo("Ours");

        grafana.retag("opsbro-nodes", "opsbro-0");
        turn();

        assertThat(grafana.dashboard("opsbro-nodes").orElseThrow().get("title").display())
                .isEqualTo("OpsBro nodes");
    }

    @Test
    void a_dashboard_that_may_not_be_changed_is_told() {
        grafana.answer(
                "/api/dashboards/db",
                412,
                "{\"message\": \"The dashboard belongs to a plugin\", \"status\": \"plugin-dashboard\"}");

        turn();

        assertThat(log()).contains("3 data sources", "(412): The dashboard belongs to a plugin");
        assertThat(count("conflicts")).isEqualTo(1);
    }

    @Test
    void a_key_that_is_refused_is_told_with_what_to_do() {
        parameters.put("api_key", Value.of("wrong"));

        turn();

        assertThat(sync.report().state()).isEqualTo(State.ERROR);
        assertThat(log()).contains("refuses the key (401)", "packs parameters set grafana.api_key");
        assertThat(sources()).isEmpty();
        assertThat(sync.report().configuration().get("api_key").display()).isEqualTo("***");
    }

    @Test
    void what_is_missing_is_told() {
        parameters.remove("url");
        turn();
        assertThat(log()).contains("grafana.url is missing");

        parameters.put("url", Value.of("ftp://x"));
        turn();
        assertThat(log()).contains("url: found \"ftp://x\", want a URL");

        parameters.put("url", Value.of(grafana.url() + "/"));
        parameters.remove("api_key");
        turn();
        assertThat(log()).contains("grafana.api_key is missing");
        parameters.put("api_key", Value.of("two words"));
        turn();
        assertThat(log()).contains("api_key: want letters without spaces").doesNotContain("two words");
        assertThat(grafana.calls()).isZero();
    }

    @Test
    void only_one_of_those_that_may_writes() {
        node("a0", "web-0", "10.0.0.3", "grafana");
        turn();
        assertThat(log()).isEqualTo("web-0 writes for the zone internet");
        assertThat(grafana.calls()).isZero();

        node("aa", "web-1", "10.0.0.1", "grafana", "zone-leader");
        turn();

        assertThat(log()).contains("4 data sources");
        node("aa", "web-1", "10.0.0.1");
        turn();
        assertThat(sync.report().state()).isEqualTo(State.DISABLED);
    }

    @Test
    void a_server_that_answers_anything_harms_nobody() {
        for (var body : new String[] {
            "",
            "[",
            "{}",
            "[1, null, [], \"x\", {}]",
            "[{\"name\": \"a--opsbro--b\", \"type\": \"graphite\", \"uid\": \"../../x\", \"jsonData\": {\"opsbroZone\": \"internet\"}}]",
            "<html>login</html>",
            "[".repeat(100_000)
        }) {
            grafana.answer("/api/datasources", 200, body);
            turn();
            assertThat(log()).as(body).isNotEmpty();
        }
        grafana.answer("/api/datasources", 302, "");
        turn();
        assertThat(log()).contains("leads elsewhere (302)");
        grafana.answer("/api/datasources", 500, "{\"message\": \"database is locked\"}");
        turn();
        assertThat(log()).contains("(500): database is locked");
        assertThat(sources()).isEmpty();
    }

    @Test
    void an_answer_without_end_is_cut_off() {
        grafana.endless(false);

        turn();

        assertThat(log()).contains("the answer has more than");
    }

    @Test
    void an_answer_that_comes_drop_by_drop_is_not_waited_for() {
        grafana.endless(true);

        turn();

        assertThat(log()).contains("the answer does not end within");
    }

    @Test
    void many_nodes_come_in_more_than_one_turn() {
        for (var i = 0; i < 150; i++) node("n" + i, "host-" + i, "10.0.1." + i);

        turn();
        assertThat(log()).contains("more of the 153 data sources at the next turn");
        turn();

        assertThat(sources()).hasSize(153);
        assertThat(log()).startsWith("153 data sources");
    }

    @Test
    void addresses_of_ipv6_and_urls_of_others_are_said_as_they_should_be() {
        node("bb", "web-2", "fd00::2");
        parameters.put("cluster_url", Value.of("https://series.example.com/"));
        turn();
        assertThat(sources())
                .containsEntry("web-2--opsbro--bb", "http://[fd00::2]:6768")
                .containsEntry("cluster--opsbro--internet", "https://series.example.com");

        parameters.put("node_url", Value.of("https://proxy/{name}"));
        turn();

        assertThat(sources()).containsEntry("web-2--opsbro--bb", "https://proxy/web-2");
        assertThat(Optional.of(count("changed"))).hasValue(2L);
    }
}

package org.opsbro.discovery.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.views.PrometheusTargets.Wanted;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.NodeService;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** A cluster on paper: what each tool would read of it. */
class ViewsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final World world = world(
            offering(
                    node("a1", "web-1", "10.0.0.1", "paris", Node.State.ALIVE, "web", "debian-12"),
                    new NodeService("shop", 8443, CheckState.OK, tags("v2"))),
            offering(
                    node("b2", "web-2", "10.0.0.2", "paris", Node.State.SUSPECT, "web"),
                    new NodeService("shop", 8443, CheckState.WARNING, tags())),
            offering(
                    node("c3", "db-1", "fd00::3", "paris", Node.State.DEAD, "db"),
                    new NodeService("shop-2", "shop", 9443, CheckState.OK, tags("v2"))),
            node("d4", "old", "10.0.0.4", "paris", Node.State.LEAVE, "web"),
            node("e5aaaaaa99", "edge", "10.1.0.5", "lyon", Node.State.ALIVE, "web"),
            node("e5bbbbbb00", "edge", "10.1.0.6", "lyon", Node.State.ALIVE));

    private static Node node(String id, String name, String address, String zone, Node.State state, String... groups) {
        var plain = Node.named(new NodeId(id), name, zone);
        return plain.with(plain.profile().at(address, 6768).withGroups(tags(groups), tags()))
                .withState(state, NOON);
    }

    private static Node offering(Node node, NodeService service) {
        return node.with(node.profile().withServices(Map.of(service.id(), service)));
    }

    private static SortedSet<String> tags(String... words) {
        return new TreeSet<>(List.of(words));
    }

    private static World world(Node... nodes) {
        var first = World.of(nodes[0], NOON);
        List<Event.NodeChange> changes = new ArrayList<>();
        for (var node : nodes) changes.add(new Event.NodeChange(Optional.empty(), node, ""));
        return first.after(new Event.NodesChanged(NOON, changes));
    }

    private static Wanted wanted(String group, String zone, String state, String service, int port) {
        return new Wanted(GroupExpression.parse(group), zone, state, service, port);
    }

    private List<String> targets(Wanted wanted) {
        return PrometheusTargets.of(world, wanted).all().stream()
                .map(each -> ((Value.Items) ((Value.Fields) each).get("targets"))
                        .all()
                        .getFirst()
                        .display())
                .toList();
    }

    @Test
    void prometheus_scrapes_the_agents_dead_ones_too_so_that_they_are_down() {
        assertThat(targets(wanted("*", "", "", "", 0)))
                .containsExactly("10.1.0.5:6768", "10.1.0.6:6768", "[fd00::3]:6768", "10.0.0.1:6768", "10.0.0.2:6768");
        assertThat(targets(wanted("web & !debian-12", "paris", "", "", 9100))).containsExactly("10.0.0.2:9100");
        assertThat(targets(wanted("*", "paris", "alive", "", 0))).containsExactly("10.0.0.1:6768");
    }

    @Test
    void prometheus_scrapes_a_service_where_it_is_offered() {
        assertThat(targets(wanted("*", "", "", "shop", 0)))
                .containsExactly("[fd00::3]:9443", "10.0.0.1:8443", "10.0.0.2:8443");
        var first = (Value.Fields) PrometheusTargets.of(world, wanted("debian-12", "", "", "shop", 0))
                .all()
                .getFirst();
        assertThat(first.get("labels")).isEqualTo(Json.read("""
                        {"__meta_opsbro_node": "web-1", "__meta_opsbro_uuid": "a1", "__meta_opsbro_display_name": "",
                         "__meta_opsbro_address": "10.0.0.1", "__meta_opsbro_zone": "paris", "__meta_opsbro_state": "alive",
                         "__meta_opsbro_groups": ",debian-12,web,", "__meta_opsbro_service": "shop", "__meta_opsbro_service_id": "shop",
                         "__meta_opsbro_service_state": "ok", "__meta_opsbro_service_tags": ",v2,"}"""));
    }

    @Test
    void ansible_finds_the_living_under_names_it_accepts() {
        var inventory = Inventory.list(world, false);
        assertThat(inventory.keys())
                .containsExactly(
                        "_meta", "all", "debian_12", "state_alive", "state_suspect", "web", "zone_lyon", "zone_paris");
        assertThat(inventory.get("web")).isEqualTo(Json.read("{\"hosts\": [\"edge-e5aaaaaa\", \"web-1\", \"web-2\"]}"));
        assertThat(((Value.Fields) Inventory.list(world, true).get("state_dead")).get("hosts"))
                .isEqualTo(Json.read("[\"db-1\"]"));
        assertThat(Inventory.host(world, "web-1").orElseThrow().get("opsbro_services"))
                .isEqualTo(Json.read("{\"shop\": 8443}"));
        assertThat(Inventory.host(world, "nobody")).isEmpty();
        assertThat(Inventory.name("all")).isEqualTo("group_all");
        assertThat(Inventory.name("2nd::floor")).isEqualTo("group_2nd__floor");
    }

    private ConsulCatalog paris() {
        return ConsulCatalog.of(world, "paris");
    }

    private static List<String> texts(Value items, String... path) {
        return ((Value.Items) items)
                .all().stream()
                        .map(each -> {
                            var here = each;
                            for (var key : path) here = ((Value.Fields) here).get(key);
                            return here.display();
                        })
                        .toList();
    }

    @Test
    void a_zone_is_a_datacenter_and_a_node_that_left_is_no_longer_in_it() {
        assertThat(ConsulCatalog.datacenters(world)).isEqualTo(Json.read("[\"paris\", \"lyon\"]"));
        assertThat(texts(paris().nodes(), "Node")).containsExactly("db-1", "web-1", "web-2");
        assertThat(texts(paris().members(), "Status")).containsExactly("4", "3", "1", "1");
        assertThat(texts(ConsulCatalog.of(world, "lyon").nodes(), "Address")).containsExactly("10.1.0.5", "10.1.0.6");
    }

    @Test
    void groups_are_tags_and_all_tags_asked_for_must_be_there() {
        assertThat(paris().services())
                .isEqualTo(Json.read("{\"opsbro\": [\"db\", \"debian-12\", \"web\"], "
                        + "\"shop\": [\"db\", \"debian-12\", \"v2\", \"web\"]}"));
        assertThat(texts(paris().service("shop", Set.of("v2")), "Node")).containsExactly("db-1", "web-1");
        assertThat(texts(paris().service("shop", Set.of("v2", "web")), "ServicePort"))
                .containsExactly("8443");
        assertThat(texts(paris().service("nothing", Set.of()))).isEmpty();
    }

    @Test
    void only_what_passes_altogether_passes_and_a_suspicion_is_no_verdict() {
        assertThat(texts(paris().health("shop", Set.of(), true), "Node", "Node"))
                .containsExactly("web-1");
        assertThat(texts(paris().health("opsbro", Set.of(), true), "Node", "Node"))
                .containsExactly("web-1", "web-2");
        assertThat(texts(paris().health("shop", Set.of(), false), "Service", "ID"))
                .containsExactly("shop-2", "shop", "shop");
        assertThat(texts(paris().checks("shop"), "Status")).containsExactly("passing", "passing", "warning");
        assertThat(texts(paris().state("critical"), "CheckID")).containsExactly("serfHealth");
        assertThat(texts(paris().state("any"))).hasSize(6);
        assertThatThrownBy(() -> paris().state("fine")).hasMessageContaining("want any, passing");
    }

    @Test
    void a_node_is_found_by_its_name_and_by_its_id() {
        assertThat(paris().node("a1")).isEqualTo(paris().node("web-1"));
        assertThat(((Value.Fields) ((Value.Fields) paris().node("web-1")).get("Services")).keys())
                .containsExactly("shop", "opsbro");
        assertThat(paris().node("old")).isEqualTo(Value.NONE);
        assertThat(texts(paris().checksOf("db-1"), "Status")).containsExactly("critical", "passing");
        assertThat(texts(paris().checksOf("nobody"))).isEmpty();
    }

    @Test
    void a_node_tells_of_itself() {
        assertThat(((Value.Fields) ((Value.Fields) ConsulLocal.self(world, "1")).get("Config")).get("Datacenter"))
                .isEqualTo(Value.of("paris"));
        assertThat(((Value.Fields) ConsulLocal.services(world, id -> Value.Fields.EMPTY)).keys())
                .containsExactly("shop");
    }
}

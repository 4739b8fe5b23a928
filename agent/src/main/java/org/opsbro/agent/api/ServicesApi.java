package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opsbro.model.CheckState;
import org.opsbro.model.Nearest;
import org.opsbro.model.Node;
import org.opsbro.model.NodeService;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.Service;
import org.opsbro.monitoring.live.ServiceTurn;
import org.opsbro.monitoring.live.ServiceTurn.Offered;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Services: those of this node with the checks they stand on, and all of the cluster with who offers them. */
public final class ServicesApi {
    private final Supplier<World> world;
    private final ServiceTurn services;

    public ServicesApi(Supplier<World> world, ServiceTurn services) {
        this.world = world;
        this.services = services;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/monitoring/services",
                        "Services of this node with the checks they stand on",
                        Access.OPEN,
                        request -> Reply.json(ofThisNode())),
                new Route(
                        "GET",
                        "/monitoring/services/{name}",
                        "One service of this node",
                        Access.OPEN,
                        request -> one(request, ofThisNode())),
                new Route(
                        "GET",
                        "/state/services",
                        "Services of the cluster: which nodes offer each, and where it passes",
                        Access.OPEN,
                        request -> Reply.json(ofTheCluster())),
                new Route(
                        "GET",
                        "/state/services/{name}",
                        "One service of the cluster",
                        Access.OPEN,
                        request -> one(request, ofTheCluster())));
    }

    private static Reply one(Request request, Value.Fields all) {
        var name = request.variable("name");
        return all.has(name)
                ? Reply.json(all.get(name))
                : Reply.notFound("there is no service " + name + Nearest.hint(name, all.keys()));
    }

    /** By id: id, name, pack, port, tags, state, state_id, since, why, notes, if_group, available_if, checks (id to state). */
    Value.Fields ofThisNode() {
        var now = world.get();
        Map<String, Value> all = new TreeMap<>();
        services.state().forEach((id, offered) -> all.put(id, described(offered, now)));
        return Value.fields(all);
    }

    private static Value described(Offered offered, World now) {
        var service = offered.service();
        var availability = offered.availability();
        return Value.object()
                .with("id", service.key())
                .with("name", service.name())
                .with("pack", service.pack())
                .with("port", availability.port())
                .with("tags", Value.texts(service.tags()))
                .with("state", availability.state().word())
                .with("state_id", availability.state().code())
                .with("since", offered.since().toString())
                .with("why", availability.why())
                .with("notes", service.notes())
                .with("if_group", service.ifGroup().toString())
                .with(
                        "available_if",
                        service.availableIf().map(each -> each.text()).orElse(""))
                .with("checks", checks(service, now))
                .end();
    }

    private static Value checks(Service service, World now) {
        var states = Value.object();
        for (var check : service.checks()) {
            var status = now.checks().get(check);
            states.with(check, (status == null ? CheckState.PENDING : status.hardState()).word());
        }
        return states.end();
    }

    private record Member(Node node, NodeService service) {
        boolean passes() {
            return node.living() && service.passes();
        }
    }

    /** By name: name, members (names of nodes), passing-members, passing, failing-members, failing. Nodes that left do not count. */
    private Value.Fields ofTheCluster() {
        Map<String, List<Member>> byName = new TreeMap<>();
        for (var node : world.get().nodes().values()) {
            if (node.state() == Node.State.LEAVE) continue;
            for (var service : node.services().values())
                byName.computeIfAbsent(service.name(), name -> new ArrayList<>())
                        .add(new Member(node, service));
        }
        Map<String, Value> all = new TreeMap<>();
        byName.forEach((name, members) -> all.put(name, offered(name, members)));
        return Value.fields(all);
    }

    private static Value offered(String name, List<Member> members) {
        var sorted = members.stream()
                .sorted(Comparator.comparing((Member each) -> each.node().name())
                        .thenComparing(each -> each.node().id()))
                .toList();
        var passing = sorted.stream().filter(Member::passes).toList();
        var failing = sorted.stream().filter(each -> !each.passes()).toList();
        return Value.object()
                .with("name", name)
                .with("members", names(sorted))
                .with("passing-members", names(passing))
                .with("passing", passing.size())
                .with("failing-members", names(failing))
                .with("failing", failing.size())
                .end();
    }

    private static Value names(List<Member> members) {
        return Value.texts(members.stream().map(each -> each.node().name()).toList());
    }
}

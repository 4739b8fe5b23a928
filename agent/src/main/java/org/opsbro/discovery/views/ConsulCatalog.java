package org.opsbro.discovery.views;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.opsbro.discovery.views.Sights.Sight;
import org.opsbro.model.CheckState;
import org.opsbro.model.Node;
import org.opsbro.model.NodeService;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/**
 * The nodes of a zone as the clients of Consul see them: an agent is a node, a zone a datacenter, groups are tags, and membership is the check
 * {@code serfHealth}. Each node also offers the service {@value #AGENT}, its agent. Nodes that left are not in it, dead ones are, as critical.
 */
public final class ConsulCatalog {
    public static final String AGENT = "opsbro";

    private final List<Sight> members;
    private final Map<String, Sight> nodes = new LinkedHashMap<>();
    private final Map<String, List<Offer>> services = new TreeMap<>();

    /** @param isAgent whether it is the agent of the node, which has no check but {@code serfHealth} */
    private record Offer(Sight sight, NodeService service, boolean isAgent) {
        boolean has(Collection<String> wanted) {
            return wanted.stream()
                    .allMatch(
                            tag -> service.tags().contains(tag) || sight.node().isIn(tag));
        }

        boolean passes() {
            return sight.node().living() && service.state() == CheckState.OK;
        }
    }

    private ConsulCatalog(List<Sight> members) {
        this.members = members;
        for (var sight : members) {
            if (sight.node().state() == Node.State.LEAVE) continue;
            nodes.put(sight.name(), sight);
            for (var offer : offers(sight))
                services.computeIfAbsent(offer.service().name(), name -> new ArrayList<>())
                        .add(offer);
        }
    }

    public static ConsulCatalog of(World world, String zone) {
        return new ConsulCatalog(Sights.of(world).stream()
                .filter(sight -> sight.node().zone().equals(zone))
                .toList());
    }

    /** The zones there are, that of this node first. */
    public static Value datacenters(World world) {
        return Value.texts(zones(world));
    }

    public static List<String> zones(World world) {
        var zones = new TreeSet<String>();
        for (var node : world.nodes().values()) zones.add(node.zone());
        zones.remove(world.node().zone());
        List<String> all = new ArrayList<>(zones);
        all.addFirst(world.node().zone());
        return all;
    }

    private static List<Offer> offers(Sight sight) {
        var node = sight.node();
        List<Offer> all = new ArrayList<>();
        for (var service : node.services().values()) all.add(new Offer(sight, service, false));
        if (!node.services().containsKey(AGENT))
            all.add(new Offer(sight, new NodeService(AGENT, node.port(), CheckState.OK, new TreeSet<>()), true));
        return all;
    }

    private static Value items(Collection<? extends Value> values) {
        return new Value.Items(List.copyOf(values));
    }

    public Value members() {
        return items(members.stream().map(ConsulShapes::member).toList());
    }

    public Value nodes() {
        return items(nodes.values().stream().map(ConsulShapes::node).toList());
    }

    /** Services by name, each with all tags that some instance has. */
    public Value services() {
        Map<String, Value> all = new TreeMap<>();
        services.forEach((name, offers) -> {
            SortedSet<String> tags = new TreeSet<>();
            for (var offer : offers) {
                tags.addAll(offer.service().tags());
                tags.addAll(offer.sight().node().definedGroups());
                tags.addAll(offer.sight().node().detectedGroups());
            }
            all.put(name, Value.texts(tags));
        });
        return Value.fields(all);
    }

    /** Who offers a service; only instances with all these tags. */
    public Value service(String name, Collection<String> tags) {
        return items(offers(name, tags).stream()
                .map(offer -> ConsulShapes.catalogService(offer.sight(), offer.service()))
                .toList());
    }

    private List<Offer> offers(String name, Collection<String> tags) {
        return services.getOrDefault(name, List.of()).stream()
                .filter(offer -> offer.has(tags))
                .toList();
    }

    /** A node, by name or id, with its services; none where there is no such node. */
    public Value node(String nameOrId) {
        return find(nameOrId)
                .<Value>map(sight -> {
                    var all = Value.object();
                    for (var offer : offers(sight)) all.with(offer.service().id(), service(offer));
                    return Value.object()
                            .with("Node", ConsulShapes.node(sight))
                            .with("Services", all.end())
                            .end();
                })
                .orElse(Value.NONE);
    }

    private Optional<Sight> find(String nameOrId) {
        var named = nodes.get(nameOrId);
        if (named != null) return Optional.of(named);
        return nodes.values().stream()
                .filter(sight -> sight.node().id().uuid().equals(nameOrId))
                .findFirst();
    }

    /** Who offers a service, with the checks that say whether one may be sent to it. */
    public Value health(String name, Collection<String> tags, boolean onlyPassing) {
        return items(offers(name, tags).stream()
                .filter(offer -> !onlyPassing || offer.passes())
                .map(ConsulCatalog::health)
                .toList());
    }

    private static Value service(Offer offer) {
        return ConsulShapes.service(offer.service(), ConsulShapes.tags(offer.sight(), offer.service()));
    }

    private static Value health(Offer offer) {
        List<Value> checks = new ArrayList<>();
        checks.add(ConsulShapes.alive(offer.sight()));
        if (!offer.isAgent()) checks.add(ConsulShapes.check(offer.sight(), offer.service()));
        return Value.object()
                .with("Node", ConsulShapes.node(offer.sight()))
                .with("Service", service(offer))
                .with("Checks", items(checks))
                .end();
    }

    /** The checks of a node. */
    public Value checksOf(String nameOrId) {
        return items(find(nameOrId).map(ConsulCatalog::checks).orElse(List.of()));
    }

    /** The checks of a service, on all its nodes. */
    public Value checks(String service) {
        return items(services.getOrDefault(service, List.of()).stream()
                .filter(offer -> !offer.isAgent())
                .map(offer -> ConsulShapes.check(offer.sight(), offer.service()))
                .toList());
    }

    /** All checks in a state: any, passing, warning, critical. */
    public Value state(String wanted) {
        if (!Set.of("any", "passing", "warning", "critical").contains(wanted))
            throw new IllegalArgumentException(
                    "found the state " + wanted + ", want any, passing, warning or critical");
        Predicate<Value.Fields> fits =
                check -> wanted.equals("any") || check.get("Status").equals(Value.of(wanted));
        return items(nodes.values().stream()
                .flatMap(sight -> checks(sight).stream())
                .filter(fits)
                .toList());
    }

    private static List<Value.Fields> checks(Sight sight) {
        List<Value.Fields> all = new ArrayList<>();
        all.add(ConsulShapes.alive(sight));
        for (var service : sight.node().services().values()) all.add(ConsulShapes.check(sight, service));
        return all;
    }
}

package org.opsbro.agent.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opsbro.discovery.views.ConsulCatalog;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.GroupName;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/**
 * The part of Consul's HTTP API that tells who is there, for the clients that speak it (developer.hashicorp.com/consul/api-docs): catalog, health and
 * events, with blocking queries. What belongs to this node alone is in {@link ConsulAgentApi}.
 */
public final class ConsulApi {
    private static final List<String> NOT_DONE = List.of("filter", "node-meta", "peer", "sg", "cached-index");
    private final Supplier<World> world;
    private final BooleanSupplier ready;
    private final Answers answers;
    private final Teller teller;

    /** The catalog of the world last asked for: kept, because many ask about the same. */
    private volatile @Nullable Kept kept;

    private record Kept(Object nodes, String zone, ConsulCatalog catalog) {}

    /** Tells the whole zone. */
    @FunctionalInterface
    public interface Teller {
        /** @throws IOException with the reason if it cannot be told */
        ClusterEvent tell(String type, String payload) throws IOException;
    }

    /** @param ready false while the agent does not know yet who is there: then nothing is answered */
    public ConsulApi(Supplier<World> world, BooleanSupplier ready, Answers answers, Teller teller) {
        this.world = world;
        this.ready = ready;
        this.answers = answers;
        this.teller = teller;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/catalog/datacenters",
                        "Consul: zones, this node's first",
                        Access.OPEN,
                        request -> Reply.json(ConsulCatalog.datacenters(world.get()))),
                view("/v1/catalog/nodes", "nodes of a zone", (catalog, request) -> catalog.nodes()),
                view("/v1/catalog/services", "services with their tags", (catalog, request) -> catalog.services()),
                view(
                        "/v1/catalog/service/{name}",
                        "who offers a service",
                        (catalog, request) -> catalog.service(request.variable("name"), request.queries("tag"))),
                view(
                        "/v1/catalog/node/{name}",
                        "a node with its services",
                        (catalog, request) -> catalog.node(request.variable("name"))),
                view(
                        "/v1/health/service/{name}",
                        "who offers a service, with checks; ?passing, ?tag=",
                        (catalog, request) -> catalog.health(
                                request.variable("name"),
                                request.queries("tag"),
                                request.query("passing")
                                        .filter(flag -> !flag.equals("false"))
                                        .isPresent())),
                view(
                        "/v1/health/node/{name}",
                        "checks of a node",
                        (catalog, request) -> catalog.checksOf(request.variable("name"))),
                view(
                        "/v1/health/checks/{service}",
                        "checks of a service",
                        (catalog, request) -> catalog.checks(request.variable("service"))),
                view(
                        "/v1/health/state/{state}",
                        "checks that are any, passing, warning or critical",
                        (catalog, request) -> catalog.state(request.variable("state"))),
                new Route("GET", "/v1/status/leader", "Consul: address of the leader", Access.OPEN, this::leader),
                new Route("GET", "/v1/status/peers", "Consul: addresses of the servers", Access.OPEN, this::peers),
                new Route(
                        "PUT",
                        "/v1/event/fire/{name}",
                        "Consul: tells the whole zone; the body is the payload",
                        Access.TOKEN,
                        this::fire),
                new Route(
                        "GET",
                        "/v1/event/list",
                        "Consul: events of the last minutes; ?name=",
                        Access.OPEN,
                        request -> told(answers.answer(request, () -> Reply.json(events(request))))),
                new Route(
                        "PUT",
                        "/v1/txn",
                        "Consul: not here",
                        Access.OPEN,
                        request -> Reply.error(501, "transactions are at POST /kv-meta/transaction: see docs/kv.md")));
    }

    private Route view(String path, String doc, BiFunction<ConsulCatalog, Request, Value> view) {
        return new Route("GET", path, "Consul: " + doc, Access.OPEN, request -> {
            refuseWhatIsNotDone(request);
            if (!ready.getAsBoolean())
                return Reply.error(503, "the agent is starting: it does not know yet who is there");
            return told(answers.answer(request, () -> Reply.json(view.apply(catalog(request), request))));
        });
    }

    private static void refuseWhatIsNotDone(Request request) {
        for (var name : NOT_DONE)
            if (request.query(name).isPresent())
                throw new IllegalArgumentException("?" + name + "= is not supported by this agent");
    }

    private static Reply told(Reply reply) {
        return reply.with("X-Consul-KnownLeader", "true")
                .with("X-Consul-LastContact", "0")
                .with("X-Consul-Effective-Consistency", "default");
    }

    /** Of the zone that is asked for, this node's without one. */
    @SuppressWarnings("ReferenceEquality") // an equal map of another instance costs one more catalog
    private ConsulCatalog catalog(Request request) {
        var now = world.get();
        var zone = request.query("dc")
                .filter(dc -> !dc.isEmpty())
                .orElseGet(() -> now.node().zone());
        var last = kept;
        if (last != null && last.nodes() == now.nodes() && last.zone().equals(zone)) return last.catalog();
        if (!ConsulCatalog.zones(now).contains(zone))
            throw new IllegalArgumentException("no path to datacenter: there is no zone " + zone + ", want one of "
                    + String.join(", ", ConsulCatalog.zones(now)));
        var catalog = ConsulCatalog.of(now, zone);
        kept = new Kept(now.nodes(), zone, catalog);
        return catalog;
    }

    /** There is none among agents that are all alike: this one answers for all. */
    private Reply leader(Request request) {
        return Reply.json(Value.of(here()));
    }

    private Reply peers(Request request) {
        return Reply.json(Value.texts(List.of(here())));
    }

    private String here() {
        var node = world.get().node();
        return (node.address().isEmpty() ? "127.0.0.1" : node.address()) + ":" + node.port();
    }

    private Reply fire(Request request) {
        var name = request.variable("name");
        if (!GroupName.isOne(name))
            throw new IllegalArgumentException("found the event \"" + name
                    + "\", want letters, digits and _ - . : only, at most " + ClusterEvent.MAX_TYPE);
        try {
            return Reply.json(event(teller.tell(name, request.text())));
        } catch (IOException failed) {
            return Reply.error(502, String.valueOf(failed.getMessage()));
        }
    }

    private Value events(Request request) {
        var name = request.query("name");
        return new Value.Items(world.get().heard().stream()
                .filter(event -> name.isEmpty() || event.type().equals(name.get()))
                .<Value>map(ConsulApi::event)
                .toList());
    }

    private static Value event(ClusterEvent event) {
        var payload = event.payload().isEmpty()
                ? Value.NONE
                : Value.of(Base64.getEncoder().encodeToString(event.payload().getBytes(StandardCharsets.UTF_8)));
        return Value.object()
                .with("ID", event.id())
                .with("Name", event.type())
                .with("Payload", payload)
                .with("NodeFilter", "")
                .with("ServiceFilter", "")
                .with("TagFilter", "")
                .with("Version", 1)
                .with("LTime", 0)
                .end();
    }
}

package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.opsbro.discovery.views.ConsulCatalog;
import org.opsbro.discovery.views.ConsulLocal;
import org.opsbro.model.CheckState;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.monitoring.RegisteredCheck;
import org.opsbro.monitoring.RegistrationReader;
import org.opsbro.monitoring.live.Registry;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** The part of Consul's HTTP API that is about this node: who it is, its services and checks, and how programs register theirs. */
public final class ConsulAgentApi {
    private final Supplier<World> world;
    private final Registry registry;
    private final Runnable look;
    private final Predicate<String> own;
    private final String version;

    /**
     * The calls.
     *
     * @param look runs the checks and services that are due, so that who registered something finds it at once
     * @param own tells whether an address is one of this node; the empty one is
     */
    public ConsulAgentApi(
            Supplier<World> world, Registry registry, Runnable look, Predicate<String> own, String version) {
        this.world = world;
        this.registry = registry;
        this.look = look;
        this.own = own;
        this.version = version;
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                read("/v1/agent/self", "who this node is", () -> ConsulLocal.self(world.get(), version)),
                read("/v1/agent/members", "nodes of the zone", () -> members()),
                read("/v1/agent/services", "services of this node", () -> services()),
                read("/v1/agent/checks", "checks of this node", () -> checks()),
                write("service/register", "registers a service", this::registerService),
                write("service/deregister/{id}", "takes a registered service away", this::deregisterService),
                write("check/register", "registers a check", this::registerCheck),
                write("check/deregister/{id}", "takes a registered check away", this::deregisterCheck),
                write("check/update/{id}", "sets a check: {\"Status\": …, \"Output\": …}", this::updateCheck)));
        for (var word : List.of("pass", "warn", "fail"))
            routes.add(write(
                    "check/" + word + "/{id}",
                    "sets a check to " + word + "; ?note=",
                    request -> tell(request, state(word), request.query("note").orElse(""))));
        return routes;
    }

    private static Route read(String path, String doc, Supplier<Value> value) {
        return new Route("GET", path, "Consul: " + doc, Access.OPEN, request -> Reply.json(value.get()));
    }

    private static Route write(String path, String doc, Route.Handler handler) {
        return new Route("PUT", "/v1/agent/" + path, "Consul: " + doc, Access.TOKEN, handler);
    }

    private Value members() {
        var now = world.get();
        return ConsulCatalog.of(now, now.node().zone()).members();
    }

    private Value services() {
        var registered = registry.services();
        return ConsulLocal.services(
                world.get(),
                id -> Optional.ofNullable(registered.get(id))
                        .map(each -> each.meta())
                        .orElse(Value.Fields.EMPTY));
    }

    private Value checks() {
        var known = registry.checks();
        return ConsulLocal.checks(
                world.get(),
                id -> Optional.ofNullable(known.get(id))
                        .map(RegisteredCheck::service)
                        .orElse(""));
    }

    private Reply registerService(Request request) {
        registry.register(RegistrationReader.service(Bodies.fields(request), own));
        return done();
    }

    private Reply deregisterService(Request request) {
        var id = request.variable("id");
        return registry.deregister(id) ? done() : Reply.notFound("no service is registered by the id " + id);
    }

    private Reply registerCheck(Request request) {
        registry.register(RegistrationReader.check(Bodies.fields(request)));
        return done();
    }

    private Reply deregisterCheck(Request request) {
        var id = request.variable("id");
        return registry.deregisterCheck(id) ? done() : Reply.notFound("no check is registered by the id " + id);
    }

    private Reply updateCheck(Request request) {
        var body = Bodies.fields(request);
        var status = Bodies.find(body, "Status").orElse("passing");
        var state = RegisteredCheck.state(status)
                .orElseThrow(() -> new IllegalArgumentException(
                        "found the Status " + status.toLowerCase(Locale.ROOT) + ", want passing, warning or critical"));
        return tell(request, state, Bodies.find(body, "Output").orElse(""));
    }

    private Reply tell(Request request, CheckState state, String output) {
        var id = request.variable("id");
        return registry.tell(id, state, output)
                ? done()
                : Reply.notFound("no check with a TTL is registered by the id " + id);
    }

    private static CheckState state(String word) {
        return switch (word) {
            case "pass" -> CheckState.OK;
            case "warn" -> CheckState.WARNING;
            default -> CheckState.CRITICAL;
        };
    }

    private Reply done() {
        look.run();
        return Reply.text("");
    }
}

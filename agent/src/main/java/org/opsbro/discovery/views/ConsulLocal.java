package org.opsbro.discovery.views;

import java.util.TreeMap;
import java.util.function.Function;
import org.opsbro.model.Status;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** What Consul's clients ask an agent about its own node. */
public final class ConsulLocal {
    private static final String REGISTERED = "registered/";

    private ConsulLocal() {}

    /** {@code /v1/agent/self}. */
    public static Value self(World world, String version) {
        var sight = Sights.of(world).stream()
                .filter(each -> each.node().id().equals(world.self()))
                .findFirst()
                .orElseThrow();
        return Value.object()
                .with(
                        "Config",
                        Value.object()
                                .with("Datacenter", sight.node().zone())
                                .with("PrimaryDatacenter", "")
                                .with("NodeName", sight.name())
                                .with("NodeID", sight.node().id().uuid())
                                .with("Revision", "")
                                .with("Server", true)
                                .with("Version", version)
                                .end())
                .with("DebugConfig", Value.Fields.EMPTY)
                .with("Stats", Value.Fields.EMPTY)
                .with("Member", ConsulShapes.member(sight))
                .with("Meta", Value.Fields.EMPTY)
                .end();
    }

    /** {@code /v1/agent/services}: by id. */
    public static Value services(World world, Function<String, Value.Fields> metaOf) {
        var all = new TreeMap<String, Value>();
        for (var service : world.node().services().values()) {
            var fields = Value.object();
            ConsulShapes.service(service, service.tags()).forEach(fields::with);
            all.put(
                    service.id(),
                    fields.with("Meta", metaOf.apply(service.id()))
                            .with("Datacenter", world.node().zone())
                            .end());
        }
        return Value.fields(all);
    }

    /** {@code /v1/agent/checks}: all checks of this node by id, those of packs as {@code pack/check}. */
    public static Value checks(World world, Function<String, String> serviceOf) {
        var all = new TreeMap<String, Value>();
        for (var status : world.checks().values()) {
            var id =
                    status.name().startsWith(REGISTERED) ? status.name().substring(REGISTERED.length()) : status.name();
            all.put(id, check(world, id, status, serviceOf.apply(id)));
        }
        return Value.fields(all);
    }

    private static Value check(World world, String id, Status status, String serviceId) {
        var service = world.node().services().get(serviceId);
        return Value.object()
                .with("Node", world.node().name())
                .with("CheckID", id)
                .with("Name", status.displayName())
                .with("Status", ConsulShapes.status(status.hardState()))
                .with("Notes", "")
                .with("Output", status.output())
                .with("ServiceID", serviceId)
                .with("ServiceName", service == null ? "" : service.name())
                .with("ServiceTags", service == null ? Value.Items.EMPTY : Value.texts(service.tags()))
                .with("Type", "")
                .with("Definition", Value.Fields.EMPTY)
                .with("CreateIndex", 1)
                .with("ModifyIndex", 1)
                .end();
    }
}

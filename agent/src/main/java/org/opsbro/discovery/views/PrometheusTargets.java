package org.opsbro.discovery.views;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.discovery.views.Sights.Sight;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.Node;
import org.opsbro.model.NodeService;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/**
 * Targets for Prometheus' {@code http_sd_configs}. A dead node stays one, so that its {@code up} is 0 and an alert fires; one that left is none.
 */
public final class PrometheusTargets {
    private static final String META = "__meta_opsbro_";

    private PrometheusTargets() {}

    /**
     * Which targets are wanted.
     *
     * @param groups of the nodes
     * @param zone empty for all
     * @param state a word of {@link Node.State}; empty for all but leave
     * @param service the targets are where the nodes offer it; empty for the agents themselves
     * @param port instead of that of the agent or of the service; 0 for theirs
     */
    public record Wanted(GroupExpression groups, String zone, String state, String service, int port) {
        boolean takes(Node node) {
            return groups.holds(node)
                    && (zone.isEmpty() || node.zone().equals(zone))
                    && (state.isEmpty()
                            ? node.state() != Node.State.LEAVE
                            : node.state().word().equals(state));
        }
    }

    /** {@code [{"targets": ["address:port"], "labels": {"__meta_opsbro_…": "…"}}]}, one entry a target. */
    public static Value.Items of(World world, Wanted wanted) {
        List<Value> all = new ArrayList<>();
        for (var sight : Sights.of(world)) {
            if (sight.address().isEmpty() || !wanted.takes(sight.node())) continue;
            if (wanted.service().isEmpty()) add(all, sight, wanted, sight.node().port(), labels(sight));
            else
                for (var service : sight.node().services().values())
                    if (service.name().equals(wanted.service()))
                        add(all, sight, wanted, service.port(), labels(sight, service));
        }
        return new Value.Items(all);
    }

    private static void add(List<Value> all, Sight sight, Wanted wanted, int usual, Value labels) {
        var port = wanted.port() > 0 ? wanted.port() : usual;
        if (port == 0) return;
        all.add(Value.object()
                .with("targets", Value.texts(List.of(target(sight.address(), port))))
                .with("labels", labels)
                .end());
    }

    private static String target(String address, int port) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    private static Value.Fields labels(Sight sight) {
        var node = sight.node();
        return Value.object()
                .with(META + "node", sight.name())
                .with(META + "uuid", node.id().uuid())
                .with(META + "display_name", node.displayName())
                .with(META + "address", sight.address())
                .with(META + "zone", node.zone())
                .with(META + "state", node.state().word())
                .with(META + "groups", listed(node.groups()))
                .end();
    }

    private static Value.Fields labels(Sight sight, NodeService service) {
        var labels = Value.object();
        labels(sight).forEach(labels::with);
        return labels.with(META + "service", service.name())
                .with(META + "service_id", service.id())
                .with(META + "service_state", service.state().word())
                .with(META + "service_tags", listed(service.tags()))
                .end();
    }

    /** Between commas, so that {@code .*,web,.*} finds one of them, as with Prometheus' other discoveries. */
    private static String listed(Iterable<String> words) {
        return "," + String.join(",", words) + ",";
    }
}

package org.opsbro.discovery.views;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.opsbro.discovery.views.Sights.Sight;
import org.opsbro.model.CheckState;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Node;
import org.opsbro.model.NodeService;
import org.opsbro.model.Value;

/** The objects of Consul's HTTP API (developer.hashicorp.com/consul/api-docs), with the keys its clients read. */
final class ConsulShapes {
    /** Consul's name of the check that says whether the agent of a node lives. */
    static final String ALIVE = "serfHealth";

    private ConsulShapes() {}

    static String status(CheckState state) {
        return switch (state) {
            case OK -> "passing";
            case WARNING -> "warning";
            case CRITICAL, UNKNOWN, PENDING -> "critical";
        };
    }

    /** A suspicion is no verdict: such a node still passes. */
    static String status(Node node) {
        return node.living() ? "passing" : "critical";
    }

    static Value.Fields node(Sight sight) {
        return versioned(Value.object()
                        .with("ID", sight.node().id().uuid())
                        .with("Node", sight.name())
                        .with("Address", sight.address())
                        .with("Datacenter", sight.node().zone())
                        .with("TaggedAddresses", addresses(sight))
                        .with("Meta", Value.Fields.EMPTY))
                .end();
    }

    /** The words of a service, then the groups of its node. */
    static List<String> tags(Sight sight, NodeService service) {
        var tags = new LinkedHashSet<>(service.tags());
        tags.addAll(sight.node().groups());
        return List.copyOf(tags);
    }

    static Value.Fields service(NodeService service, Collection<String> tags) {
        return versioned(Value.object()
                        .with("ID", service.id())
                        .with("Service", service.name())
                        .with("Tags", Value.texts(tags))
                        .with("Address", "")
                        .with("Meta", Value.Fields.EMPTY)
                        .with("Port", service.port())
                        .with("Weights", weights())
                        .with("EnableTagOverride", false))
                .end();
    }

    static Value.Fields catalogService(Sight sight, NodeService service) {
        return versioned(Value.object()
                        .with("ID", sight.node().id().uuid())
                        .with("Node", sight.name())
                        .with("Address", sight.address())
                        .with("Datacenter", sight.node().zone())
                        .with("TaggedAddresses", addresses(sight))
                        .with("NodeMeta", Value.Fields.EMPTY)
                        .with("ServiceID", service.id())
                        .with("ServiceName", service.name())
                        .with("ServiceTags", Value.texts(tags(sight, service)))
                        .with("ServiceAddress", "")
                        .with("ServiceMeta", Value.Fields.EMPTY)
                        .with("ServicePort", service.port())
                        .with("ServiceWeights", weights())
                        .with("ServiceEnableTagOverride", false))
                .end();
    }

    static Value.Fields alive(Sight sight) {
        return check(sight, ALIVE, "Serf Health Status", status(sight.node()))
                .with("Output", sight.node().living() ? "Agent alive and reachable" : "Agent not live or unreachable")
                .with("ServiceID", "")
                .with("ServiceName", "")
                .with("ServiceTags", Value.Items.EMPTY)
                .end();
    }

    static Value.Fields check(Sight sight, NodeService service) {
        return check(sight, "service:" + service.id(), "Service '" + service.name() + "'", status(service.state()))
                .with("Output", service.state().word())
                .with("ServiceID", service.id())
                .with("ServiceName", service.name())
                .with("ServiceTags", Value.texts(tags(sight, service)))
                .end();
    }

    private static FieldsBuilder check(Sight sight, String id, String name, String status) {
        return versioned(Value.object()
                .with("Node", sight.name())
                .with("CheckID", id)
                .with("Name", name)
                .with("Status", status)
                .with("Notes", "")
                .with("Type", "")
                .with("Definition", Value.Fields.EMPTY));
    }

    /** Serf's numbers of a member's state: 1 alive, 3 left, 4 failed. */
    static Value.Fields member(Sight sight) {
        var node = sight.node();
        var status = switch (node.state()) {
            case ALIVE, SUSPECT -> 1;
            case LEAVE -> 3;
            case DEAD -> 4;
        };
        var tags = Value.object()
                .with("role", "node")
                .with("dc", node.zone())
                .with("id", node.id().uuid())
                .end();
        return Value.object()
                .with("Name", sight.name())
                .with("Addr", sight.address())
                .with("Port", node.port())
                .with("Tags", tags)
                .with("Status", status)
                .with("ProtocolMin", 1)
                .with("ProtocolMax", 5)
                .with("ProtocolCur", 2)
                .with("DelegateMin", 2)
                .with("DelegateMax", 5)
                .with("DelegateCur", 4)
                .end();
    }

    /** What has no version of its own: the index of the whole answer tells that something changed. */
    private static FieldsBuilder versioned(FieldsBuilder fields) {
        return fields.with("CreateIndex", 1).with("ModifyIndex", 1);
    }

    private static Value weights() {
        return Value.object().with("Passing", 1).with("Warning", 1).end();
    }

    private static Value addresses(Sight sight) {
        return Value.object()
                .with("lan", sight.address())
                .with("wan", sight.address())
                .end();
    }
}

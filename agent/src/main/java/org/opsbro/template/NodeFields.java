package org.opsbro.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Node;
import org.opsbro.model.Value;

/** A node with the keys of {@link Node#toValue}, each made only when it is read: a template asks many nodes for few of them. */
record NodeFields(Node node) implements Value.Fields {
    private static final List<String> KEYS = List.of(
            "uuid",
            "name",
            "display_name",
            "addr",
            "port",
            "zone",
            "is_proxy",
            "state",
            "since",
            "stale",
            "incarnation",
            "groups",
            "defined_groups",
            "detected_groups",
            "services",
            "checks");

    @Override
    public Value get(String key) {
        return switch (key) {
            case "uuid" -> Value.of(node.id().uuid());
            case "name" -> Value.of(node.name());
            case "display_name" -> Value.of(node.displayName());
            case "addr" -> Value.of(node.address());
            case "port" -> Value.of(node.port());
            case "zone" -> Value.of(node.zone());
            case "is_proxy" -> Value.of(node.relay());
            case "state" -> Value.of(node.state().word());
            case "since" -> Value.of(node.since().toString());
            case "stale" -> Value.of(node.stale());
            case "incarnation" -> Value.of(node.incarnation());
            case "groups" -> Value.texts(node.groups());
            case "defined_groups" -> Value.texts(node.definedGroups());
            case "detected_groups" -> Value.texts(node.detectedGroups());
            case "services" -> services();
            case "checks" -> node.checks().toValue();
            default -> Value.UNDEFINED;
        };
    }

    private Value services() {
        var offered = Value.object();
        node.services().forEach((id, service) -> offered.with(id, service.toValue()));
        return offered.end();
    }

    @Override
    public List<String> keys() {
        return KEYS;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Value.Fields fields && Value.Fields.same(this, fields);
    }

    @Override
    public int hashCode() {
        return Value.Fields.hash(this);
    }
}

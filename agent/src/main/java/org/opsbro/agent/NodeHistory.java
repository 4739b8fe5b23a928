package org.opsbro.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.opsbro.model.Event.NodeChange;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/** What the history says of a node that changed: its state, its groups, its zone. Other changes are no history. */
final class NodeHistory {
    private NodeHistory() {}

    static List<Fields> entries(NodeChange change) {
        var entries = new ArrayList<Fields>();
        var after = change.after();
        var oldState = change.before().map(node -> node.state().word()).orElse("unknown");
        if (!oldState.equals(after.state().word()) || !change.why().isEmpty())
            entries.add(entry("node-state-change", after)
                    .with("old_state", oldState)
                    .with("state", after.state().word())
                    .with("why", change.why())
                    .end());
        change.before().ifPresent(before -> compare(before, after, entries));
        return entries;
    }

    private static void compare(Node before, Node after, List<Fields> entries) {
        for (var group : minus(after.groups(), before.groups()))
            entries.add(entry("group-add", after).with("group", group).end());
        for (var group : minus(before.groups(), after.groups()))
            entries.add(entry("group-remove", after).with("group", group).end());
        if (!before.zone().equals(after.zone()))
            entries.add(entry("node-zone-change", after)
                    .with("old_zone", before.zone())
                    .with("zone", after.zone())
                    .end());
    }

    private static FieldsBuilder entry(String type, Node node) {
        return Value.object()
                .with("type", type)
                .with("name", node.name())
                .with("display_name", node.displayName())
                .with("uuid", node.id().uuid());
    }

    private static SortedSet<String> minus(SortedSet<String> from, SortedSet<String> taken) {
        var left = new TreeSet<>(from);
        left.removeAll(taken);
        return left;
    }
}

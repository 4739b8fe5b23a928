package org.opsbro.automation.live;

import java.util.HashMap;
import java.util.Map;
import org.opsbro.automation.NodeRun;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/** What nodes printed, gathered from the events of a run: the first {@value #MOST_OF_ONE} letters of each output, {@value #MOST} in all. */
final class Printed {
    private static final int MOST_OF_ONE = 64 * 1024;
    private static final int MOST = 2 * 1024 * 1024;

    private final Map<String, StringBuilder> texts = new HashMap<>();
    private int length;

    void add(Fields event) {
        add("output", event);
        add("err", event);
    }

    private void add(String output, Fields event) {
        if (!(event.get(output) instanceof Value.Text(String text))) return;
        var known = texts.computeIfAbsent(output + event.get("uuid").display(), key -> new StringBuilder());
        var room = Math.max(0, Math.min(MOST_OF_ONE - known.length(), MOST - length));
        var kept = text.substring(0, Math.min(room, text.length()));
        known.append(kept);
        length += kept.length();
    }

    Fields with(NodeRun node) {
        var fields = Value.object();
        node.toValue().forEach(fields::with);
        return fields.with("output", text("output", node))
                .with("err", text("err", node))
                .end();
    }

    private String text(String output, NodeRun node) {
        var known = texts.get(output + node.node().uuid());
        return known == null ? "" : known.toString();
    }
}

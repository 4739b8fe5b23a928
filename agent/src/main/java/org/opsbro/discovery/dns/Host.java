package org.opsbro.discovery.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.model.Node;

/**
 * A node as names lead to it.
 *
 * @param name the one name that is its own, whole, on the wire
 * @param address 4 or 16 bytes; none where it has no address that others could use
 */
record Host(Node node, byte[] name, byte[] address) {
    private static final int MOST_TEXT_BYTES = 255;
    private static final int MOST_FACTS_BYTES = 8 * 1024;

    /** Whether its checks let others be sent to it. */
    boolean passes() {
        return node.checks().critical() == 0;
    }

    /** What TXT tells, as the data of the record: texts {@code key=value} (RFC 1464), the last left out where they are too many. */
    byte[] facts() {
        var data = new ByteArrayOutputStream();
        for (var fact : texts()) {
            var bytes = fact.getBytes(StandardCharsets.UTF_8);
            var length = Math.min(bytes.length, MOST_TEXT_BYTES);
            if (data.size() + 1 + length > MOST_FACTS_BYTES) break;
            data.write(length);
            data.write(bytes, 0, length);
        }
        return data.toByteArray();
    }

    private List<String> texts() {
        var texts = new ArrayList<>(List.of(
                "name=" + node.name(),
                "uuid=" + node.id().uuid(),
                "zone=" + node.zone(),
                "state=" + node.state().word(),
                "checks=" + node.checks().worst().word()));
        if (!node.displayName().isEmpty()) texts.add("display_name=" + node.displayName());
        if (node.stale()) texts.add("stale=true");
        node.services()
                .forEach((name, service) -> texts.add("service=" + name + ":" + service.port() + ":"
                        + service.state().word()));
        for (var group : node.groups()) texts.add("group=" + group);
        return texts;
    }
}

package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.AgentClient;

/** Keys in paths and queries of the agent's API. */
final class KvKey {
    private KvKey() {}

    /** {@code a/b} is {@code /kv/a/b}. */
    static String target(String key) {
        return AgentClient.target("/kv", key.split("/", -1));
    }

    /** {@code query("prefix", "a/", "limit", "3")}, without those whose value is empty. */
    static String query(String... names) {
        List<String> parts = new ArrayList<>();
        for (var at = 0; at < names.length; at += 2)
            if (!names[at + 1].isEmpty()) parts.add(names[at] + "=" + AgentClient.encoded(names[at + 1]));
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}

package org.opsbro.metrology.grafana;

import java.util.function.Consumer;
import org.opsbro.model.Node;
import org.opsbro.pack.ParameterReader;
import org.opsbro.pack.Parameters;

/**
 * The parameters of the pack grafana.
 *
 * @param url without a slash at its end; empty if it is not said
 * @param clusterUrl empty if it is not said
 */
record GrafanaSettings(String url, String key, String nodeUrl, String clusterUrl, boolean dashboard) {
    private static final String NODE_URL = "http://{address}:{port}";

    static GrafanaSettings of(Parameters parameters, Consumer<String> wrong) {
        var read = new ParameterReader(parameters, wrong);
        return new GrafanaSettings(
                address(read, "url", ""),
                key(read),
                address(read, "node_url", NODE_URL),
                address(read, "cluster_url", ""),
                read.flag("dashboard", true));
    }

    private static String address(ParameterReader read, String name, String standard) {
        var text = read.text(name, standard).strip();
        while (text.endsWith("/")) text = text.substring(0, text.length() - 1);
        if (text.isEmpty() || text.matches("https?://[!-~]{1,500}")) return text;
        read.wrong().accept(name + ": found \"" + text + "\", want a URL that starts with http:// or https://");
        return standard;
    }

    /** A key with other letters would be another header. */
    private static String key(ParameterReader read) {
        var key = read.text("api_key", "").strip();
        if (key.isEmpty() || key.matches("[!-~]{1,2000}")) return key;
        read.wrong().accept("api_key: want letters without spaces");
        return "";
    }

    /** What must be said yet; empty if nothing. */
    String missing() {
        if (url.isEmpty()) return "grafana.url is missing: 'opsbro packs parameters set grafana.url https://...'";
        return key.isEmpty()
                ? "grafana.api_key is missing: make a token of a service account in Grafana, and 'opsbro packs parameters set grafana.api_key TOKEN'"
                : "";
    }

    /** Where Grafana reaches a node. */
    String urlOf(Node node) {
        var address = node.address().contains(":") ? "[" + node.address() + "]" : node.address();
        return nodeUrl.replace("{address}", address)
                .replace("{port}", Integer.toString(node.port()))
                .replace("{name}", node.name());
    }
}

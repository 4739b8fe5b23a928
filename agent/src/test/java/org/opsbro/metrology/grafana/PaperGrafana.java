package org.opsbro.metrology.grafana;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * What Grafana's documentation says of its HTTP API ("Data source HTTP API", "Dashboard HTTP API" of versions 9 to 11), not Grafana itself: keys by Bearer (401), the list of
 * data sources, one by its uid (404), names that are unique (409), dashboards by their uid, versions and conflicts of them (412). The shapes of answers are those of its examples.
 */
final class PaperGrafana implements AutoCloseable {
    private final String key;
    private final HttpServer server;
    private final Map<String, Value.Fields> sources = new HashMap<>();
    private final Map<String, Value.Fields> dashboards = new HashMap<>();
    private final Map<String, Map.Entry<Integer, String>> answers = new HashMap<>();
    private Optional<Boolean> endless = Optional.empty();
    private int calls;
    private int writes;
    private int last;

    PaperGrafana(String key) throws IOException {
        this.key = key;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                take(exchange);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized int calls() {
        return calls;
    }

    synchronized int writes() {
        return writes;
    }

    synchronized List<Value.Fields> sources() {
        return List.copyOf(sources.values());
    }

    synchronized Optional<Value.Fields> dashboard(String uid) {
        return Optional.ofNullable(dashboards.get(uid));
    }

    synchronized void add(String name, String type, Map<String, String> more) {
        var json = Value.object();
        more.forEach(json::with);
        keep(
                Value.object()
                        .with("name", name)
                        .with("type", type)
                        .with("access", "proxy")
                        .with("url", "http://x")
                        .with("jsonData", json.end())
                        .end(),
                "");
    }

    synchronized void retitle(String uid, String title) {
        dashboards.computeIfPresent(uid, (id, one) -> changed(one, "title", Value.of(title)));
    }

    synchronized void retag(String uid, String tag) {
        dashboards.computeIfPresent(uid, (id, one) -> changed(one, "tags", Value.texts(List.of("opsbro", tag))));
    }

    /** Answers each call of a path so. */
    synchronized void answer(String path, int status, String body) {
        answers.put(path, Map.entry(status, body));
    }

    /** @param slowly a byte each tenth of a second, and not as fast as it can */
    synchronized void endless(boolean slowly) {
        endless = Optional.of(slowly);
    }

    private static Value.Fields changed(Value.Fields one, String key, Value value) {
        var all = Value.object();
        one.forEach((name, old) -> all.with(name, name.equals(key) ? value : old));
        return all.end();
    }

    private Value.Fields keep(Value.Fields told, String uid) {
        var known = uid.isEmpty() ? "P" + ++last : uid;
        FieldsBuilder all = Value.object().with("id", last).with("uid", known).with("orgId", 1);
        told.forEach((name, value) -> {
            if (!name.equals("uid") && !name.equals("id")) all.with(name, value);
        });
        var source = all.with("readOnly", false).end();
        sources.put(known, source);
        return source;
    }

    private void take(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var path = exchange.getRequestURI().getPath();
        Optional<Boolean> flood;
        synchronized (this) {
            calls++;
            flood = endless;
        }
        if (flood.isPresent()) {
            flood(exchange, flood.get());
            return;
        }
        Map.Entry<Integer, String> answer;
        synchronized (this) {
            answer = !("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    ? Map.entry(401, "{\"message\": \"Invalid API key\"}")
                    : answers.containsKey(path) ? answers.get(path) : answered(exchange.getRequestMethod(), path, body);
        }
        var bytes = answer.getValue().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.getKey(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void flood(HttpExchange exchange, boolean slowly) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        var piece = "[".repeat(slowly ? 1 : 65_536).getBytes(StandardCharsets.UTF_8);
        try {
            for (var i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(piece);
                exchange.getResponseBody().flush();
                if (slowly) Thread.sleep(100);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private Map.Entry<Integer, String> answered(String method, String path, String body) {
        var uid = path.substring(path.lastIndexOf('/') + 1);
        if (!method.equals("GET")) writes++;
        if (path.equals("/api/datasources"))
            return method.equals("GET")
                    ? Map.entry(200, Json.write(new Value.Items(new ArrayList<Value>(sources.values()))))
                    : create(Json.readObject(body));
        if (path.startsWith("/api/datasources/uid/")) {
            if (!sources.containsKey(uid)) return Map.entry(404, "{\"message\": \"Data source not found\"}");
            if (method.equals("DELETE")) {
                sources.remove(uid);
                return Map.entry(200, "{\"message\": \"Data source deleted\", \"id\": 1}");
            }
            return Map.entry(
                    200,
                    Json.write(Value.object()
                            .with("message", "Datasource updated")
                            .with("datasource", keep(Json.readObject(body), uid))
                            .end()));
        }
        if (path.startsWith("/api/dashboards/uid/"))
            return dashboards.containsKey(uid)
                    ? Map.entry(
                            200,
                            Json.write(Value.object()
                                    .with("dashboard", dashboards.get(uid))
                                    .with("meta", Value.Fields.EMPTY)
                                    .end()))
                    : Map.entry(404, "{\"message\": \"Dashboard not found\"}");
        if (path.equals("/api/dashboards/db") && method.equals("POST")) return put(Json.readObject(body));
        return Map.entry(404, "{\"message\": \"Not found\"}");
    }

    private Map.Entry<Integer, String> create(Value.Fields told) {
        var name = told.get("name");
        if (sources.values().stream().anyMatch(one -> one.get("name").equals(name)))
            return Map.entry(409, "{\"message\": \"data source with the same name already exists\"}");
        var source = keep(told, "");
        return Map.entry(
                200,
                Json.write(Value.object()
                        .with("datasource", source)
                        .with("id", last)
                        .with("message", "Datasource added")
                        .with("name", name)
                        .end()));
    }

    private Map.Entry<Integer, String> put(Value.Fields told) {
        var dashboard = (Value.Fields) told.get("dashboard");
        var uid = dashboard.get("uid").display();
        if (dashboards.containsKey(uid) && !Value.TRUE.equals(told.get("overwrite")))
            return Map.entry(
                    412,
                    "{\"message\": \"A dashboard with the same uid already exists\", \"status\": \"name-exists\"}");
        dashboards.put(uid, dashboard);
        return Map.entry(200, "{\"id\": 1, \"uid\": \"" + uid + "\", \"status\": \"success\", \"version\": 1}");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

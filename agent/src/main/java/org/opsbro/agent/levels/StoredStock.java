package org.opsbro.agent.levels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.agent.api.KvApi;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Router;

/** The store by its calls, answered by whoever has it. For any thread. */
public final class StoredStock implements Stock {
    private static final int PAGE = 1000;
    /** Of one transaction. */
    private static final int MOST_DELETED = 100;

    private final Router router;

    /** @param routes of the store, the agents' own too */
    public StoredStock(List<Route> routes) {
        this.router = new Router(routes);
    }

    @Override
    public Optional<Found> get(String key) throws IOException, InterruptedException {
        var reply = ask("GET", "/kv/" + key, Map.of(), new byte[0]);
        if (reply.status() == 404) return Optional.empty();
        return Optional.of(new Found(good(reply).body(), revision(reply)));
    }

    private static long revision(Reply reply) throws IOException {
        try {
            return Long.parseLong(reply.headers().getOrDefault("X-Opsbro-Revision", ""));
        } catch (NumberFormatException none) {
            throw new IOException("the store does not tell the revision of a key", none);
        }
    }

    @Override
    public void put(String key, byte[] value) throws IOException, InterruptedException {
        good(ask("PUT", KvApi.OWN + "/" + key, Map.of(), value));
    }

    @Override
    public boolean put(String key, byte[] value, long revision) throws IOException, InterruptedException {
        var reply = ask("PUT", KvApi.OWN + "/" + key, Map.of("cas", Long.toString(revision)), value);
        if (reply.status() == 409) return false;
        good(reply);
        return true;
    }

    @Override
    public List<String> keys(String prefix) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        var after = "";
        do {
            var reply =
                    good(ask("GET", "/kv", Map.of("prefix", prefix, "after", after, "limit", "" + PAGE), new byte[0]));
            var page = Json.readObject(new String(reply.body(), StandardCharsets.UTF_8));
            if (page.get("keys") instanceof Value.Items keys) for (var key : keys.all()) all.add(key.display());
            after = page.get("more").equals(Value.TRUE) ? page.get("next").display() : "";
        } while (!after.isEmpty());
        return all;
    }

    @Override
    public void delete(List<String> keys, Map<String, Long> revisions) throws IOException, InterruptedException {
        for (var from = 0; from < keys.size(); from += MOST_DELETED) {
            List<Value> compares = new ArrayList<>();
            revisions.forEach((key, revision) -> compares.add(
                    Value.object().with("key", key).with("revision", revision).end()));
            List<Value> deletes = new ArrayList<>();
            for (var key : keys.subList(from, Math.min(keys.size(), from + MOST_DELETED)))
                deletes.add(Value.object().with("delete", key).end());
            var body = Value.object()
                    .with("if", new Value.Items(compares))
                    .with("then", new Value.Items(deletes))
                    .end();
            good(ask("POST", KvApi.OWN, Map.of(), Json.write(body).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private Reply ask(String method, String path, Map<String, String> query, byte[] body) throws InterruptedException {
        var reply = router.answer(Request.own(method, path, query, body));
        if (Thread.interrupted()) throw new InterruptedException("the agent stops");
        return reply;
    }

    private static Reply good(Reply reply) throws IOException {
        if (reply.status() / 100 == 2) return reply;
        throw new Unreachable("the store answers " + reply.status() + ": " + reason(reply));
    }

    private static String reason(Reply reply) {
        try {
            return Json.readObject(new String(reply.body(), StandardCharsets.UTF_8))
                    .get("error")
                    .display();
        } catch (Json.NotJson unreadable) {
            return "without a reason";
        }
    }
}

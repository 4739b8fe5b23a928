package org.opsbro.agent.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.opsbro.agent.api.KvApi;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Router;

/**
 * The store of the zone, wherever it is, for what the agents keep in it themselves: objects below {@link StoredKeys#OURS}, by the calls of its own API.
 * For any thread; each call may block for some seconds.
 */
final class ZoneStore {
    private static final String OWN = KvApi.OWN + "/";
    private static final String SESSIONS = "/kv-meta/sessions/";

    private final BooleanSupplier there;
    private final Router router;

    /**
     * A store.
     *
     * @param there whether the zone has one: that of an agent alone is none of the zone
     * @param routes answered by whoever has it
     */
    ZoneStore(BooleanSupplier there, List<Route> routes) {
        this.there = there;
        this.router = new Router(routes);
    }

    boolean isThere() {
        return there.getAsBoolean();
    }

    Reply call(String method, String path, Map<String, String> query, byte[] body) {
        return router.answer(Request.own(method, path, query, body));
    }

    private Value.Fields done(String method, String path, Map<String, String> query, byte[] body) throws IOException {
        return read(call(method, path, query, body));
    }

    static Value.Fields read(Reply reply) throws IOException {
        Value.Fields said;
        try {
            said = Json.readObject(new String(reply.body(), UTF_8));
        } catch (Json.NotJson broken) {
            throw new IOException("what is in the store cannot be read", broken);
        }
        if (reply.status() != 200)
            throw new IOException("the store: " + said.get("error").display());
        return said;
    }

    /** @throws IOException if the store cannot be asked */
    Optional<Value.Fields> get(String key) throws IOException {
        var reply = call("GET", "/kv/" + key, Map.of(), new byte[0]);
        return reply.status() == 404 ? Optional.empty() : Optional.of(read(reply));
    }

    /** As {@link #get}, of a value that is no object. */
    Optional<byte[]> bytes(String key) throws IOException {
        var reply = call("GET", "/kv/" + key, Map.of(), new byte[0]);
        if (reply.status() == 404) return Optional.empty();
        if (reply.status() != 200) read(reply);
        return Optional.of(reply.body());
    }

    /** @throws IOException if it was not put, or nobody knows */
    void put(String key, Value.Fields value, Duration ttl) throws IOException {
        put(key, Json.write(value).getBytes(UTF_8), ttl);
    }

    /** For as long as nobody deletes it. */
    void put(String key, Value.Fields value) throws IOException {
        done("PUT", OWN + key, Map.of(), Json.write(value).getBytes(UTF_8));
    }

    /**
     * Whether it was put: only if its last change was at a revision.
     *
     * @param revision 0 if there must be none
     */
    boolean put(String key, Value.Fields value, long revision) throws IOException {
        return isDone(call(
                "PUT",
                OWN + key,
                Map.of("cas", Long.toString(revision)),
                Json.write(value).getBytes(UTF_8)));
    }

    void put(String key, byte[] value, Duration ttl) throws IOException {
        done("PUT", OWN + key, Map.of("ttl", ttl.toSeconds() + "s"), value);
    }

    void delete(String key) throws IOException {
        done("DELETE", OWN + key, Map.of(), new byte[0]);
    }

    /** Objects whose keys begin so, by their keys. */
    Map<String, Value.Fields> all(String prefix) throws IOException {
        var all = new TreeMap<String, Value.Fields>();
        for (var item : items(prefix)) all.put(item.get("key").display(), object(item));
        return all;
    }

    /** What begins so, as the API tells it: key, value, session where it is locked. */
    List<Value.Fields> items(String prefix) throws IOException {
        List<Value.Fields> all = new ArrayList<>();
        var after = "";
        do {
            var page = done("GET", "/kv", Map.of("prefix", prefix, "values", "", "after", after), new byte[0]);
            all.addAll(items(page.get("keys")));
            after = page.get("more").equals(Value.TRUE) ? page.get("next").display() : "";
        } while (!after.isEmpty());
        return all;
    }

    /** The value of an item; empty if somebody else wrote there. */
    static Value.Fields object(Value.Fields item) {
        try {
            return Json.readObject(item.get("value").display());
        } catch (Json.NotJson notOurs) {
            return Value.Fields.EMPTY;
        }
    }

    // ---- locks

    /** Begins a session of this node, which ends where it is not renewed for a minute. */
    String session(String node) throws IOException {
        var wanted = Value.object()
                .with("node", node)
                .with("name", "opsbro")
                .with("ttl", "60s")
                .end();
        return done("POST", "/kv-meta/sessions", Map.of(), Json.write(wanted).getBytes(UTF_8))
                .get("id")
                .display();
    }

    /** Whether the session is still there. */
    boolean renew(String session) throws IOException {
        return isDone(call("PUT", SESSIONS + session, Map.of(), new byte[0]));
    }

    void end(String session) throws IOException {
        isDone(call("DELETE", SESSIONS + session, Map.of(), new byte[0]));
    }

    /** The fencing token of a lock; empty where somebody else has it, or nobody may have it yet. */
    OptionalLong acquire(String key, String session, Value.Fields value) throws IOException {
        var reply = call(
                "PUT", OWN + key, Map.of("acquire", session), Json.write(value).getBytes(UTF_8));
        return isDone(reply) && read(reply).get("token") instanceof Value.Int token
                ? OptionalLong.of(token.number())
                : OptionalLong.empty();
    }

    /** Gives a lock back, if it is still held. */
    void release(String key, String session) throws IOException {
        isDone(call("PUT", OWN + key, Map.of("release", session), new byte[0]));
    }

    /** Whether it was done; that another one was first, or a session is over, is an answer. */
    private static boolean isDone(Reply reply) throws IOException {
        if (reply.status() == 404 || reply.status() == 409) return false;
        read(reply);
        return true;
    }

    static List<Value.Fields> items(Value value) {
        List<Value.Fields> all = new ArrayList<>();
        if (value instanceof Value.Items items)
            for (var each : items.all()) if (each instanceof Value.Fields fields) all.add(fields);
        return all;
    }
}

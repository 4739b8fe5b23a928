package org.opsbro.agent.shared;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opsbro.agent.shared.KeysHere.Gathering;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.kv.live.Unavailable.Kind;
import org.opsbro.model.Json;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;

/** Keys of a store that other agents have, by calls of its API. */
final class KeysElsewhere implements StoredKeys {
    private static final String PAGE = "1000";

    private final Calling calling;

    /** A call that only reads. */
    interface Calling {
        Reply get(String path, Map<String, String> query) throws Unavailable, InterruptedException;
    }

    KeysElsewhere(Calling calling) {
        this.calling = calling;
    }

    private Reply get(String path, Map<String, String> query) throws Unavailable, InterruptedException {
        var reply = calling.get(path, query);
        if (reply.status() != 200 && reply.status() != 404)
            throw new Unavailable("the store answers " + reply.status(), Kind.AGAIN);
        return reply;
    }

    private static Value.Fields fields(Reply reply) {
        return Json.readObject(new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Value> value(String key) throws Unavailable, InterruptedException {
        var reply = get("/kv/" + key, Map.of());
        return reply.status() == 404 ? Optional.empty() : Optional.of(KeysHere.value(key, reply.body()));
    }

    @Override
    public List<String> names(String prefix, String separator, int most) throws Unavailable, InterruptedException {
        var reply = get("/kv", Map.of("prefix", prefix, "separator", separator, "limit", "" + most));
        return fields(reply).get("keys") instanceof Value.Items items
                ? items.all().stream().map(Value::display).toList()
                : List.of();
    }

    @Override
    public KeyTree tree(Set<String> names) throws Unavailable, InterruptedException {
        var gathering = new Gathering(names);
        for (var name : names) {
            if (!name.isEmpty()) {
                var reply = get("/kv/" + name, Map.of());
                if (reply.status() == 200) gathering.add(name, reply.body().length, KeysHere.value(name, reply.body()));
            }
            var after = "";
            do {
                var prefix = name.isEmpty() ? "" : name + "/";
                var page = fields(get("/kv", Map.of("prefix", prefix, "values", "", "after", after, "limit", PAGE)));
                for (var item : ZoneStore.items(page.get("keys")))
                    if (!name.isEmpty() || !item.get("key").display().startsWith(OURS)) add(item, gathering);
                after = page.get("more").equals(Value.TRUE) ? page.get("next").display() : "";
                if (name.isEmpty() && after.startsWith(OURS)) after = BEHIND_OURS;
                if (gathering.tooMuch()) return gathering.refused(name);
            } while (!after.isEmpty());
        }
        return gathering.tree();
    }

    private static void add(Value.Fields item, Gathering gathering) {
        var key = item.get("key").display();
        var binary = item.get("value_base64");
        if (binary instanceof Value.Text text) {
            var bytes = Base64.getDecoder().decode(text.text());
            gathering.add(key, bytes.length, KeysHere.value(key, bytes));
        } else gathering.add(key, item.get("value").display().length(), item.get("value"));
    }

    @Override
    public long revision() throws Unavailable, InterruptedException {
        return fields(get("/kv", Map.of("limit", "1"))).get("revision") instanceof Value.Int number
                ? number.number()
                : 0;
    }
}

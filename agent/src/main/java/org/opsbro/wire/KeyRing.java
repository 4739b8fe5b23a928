package org.opsbro.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * The keys of one zone: the first, the primary, seals; all of them open. A ring without keys is a zone that talks in clear.
 *
 * <p>A key is changed without an outage in three steps, each on all nodes before the next: install, use, remove.
 */
public record KeyRing(List<ZoneKey> keys) {
    public static final KeyRing EMPTY = new KeyRing(List.of());

    static final int MOST_KEYS = 8;
    private static final int MOST_CHARACTERS = 16 * 1024;

    public KeyRing {
        keys = List.copyOf(keys);
        if (keys.size() > MOST_KEYS)
            throw new BadKey("the ring has " + keys.size() + " keys, want at most " + MOST_KEYS + ": remove old ones");
        for (var at = 0; at < keys.size(); at++)
            for (var before = 0; before < at; before++)
                if (keys.get(before).number() == keys.get(at).number())
                    throw new BadKey("the ring has " + keys.get(at) + " twice: remove one");
    }

    public static KeyRing of(ZoneKey key) {
        return new KeyRing(List.of(key));
    }

    /** The key that seals; empty for an empty ring. */
    public Optional<ZoneKey> primary() {
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.getFirst());
    }

    public Optional<ZoneKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** Opens with one key more; the first one of an empty ring seals too. A key that is there already changes nothing. */
    public KeyRing install(ZoneKey key) {
        if (keys.contains(key)) return this;
        var next = new ArrayList<>(keys);
        next.add(key);
        return new KeyRing(next);
    }

    /**
     * Seals with this key from now on.
     *
     * @throws BadKey if it is not installed
     */
    public KeyRing use(String id) {
        var primary = installed(id);
        var next = new ArrayList<ZoneKey>();
        next.add(primary);
        for (var key : keys) if (!key.equals(primary)) next.add(key);
        return new KeyRing(next);
    }

    /**
     * Opens no longer with this key.
     *
     * @throws BadKey if it is not installed, or seals
     */
    public KeyRing remove(String id) {
        var gone = installed(id);
        if (gone.equals(keys.getFirst())) throw new BadKey(gone + " is in use: use another key first, on all nodes");
        return new KeyRing(keys.stream().filter(key -> !key.equals(gone)).toList());
    }

    private ZoneKey installed(String id) {
        return find(id).orElseThrow(() -> new BadKey("key " + id + " is not installed, have " + ids()));
    }

    /** The ids, the primary first, for people. */
    public String ids() {
        return keys.isEmpty() ? "no key" : keys.stream().map(ZoneKey::id).collect(Collectors.joining(" "));
    }

    /** The file's text, which holds the secrets: {@code {"keys": [{"id", "key", "created", "primary"}]}}. */
    public String text() {
        var all = new ArrayList<Value>();
        for (var key : keys)
            all.add(Value.object()
                    .with("id", key.id())
                    .with("key", key.text())
                    .with("created", key.created().toString())
                    .with("primary", key.equals(keys.getFirst()))
                    .end());
        return Json.pretty(Value.object().with("keys", new Value.Items(all)).end()) + "\n";
    }

    /**
     * Reads what {@link #text} wrote, or a file with nothing but one key in base64, as the original has it.
     *
     * @throws BadKey what is wrong and what is wanted
     */
    public static KeyRing parse(String text) {
        if (text.length() > MOST_CHARACTERS)
            throw new BadKey("the file has " + text.length() + " characters, want at most " + MOST_CHARACTERS);
        if (!text.stripLeading().startsWith("{")) return of(ZoneKey.parse(text, Instant.EPOCH));
        if (!(json(text).get("keys") instanceof Value.Items items)) throw new BadKey("keys: want a list");
        var keys = new ArrayList<ZoneKey>();
        var primaries = 0;
        for (var at = 0; at < items.all().size(); at++) {
            var where = "keys[" + at + "]";
            if (!(items.all().get(at) instanceof Value.Fields fields))
                throw new BadKey(where + ": want {\"id\", \"key\", \"created\", \"primary\"}");
            var primary = fields.get("primary").equals(Value.TRUE);
            if (primary) primaries++;
            keys.add(primary ? 0 : keys.size(), key(where, fields));
        }
        if (!keys.isEmpty() && primaries != 1)
            throw new BadKey("keys: " + primaries + " of them are primary, want exactly one with \"primary\": true");
        return new KeyRing(keys);
    }

    private static Value.Fields json(String text) {
        try {
            return Json.readObject(text);
        } catch (Json.NotJson broken) {
            throw new BadKey("line " + broken.line() + ", column " + broken.column() + ": not JSON");
        }
    }

    private static ZoneKey key(String where, Value.Fields fields) {
        if (!(fields.get("key") instanceof Value.Text text)) throw new BadKey(where + ".key: want 32 bytes in base64");
        try {
            var key = ZoneKey.parse(text.text(), created(fields.get("created")));
            var id = fields.get("id");
            if (id instanceof Value.Undefined || id.equals(Value.of(key.id()))) return key;
            throw new BadKey(
                    "the id is " + id.display() + ", but this is the key " + key.id() + ": one of them is wrong");
        } catch (BadKey bad) {
            throw new BadKey(where + ": " + bad.getMessage());
        }
    }

    private static Instant created(Value value) {
        try {
            return value instanceof Value.Text text ? Instant.parse(text.text()) : Instant.EPOCH;
        } catch (DateTimeException broken) {
            throw new BadKey("created is " + value.display() + ", want a time such as 2026-01-31T12:00:00Z");
        }
    }
}

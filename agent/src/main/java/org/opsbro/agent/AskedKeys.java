package org.opsbro.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opsbro.agent.shared.StoredKeys;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.Value;

/** Keys of the store as they are when they are asked for: what {@code {{kv.web.upstream}}} reads where a person asks. */
final class AskedKeys implements Value.Fields {
    private static final int MOST_NAMES = 1000;
    private final StoredKeys stored;
    private final String folder;

    AskedKeys(StoredKeys stored) {
        this(stored, "");
    }

    private AskedKeys(StoredKeys stored, String folder) {
        this.stored = stored;
        this.folder = folder;
    }

    private interface Reading {
        Value from(StoredKeys stored) throws Unavailable, InterruptedException;
    }

    private Value read(Reading reading) {
        try {
            return reading.from(stored);
        } catch (Unavailable cannot) {
            return new Value.Undefined(String.valueOf(cannot.getMessage()));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return new Value.Undefined("the agent stops");
        }
    }

    @Override
    public Value get(String name) {
        var key = folder + name;
        return read(keys -> {
            var value = keys.value(key);
            if (value.isPresent()) return value.get();
            return name.isEmpty() || keys.names(key + "/", "", 1).isEmpty()
                    ? Value.UNDEFINED
                    : new AskedKeys(stored, key + "/");
        });
    }

    @Override
    public List<String> keys() {
        var names = read(keys -> Value.texts(keys.names(folder, "/", MOST_NAMES)));
        if (!(names instanceof Value.Items items)) return List.of();
        return items.all().stream()
                .map(each -> each.display().substring(folder.length()))
                .map(name -> name.endsWith("/") ? name.substring(0, name.length() - 1) : name)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Value.Fields fields && Value.Fields.same(this, fields);
    }

    @Override
    public int hashCode() {
        return Value.Fields.hash(this);
    }
}

package org.opsbro.agent;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opsbro.kv.Item;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.Shelf;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.Value;

/** Keys of the store as they are when they are asked for: what {@code {{kv.web.upstream}}} reads where a person asks. */
final class AskedKeys implements Value.Fields {
    private static final int MOST_NAMES = 1000;
    private final KvKeeper keeper;
    private final String folder;

    AskedKeys(KvKeeper keeper) {
        this(keeper, "");
    }

    private AskedKeys(KvKeeper keeper, String folder) {
        this.keeper = keeper;
        this.folder = folder;
    }

    /** A value as expressions read it; one that is no text is undefined, with the reason. */
    static Value value(Item item) {
        try {
            return Value.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(item.value()))
                    .toString());
        } catch (CharacterCodingException binary) {
            return new Value.Undefined("the value of the key " + item.key() + " is no text");
        }
    }

    private interface Reading {
        Value from(Shelf shelf);
    }

    private Value read(Reading reading) {
        try {
            return keeper.read(reading::from);
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
        return read(shelf -> {
            var item = shelf.item(key);
            if (item.isPresent()) return value(item.get());
            return name.isEmpty() || shelf.keys(key + "/", "", "", 1).isEmpty()
                    ? Value.UNDEFINED
                    : new AskedKeys(keeper, key + "/");
        });
    }

    @Override
    public List<String> keys() {
        var names = read(shelf -> Value.texts(shelf.keys(folder, "/", "", MOST_NAMES)));
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

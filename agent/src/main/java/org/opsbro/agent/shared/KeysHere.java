package org.opsbro.agent.shared;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.opsbro.kv.Item;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.KvKeeper.Freshness;
import org.opsbro.kv.live.Shelf;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Value;

/** Keys of the store of this agent. As they are here: whoever reads them is told when they change. */
final class KeysHere implements StoredKeys {
    private final KvKeeper keeper;

    KeysHere(KvKeeper keeper) {
        this.keeper = keeper;
    }

    /** One that is no text is undefined, with the reason. */
    static Value value(String key, byte[] value) {
        try {
            return Value.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString());
        } catch (CharacterCodingException binary) {
            return new Value.Undefined("the value of the key " + key + " is no text");
        }
    }

    @Override
    public Optional<Value> value(String key) throws Unavailable, InterruptedException {
        return keeper.read(Freshness.STALE, shelf -> shelf.item(key).map(item -> value(item.key(), item.value())));
    }

    @Override
    public List<String> names(String prefix, String separator, int most) throws Unavailable, InterruptedException {
        return keeper.read(Freshness.STALE, shelf -> shelf.keys(prefix, separator, "", most));
    }

    @Override
    public KeyTree tree(Set<String> names) throws Unavailable, InterruptedException {
        if (!keeper.exists()) return KeyTree.of(Map.of(), names);
        return keeper.read(Freshness.STALE, shelf -> read(shelf, names));
    }

    private static KeyTree read(Shelf shelf, Set<String> names) {
        var gathering = new Gathering(names);
        for (var name : names) {
            if (!name.isEmpty()) shelf.item(name).ifPresent(gathering::add);
            below(shelf, name).forEach(gathering::add);
            if (gathering.tooMuch()) return gathering.refused(name);
        }
        return gathering.tree();
    }

    private static List<Item> below(Shelf shelf, String name) {
        if (!name.isEmpty()) return some(shelf, name + "/", "");
        var all = new ArrayList<Item>();
        for (var item : some(shelf, "", "")) {
            if (item.key().startsWith(OURS)) {
                all.addAll(some(shelf, "", BEHIND_OURS));
                break;
            }
            all.add(item);
        }
        return all;
    }

    private static List<Item> some(Shelf shelf, String prefix, String after) {
        return shelf.items(prefix, after, Gathering.MOST_KEYS + 1, Gathering.MOST_BYTES + 1);
    }

    /** Keys that are read together. */
    static final class Gathering {
        /** More than this is no configuration: references are to say more exactly what they mean. */
        static final int MOST_KEYS = 10_000;

        static final long MOST_BYTES = 1024 * 1024;

        private final Set<String> names;
        private final Map<String, Value> all = new TreeMap<>();
        private long bytes;

        Gathering(Set<String> names) {
            this.names = names;
        }

        private void add(Item item) {
            add(item.key(), item.value().length, value(item.key(), item.value()));
        }

        void add(String key, long valueBytes, Value value) {
            bytes += valueBytes;
            all.put(key, value);
        }

        boolean tooMuch() {
            return all.size() > MOST_KEYS || bytes > MOST_BYTES;
        }

        KeyTree refused(String name) {
            return KeyTree.unknown("{{kv." + name.replace('/', '.') + "}} and what else is read are more than "
                    + MOST_KEYS + " keys or 1 MiB: refer to what is needed only");
        }

        KeyTree tree() {
            return KeyTree.of(all, names);
        }
    }

    @Override
    public long revision() throws Unavailable, InterruptedException {
        return keeper.exists()
                ? keeper.read(Freshness.STALE, shelf -> shelf.counters().revision())
                : 0;
    }
}

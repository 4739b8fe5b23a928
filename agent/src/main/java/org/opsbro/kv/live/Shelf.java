package org.opsbro.kv.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.opsbro.kv.Counters;
import org.opsbro.kv.Item;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.Session;
import org.opsbro.store.Database;
import org.opsbro.store.Query;
import org.opsbro.store.StorageException;

/** The store as somebody sees it who reads: all answers of one {@link #look} are of one revision. Lists are in the order of the keys' bytes. */
public final class Shelf implements AutoCloseable {
    private final Database database;
    private final Query counters;
    private final Query item;
    private final Query items;
    private final Query keys;
    private final Query changed;
    private final Query buried;
    private final Query session;
    private final Query sessions;
    private final Query marked;
    private final Query oldestMark;

    Shelf(Database database) {
        this.database = database;
        counters = database.query("select " + Schema.COUNTERS + " from counters");
        item = database.query("select " + Schema.ITEM + " from items where key = ?");
        items = database.query(
                "select " + Schema.ITEM + " from items where key >= ? and key > ? and key < ? order by key limit ?");
        keys = database.query("select key from items where key >= ? and key < ? order by key limit ?");
        changed = database.query("select key, modified from items where modified > ? and key >= ? and key < ?"
                + " order by modified, key limit ?");
        buried = database.query("select key, revision from graves where revision > ? and key >= ? and key < ?"
                + " order by revision, key limit ?");
        session = database.query("select " + Schema.SESSION + " from sessions where id = ?");
        sessions = database.query("select " + Schema.SESSION + " from sessions order by id");
        marked = database.query("select revision from marks where second >= ? order by second limit 1");
        oldestMark = database.query("select second from marks order by second limit 1");
    }

    /** One look: what is committed meanwhile is not seen. */
    <T> T look(Function<Shelf, T> reading) {
        database.begin();
        try {
            return reading.apply(this);
        } finally {
            database.rollback();
        }
    }

    public Counters counters() {
        return counters.one(Schema::counters)
                .orElseThrow(() -> new StorageException(
                        StorageException.Kind.DAMAGED, database.file() + " has lost its counters"));
    }

    public Optional<Item> item(String key) {
        return item.one(Schema::item, KeyBytes.of(key));
    }

    /**
     * Items whose keys begin so, from the first after a key on.
     *
     * @param after "" for the first
     * @param most of them; and no more after they have {@code mostBytes} together
     */
    public List<Item> items(String prefix, String after, int most, long mostBytes) {
        List<Item> all = new ArrayList<>();
        var bytes = 0L;
        var last = after;
        // a few at a time: the values of a whole page may be more than there is memory
        while (all.size() < most && bytes < mostBytes) {
            var some = items.all(
                    Schema::item,
                    KeyBytes.of(prefix),
                    KeyBytes.of(last),
                    KeyBytes.after(prefix),
                    Math.min(16, most - all.size()));
            if (some.isEmpty()) break;
            for (var each : some) {
                if (bytes >= mostBytes) break;
                all.add(each);
                bytes += each.value().length;
                last = each.key();
            }
        }
        return all;
    }

    /**
     * Names of keys that begin so, from the first after a key on; those that go on after the separator are one name, up to it and with it.
     *
     * @param separator "" for none
     */
    public List<String> keys(String prefix, String separator, String after, int most) {
        List<String> names = new ArrayList<>();
        var end = KeyBytes.after(prefix);
        var from = after.isEmpty() ? KeyBytes.of(prefix) : past(after, separator);
        while (names.size() < most) {
            var page = separator.isEmpty() ? most - names.size() : 16;
            var some = keys.all(row -> KeyBytes.text(row.bytes(1)), from, end, page);
            if (some.isEmpty()) break;
            for (var key : some) {
                var name = folded(key, prefix, separator);
                if (names.size() >= most) break;
                names.add(name);
                from = past(name, separator);
                if (!name.equals(key)) break; // on behind the folder
            }
        }
        return names;
    }

    private static String folded(String key, String prefix, String separator) {
        if (separator.isEmpty()) return key;
        var at = key.indexOf(separator, prefix.length());
        return at < 0 ? key : key.substring(0, at + separator.length());
    }

    /** The first key after a name of a list. */
    private static byte[] past(String name, String separator) {
        if (!separator.isEmpty() && name.endsWith(separator)) return KeyBytes.after(name);
        var bytes = KeyBytes.of(name);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    /** Keys that begin so, and changed or went after a revision; the oldest change first, each key once. At most so many, unless one revision changed more. */
    public List<Change> changed(String prefix, long since, int most) {
        for (var limit = most; ; limit *= 2) {
            var some = sorted(prefix, since, limit + 1);
            if (some.size() <= limit) return some;
            // who goes on with the last revision must not miss a part of it
            var cut = limit;
            while (cut > 0 && some.get(cut - 1).revision() == some.get(cut).revision()) cut--;
            if (cut > 0) return List.copyOf(some.subList(0, cut));
        }
    }

    /** The same of one key: at most one. */
    public List<Change> changedKey(String key, long since) {
        var bytes = KeyBytes.of(key);
        return sorted(since, bytes, past(key, ""), 1);
    }

    /** Whether a key, or one of those that begin so, changed or went after a revision. */
    public boolean isChanged(String text, boolean prefix, long since) {
        return !(prefix ? sorted(text, since, 1) : changedKey(text, since)).isEmpty();
    }

    private List<Change> sorted(String prefix, long since, int most) {
        return sorted(since, KeyBytes.of(prefix), KeyBytes.after(prefix), most);
    }

    private List<Change> sorted(long since, byte[] from, byte[] end, int most) {
        List<Change> all = new ArrayList<>(changed.all(
                row -> new Change(KeyBytes.text(row.bytes(1)), row.number(2), false), since, from, end, most));
        all.addAll(buried.all(
                row -> new Change(KeyBytes.text(row.bytes(1)), row.number(2), true), since, from, end, most));
        all.sort(Comparator.comparingLong(Change::revision));
        return all;
    }

    public Optional<Session> session(String id) {
        return session.one(Schema::session, id);
    }

    public List<Session> sessions() {
        return sessions.all(Schema::session);
    }

    /**
     * The revision before the first change of a second or later.
     *
     * @return empty if nobody knows any more
     */
    public OptionalLong before(long second) {
        var now = counters();
        var oldest = oldestMark.one(row -> row.number(1));
        var first = marked.one(row -> row.number(1), second);
        if (first.isEmpty()) return OptionalLong.of(now.revision());
        if (first.get() - 1 < now.compacted() || (second < oldest.orElse(0L) && now.compacted() > 0))
            return OptionalLong.empty();
        return OptionalLong.of(second < oldest.orElse(0L) ? 0 : first.get() - 1);
    }

    @Override
    public void close() {
        database.close();
    }
}

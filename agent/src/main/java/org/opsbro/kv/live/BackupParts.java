package org.opsbro.kv.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.opsbro.kv.Command;
import org.opsbro.kv.Counters;
import org.opsbro.kv.Item;
import org.opsbro.store.Database;
import org.opsbro.store.StorageException;

/** A backup as the commands that put it in the place of a store that several have. */
public final class BackupParts implements AutoCloseable {
    private static final int CACHE_KIB = 1024;
    /** Of one part, which must fit into an entry: the last value may be half a MiB more. */
    private static final long BYTES = 256 * 1024;

    private static final int ITEMS = 256;

    private final Path database;
    private final Shelf shelf;

    /**
     * Unpacks it into a folder.
     *
     * @throws IOException with the reason if it is no backup, or damaged
     */
    BackupParts(Path backup, Path folder) throws IOException {
        database = Restoring.unpacked(backup, folder.resolve("parts.sqlite"), whole -> {});
        try {
            shelf = new Shelf(Database.reading(database, CACHE_KIB));
        } catch (StorageException failed) {
            Restoring.discard(database);
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /** Tells the store a command, as often as it takes. */
    public interface Telling {
        void tell(Command.Restore command) throws IOException, InterruptedException;
    }

    /** Tells all of it, one after the other. */
    public void tell(String id, Telling telling) throws IOException, InterruptedException {
        var counters = shelf.look(Shelf::counters);
        telling.tell(new Command.RestoreBegin(id));
        var parts = 0L;
        var last = "";
        for (var items = after(last); !items.isEmpty(); items = after(last)) {
            last = items.getLast().key();
            telling.tell(new Command.RestoreItems(
                    id,
                    parts++,
                    items.stream().map(item -> left(item, counters)).toList()));
        }
        telling.tell(new Command.RestoreEnd(id, parts, counters.revision(), counters.token()));
    }

    private List<Item> after(String last) {
        return shelf.look(each -> each.items("", last, ITEMS, BYTES));
    }

    /** With what is left of its TTL. */
    private static Item left(Item item, Counters counters) {
        if (item.expires() == 0) return item;
        return new Item(
                item.key(),
                item.value(),
                item.flags(),
                item.past(),
                item.ttl(),
                Math.max(1, item.expires() - counters.age()),
                item.lock());
    }

    @Override
    public void close() throws IOException {
        shelf.close();
        Restoring.discard(database);
    }
}

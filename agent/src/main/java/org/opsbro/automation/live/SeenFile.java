package org.opsbro.automation.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.opsbro.automation.Order;
import org.opsbro.automation.SeenOrders;
import org.opsbro.model.Json;
import org.opsbro.store.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The orders that were taken, kept over a restart. Whoever asks and then adds does both under the monitor of this object. */
final class SeenFile {
    private static final Logger LOG = LoggerFactory.getLogger(SeenFile.class);
    private final AtomicFile file;
    private final InstantSource clock;
    private SeenOrders seen;

    SeenFile(Path path, InstantSource clock) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        this.file = new AtomicFile(path);
        this.clock = clock;
        this.seen = read();
    }

    private SeenOrders read() throws IOException {
        var text = file.read();
        if (text.isEmpty()) return SeenOrders.NONE;
        try {
            return SeenOrders.from(Json.readObject(text.get()));
        } catch (Json.NotJson | DateTimeParseException damaged) {
            LOG.warn(
                    "exec: the orders that were taken are not known, none is taken for {} s file={} reason={}",
                    Order.LIFE.toSeconds(),
                    file.path(),
                    damaged.getMessage());
            return SeenOrders.unknown(clock.instant());
        }
    }

    synchronized SeenOrders seen() {
        return seen;
    }

    /** When it returns, the order is on the disk. */
    synchronized void add(Order order) throws IOException {
        var next = seen.with(order, clock.instant());
        file.write(Json.write(next.toValue()) + "\n");
        seen = next;
    }
}

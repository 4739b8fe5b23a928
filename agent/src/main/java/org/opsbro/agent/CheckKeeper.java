package org.opsbro.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Status;
import org.opsbro.model.Turn;
import org.opsbro.model.World;
import org.opsbro.monitoring.Retention;
import org.opsbro.store.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the states of the checks over a restart: written a second after one changed, and each minute while the agent runs. */
final class CheckKeeper implements Bulletin.Reader, Turn {
    private static final Logger LOG = LoggerFactory.getLogger(CheckKeeper.class);
    private static final int TURNS_BETWEEN = 60;
    private final AtomicFile file;
    private volatile boolean changed;
    private int turns;
    private boolean failing;

    CheckKeeper(Path data) {
        this.file = new AtomicFile(data.resolve("checks.json"));
    }

    /** What was kept; nothing if there is no such file, or it is damaged: the checks run again anyway. */
    Map<String, Status> kept() {
        try {
            var text = file.read();
            return text.isEmpty() ? Map.of() : Retention.read(Json.readObject(text.get()));
        } catch (IOException | Json.NotJson damaged) {
            LOG.warn("retention: states of checks are lost file={} reason={}", file.path(), damaged.getMessage());
            return Map.of();
        }
    }

    @Override
    public void read(Event event, World world) {
        if (event instanceof Event.CheckChanged || event instanceof Event.ChecksGone) changed = true;
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public List<Event> take(World world) {
        if (changed || ++turns >= TURNS_BETWEEN) write(world);
        return List.of();
    }

    void write(World world) {
        changed = false;
        turns = 0;
        try {
            file.write(Json.write(Retention.written(world.checks().values())));
            if (failing) LOG.info("retention: writing works again");
            failing = false;
        } catch (IOException full) {
            if (!failing)
                LOG.warn(
                        "retention: states of checks cannot be kept file={} reason={}",
                        file.path(),
                        DataLock.reason(full));
            failing = true;
        }
    }
}

package org.opsbro.agent;

import java.time.Duration;
import java.util.List;
import org.opsbro.model.Event;
import org.opsbro.model.Turn;
import org.opsbro.model.World;

/** Looks at the files of packs and settings: a look costs the size and time of each. */
record ReloadTurn(Runnable refresh) implements Turn {
    @Override
    public String name() {
        return "reload";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(5);
    }

    @Override
    public List<Event> take(World world) {
        refresh.run();
        return List.of();
    }
}
